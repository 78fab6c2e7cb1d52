//! A redrive as a person fills it in: a text a field.

use std::path::Path;

use super::asked::{Asked, Field, REDRIVES, Wrong, header, rate};
use crate::config::paths;
use crate::model::names::TopicName;

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Which records.
    pub filter: String,
    /// The topic they all go to.
    pub to: String,
    /// Names of headers, with blanks between them.
    pub route_headers: String,
    /// Where to begin.
    pub from: String,
    /// Where to end.
    pub until: String,
    /// Numbers of partitions.
    pub partitions: String,
    /// How many records at most.
    pub count: String,
    /// How many a second at most.
    pub rate: String,
    /// How often a record may be brought back.
    pub max_redrives: String,
    /// Names of headers that are left out.
    pub drop_headers: String,
    /// Headers that are put on, one a line.
    pub headers: String,
    /// The file that keeps how far it came.
    pub checkpoint: String,
    /// Headers that tell why it is a dead letter stay.
    pub keep_headers: bool,
}

impl Form {
    /// The form of what was asked for.
    #[must_use]
    pub fn of(asked: &Asked) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let header = |(name, value): &(String, Option<Vec<u8>>)| {
            let value = String::from_utf8_lossy(value.as_deref().unwrap_or_default());
            format!("{name}={value}")
        };
        Self {
            filter: text(&asked.filter),
            to: text(&asked.to),
            route_headers: asked.route_headers.join(" "),
            from: text(&asked.from),
            until: text(&asked.until),
            partitions: joined(asked.partitions.iter().map(ToString::to_string), " "),
            count: asked.count.map(|count| count.to_string()).unwrap_or_default(),
            rate: asked.rate.map(|rate| rate.to_string()).unwrap_or_default(),
            max_redrives: match asked.max_redrives {
                REDRIVES => String::new(),
                most => most.to_string(),
            },
            drop_headers: asked.drop_headers.join(" "),
            headers: joined(asked.headers.iter().map(header), "\n"),
            checkpoint: asked
                .checkpoint
                .as_deref()
                .map_or_else(String::new, |path| path.display().to_string()),
            keep_headers: asked.keep_headers,
        }
    }

    /// What it asks for, of the dead letters of a topic.
    ///
    /// # Errors
    /// The first field that is not understood. What only an order tells is told by it: places, the filter.
    pub fn asked(&self, source: &TopicName) -> Result<Asked, Wrong> {
        let number = |field, text: &str| match set(text) {
            None => Ok(None),
            Some(text) => match text.replace([',', '_'], "").parse::<u64>() {
                Ok(number) => Ok(Some(number)),
                Err(_) => Err(Wrong::new(field, format!("{text:?} is no number"))),
            },
        };
        let most = match number(Field::MaxRedrives, &self.max_redrives)? {
            None => REDRIVES,
            Some(most) => match u32::try_from(most) {
                Ok(most) if most > 0 => most,
                _ => return Err(Wrong::new(Field::MaxRedrives, "a number from 1 on")),
            },
        };
        let partition = |word: &str| match word.parse() {
            Ok(number) if number >= 0 => Ok(number),
            _ => Err(Wrong::new(
                Field::Partitions,
                format!("{word:?} is no partition's number"),
            )),
        };
        let partitions = words(&self.partitions).filter(|word| word != "all");
        let headers = self.headers.lines().filter(|line| !line.trim().is_empty());
        let typed = |line: &str| header(line).map_err(|why| Wrong::new(Field::Headers, why));
        let rated = |text: String| rate(&text).map_err(|why| Wrong::new(Field::Rate, why));
        Ok(Asked {
            filter: set(&self.filter),
            to: set(&self.to),
            route_headers: match set(&self.to) {
                Some(_) => Vec::new(),
                None => words(&self.route_headers).collect(),
            },
            from: set(&self.from),
            until: set(&self.until),
            count: number(Field::Count, &self.count)?,
            partitions: partitions.map(|word| partition(&word)).collect::<Result<_, _>>()?,
            keep_headers: self.keep_headers,
            drop_headers: words(&self.drop_headers).collect(),
            headers: headers.map(typed).collect::<Result<_, _>>()?,
            max_redrives: most,
            rate: set(&self.rate).map(rated).transpose()?,
            checkpoint: set(&self.checkpoint).map(|text| paths::expand(&text, None)),
            ..Asked::of(source.clone())
        })
    }
}

/// The file that keeps how far the dead letters of a topic came, in a directory of its cluster.
#[must_use]
pub fn checkpoint_in(dir: &Path, source: &TopicName) -> String {
    dir.join(format!("{source}.redrive")).display().to_string()
}

fn set(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let blank = |c: char| c.is_whitespace() || c == ',';
    text.split(blank).filter(|word| !word.is_empty()).map(str::to_owned)
}

fn joined(each: impl Iterator<Item = String>, between: &str) -> String {
    each.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;
    use std::time::Duration;

    fn form(change: impl FnOnce(&mut Form)) -> Form {
        let mut form = Form::default();
        change(&mut form);
        form
    }

    fn wrong(change: impl FnOnce(&mut Form)) -> Wrong {
        let asked = form(change).asked(&"orders.dlq".into());
        let order = asked.and_then(|asked| asked.order(0, &TimeZone::UTC, Duration::ZERO));
        order.unwrap_err()
    }

    #[test]
    fn an_empty_form_asks_for_all_by_their_headers() {
        let asked = Form::default().asked(&"orders.dlq".into()).unwrap();
        assert_eq!(asked, Asked::of("orders.dlq".into()));
        let begin = ["kconsole".to_owned(), "-c".into(), "prod".into()];
        assert_eq!(asked.command(&begin).join(" "), "kconsole -c prod redrive orders.dlq");
    }

    #[test]
    fn what_is_not_understood_is_told_by_its_field() {
        let cases = [
            (wrong(|form| form.filter = "re:/(/".into()), Field::Filter),
            (wrong(|form| form.to = "orders.dlq".into()), Field::To),
            (wrong(|form| form.from = "soon".into()), Field::From),
            (wrong(|form| form.until = "never".into()), Field::Until),
            (wrong(|form| form.partitions = "0, x".into()), Field::Partitions),
            (wrong(|form| form.count = "many".into()), Field::Count),
            (wrong(|form| form.rate = "0".into()), Field::Rate),
            (wrong(|form| form.max_redrives = "0".into()), Field::MaxRedrives),
            (wrong(|form| form.headers = "trace".into()), Field::Headers),
        ];
        for (wrong, field) in cases {
            assert_eq!(wrong.field, field, "{wrong:?}");
            assert!(!wrong.why.is_empty());
        }
    }

    #[test]
    fn a_form_comes_back_as_it_was_filled_in() {
        let form = form(|form| {
            form.filter = ".value.n > 3".into();
            form.route_headers = "x-from y-from".into();
            form.from = "-15m".into();
            form.partitions = "0 3".into();
            form.count = "1000".into();
            form.rate = "2.5".into();
            form.max_redrives = "7".into();
            form.drop_headers = "x-* trace".into();
            form.headers = "by=me\nwhy=a=b".into();
            form.checkpoint = "/tmp/at".into();
            form.keep_headers = true;
        });
        let asked = form.asked(&"orders.dlq".into()).unwrap();
        assert_eq!(Form::of(&asked), form);
        assert_eq!(asked.headers[1], ("why".to_owned(), Some(b"a=b".to_vec())));
    }
}
