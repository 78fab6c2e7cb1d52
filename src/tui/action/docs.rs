//! The key table of the README, made from the registry.

use super::{Action, Scope, all};

/// How keys are listed: the first few, or a range where there are many.
#[must_use]
pub(crate) fn keys_in_words(keys: &[String]) -> String {
    match keys {
        [first, .., last] if keys.len() > 6 => format!("{first} … {last}"),
        keys => keys.join(" "),
    }
}

/// The table of all actions in Markdown, one section a scope: default keys, command, what it does.
#[must_use]
pub fn key_table() -> String {
    let mut scopes: Vec<Scope> = all().map(|action| action.scope).collect();
    scopes.sort_unstable();
    scopes.dedup();
    let sections = scopes.into_iter().map(|scope| {
        let rows: String = all().filter(|action| action.scope == scope).map(row).collect();
        let name = scope.name();
        format!("### {name}\n\n| keys | command | `[keys]` name | what it does |\n|---|---|---|---|\n{rows}")
    });
    sections.collect::<Vec<_>>().join("\n")
}

fn row(action: &Action) -> String {
    let code = |text: &str| format!("`{}`", text.replace('|', "\\|"));
    let mut keys: Vec<String> = action.keys.iter().map(|key| code(key)).collect();
    if let Some((scope, more)) = action.also {
        keys.extend(more.iter().map(|key| format!("{} (in {})", code(key), scope.name())));
    }
    let names = [action.name].into_iter().chain(action.aliases.iter().copied());
    let command = if action.command {
        names
            .map(|name| code(&format!(":{name}")))
            .collect::<Vec<_>>()
            .join(" ")
    } else {
        String::new()
    };
    format!(
        "| {} | {command} | {} | {} |\n",
        keys_in_words(&keys),
        code(&action.full_name()),
        action.doc
    )
}
