//! What is typed after `:`: a command of the registry with its argument, and what it may be completed to.

use super::action::{self, Action, Arg, Id, Scope};
use super::widgets::menu::Entry;
use crate::text::nearest;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// A command as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The action.
    pub id: Id,
    /// What followed its name.
    pub arg: Option<String>,
}

/// How many completions are offered.
const OFFERED: usize = 8;

/// The commands that can be typed where these scopes hold.
fn commands(scopes: &[Scope]) -> impl Iterator<Item = &'static Action> {
    action::all().filter(|action| action.command && scopes.contains(&action.scope))
}

fn names(action: &'static Action) -> impl Iterator<Item = &'static str> {
    [action.name].into_iter().chain(action.aliases.iter().copied())
}

/// Understands a typed line; none when there is nothing on it. A start of a name that only one command has will do.
///
/// # Errors
/// A line that says what is not understood, and what may have been meant.
pub fn parse(line: &str, scopes: &[Scope]) -> Result<Option<Command>, String> {
    let line = line.trim().trim_start_matches(':').trim_start();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    if word.is_empty() {
        return Ok(None);
    }
    let action = find(word, scopes)?;
    let arg = Some(rest.trim()).filter(|rest| !rest.is_empty()).map(str::to_owned);
    match (action.arg, &arg) {
        (None, Some(_)) => Err(format!("{} takes nothing after it", action.name)),
        (Some((kind, true)), None) => Err(format!("{} needs {}", action.name, in_words(kind))),
        _ => Ok(Some(Command { id: action.id, arg })),
    }
}

fn find(word: &str, scopes: &[Scope]) -> Result<&'static Action, String> {
    if let Some(action) = commands(scopes).find(|action| names(action).any(|name| name == word)) {
        return Ok(action);
    }
    let begin: Vec<_> = commands(scopes)
        .filter(|action| names(action).any(|name| name.starts_with(word)))
        .collect();
    match begin.as_slice() {
        [only] => Ok(only),
        [] => Err(match nearest(word, commands(scopes).flat_map(names)) {
            Some(near) => format!("there is no command {word}: did you mean {near}?"),
            None => format!("there is no command {word}: ? lists them"),
        }),
        several => {
            let names: Vec<_> = several.iter().map(|action| action.name).collect();
            Err(format!("{word} may be {}", names.join(" or ")))
        }
    }
}

const fn in_words(arg: Arg) -> &'static str {
    match arg {
        Arg::Topic => "a topic's name",
        Arg::Broker => "a broker's id",
        Arg::Group => "a group's id",
        Arg::Context => "a context's name",
        Arg::Column => "a column's name",
        Arg::Theme => "a theme's name",
        Arg::Format => "csv or json",
        Arg::Filter => "a filter",
        Arg::Spot => "where to begin: live, earliest, -100, -15m, a time or an offset",
        Arg::Times => "how many, and how fast: 100, or 100 10/s",
        Arg::Partition => "a partition's number, or all",
        Arg::Export => "jsonl, csv or raw",
        Arg::ReadAs => "auto or a format: json, avro, text, hex, …",
        Arg::Scenario => "a scenario's name",
        Arg::Subject => "a subject's name",
        Arg::Version => "a version's number",
        Arg::Level => "a level: NONE, BACKWARD, FORWARD, FULL, or one of the last three with _TRANSITIVE",
        Arg::Mode => "a mode: READWRITE, READONLY or IMPORT",
        Arg::File => "a file's path",
    }
}

/// What the typed line may become, the best first; each entry is a whole line. `values` gives what an argument may be.
#[must_use]
pub fn complete(line: &str, scopes: &[Scope], values: impl FnOnce(Arg) -> Vec<String>) -> Vec<Entry> {
    let line = line.trim_start();
    let Some((word, rest)) = line.split_once(char::is_whitespace) else {
        let commands: Vec<_> = commands(scopes).collect();
        // the name counts before an alias, which completes to itself
        let texts: Vec<(&str, &Action)> = commands
            .iter()
            .flat_map(|action| names(action).map(move |name| (name, *action)))
            .collect();
        let best = rank(line, texts.iter().map(|(name, _)| *name), OFFERED * 4);
        let mut seen = Vec::new();
        let mut entries = Vec::new();
        for at in best {
            let Some((name, action)) = texts.get(at) else { continue };
            if !seen.contains(&action.id) && entries.len() < OFFERED {
                seen.push(action.id);
                entries.push(Entry {
                    text: (*name).to_owned(),
                    doc: action.doc.to_owned(),
                });
            }
        }
        return entries;
    };
    let Some((kind, _)) = find(word, scopes).ok().and_then(|action| action.arg) else {
        return Vec::new();
    };
    let values = values(kind);
    let best = rank(rest.trim(), values.iter().map(String::as_str), OFFERED);
    let entry = |value: &String| Entry {
        text: format!("{word} {value}"),
        doc: String::new(),
    };
    best.into_iter().filter_map(|at| values.get(at)).map(entry).collect()
}

/// The numbers of the texts that match `typed`, the best first: what begins with it, then by how well it is spread.
fn rank<'a>(typed: &str, texts: impl Iterator<Item = &'a str>, most: usize) -> Vec<usize> {
    if typed.is_empty() {
        return (0..texts.take(most).count()).collect();
    }
    let pattern = Pattern::parse(typed, CaseMatching::Smart, Normalization::Smart);
    let (mut matcher, mut buffer) = (Matcher::new(Config::DEFAULT), Vec::new());
    let mut found: Vec<(bool, u32, usize, usize)> = texts
        .enumerate()
        .filter_map(|(at, text)| {
            let score = pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher)?;
            Some((!text.starts_with(typed), u32::MAX - score, text.len(), at))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(most).map(|(.., at)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HERE: &[Scope] = &[Scope::Topics, Scope::Table, Scope::Global];

    fn texts(line: &str) -> Vec<String> {
        let values = |_| {
            ["orders.created", "orders.audit", "payments"]
                .map(str::to_owned)
                .to_vec()
        };
        complete(line, HERE, values)
            .into_iter()
            .map(|entry| entry.text)
            .collect()
    }

    #[test]
    fn commands_by_name_alias_and_start() {
        let run = |line| parse(line, HERE).unwrap().map(|command| (command.id, command.arg));
        assert_eq!(run("topics"), Some((Id::Topics, None)));
        assert_eq!(run(":q!"), Some((Id::Quit, None)));
        assert_eq!(
            run("topic orders.created"),
            Some((Id::Topic, Some("orders.created".into())))
        );
        assert_eq!(run("ov"), Some((Id::Overview, None)));
        assert_eq!(run("  "), None);
    }

    #[test]
    fn what_is_not_understood_is_told() {
        let fails = |line| parse(line, HERE).unwrap_err();
        assert_eq!(fails("tpoics"), "there is no command tpoics: did you mean topics?");
        assert_eq!(fails("xyzzy"), "there is no command xyzzy: ? lists them");
        assert_eq!(fails("top"), "top may be topics or topic");
        assert_eq!(fails("topic"), "topic needs a topic's name");
        assert_eq!(fails("quit now"), "quit takes nothing after it");
    }

    #[test]
    fn a_command_of_another_screen_is_none_here() {
        assert!(parse("sort lag", &[Scope::Global]).is_err());
        assert!(parse("sort lag", HERE).is_ok());
    }

    #[test]
    fn completion_offers_what_begins_first_and_each_once() {
        assert_eq!(texts("top")[..2], ["topic", "topics"]);
        assert_eq!(texts("qrm"), ["quorum"]);
        assert_eq!(texts("topic ordcr"), ["topic orders.created"]);
        assert_eq!(
            texts("topic "),
            ["topic orders.created", "topic orders.audit", "topic payments"]
        );
        assert_eq!(texts("nothing such"), Vec::<String>::new());
        assert_eq!(texts("").len(), OFFERED);
    }

    proptest! {
        #[test]
        fn any_line_is_answered(line in any::<String>()) {
            let _ = parse(&line, HERE);
            prop_assert!(texts(&line).len() <= OFFERED);
        }
    }
}
