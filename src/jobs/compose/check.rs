//! A draft as it would be sent, or what does not fit and where.

use std::sync::Arc;

use super::draft::{As, Draft, Part};
use super::lookup::Found;
use super::order::{Field, Ids, Times, Wrong, command, is_json, order, schema_of};
use super::text::{line_of, without_calls};
use crate::config::profile::Profile;
use crate::jobs::produce::{Header, Writer, filled, largest, preview};
use crate::wire::partition_of;

/// Where a record will go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goes {
    /// To this partition: it is asked for.
    Asked(i32),
    /// To this one, by the hash of its key (murmur2, as Java producers do it).
    Hashed(i32),
    /// To any: it has no key.
    Any,
    /// The partitioner of the user's properties decides; this is its name.
    By(String),
    /// It is not known how many partitions there are.
    Unknown,
}

/// A record as it would be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ready {
    /// The bytes of its key; none for null.
    pub key: Option<Vec<u8>>,
    /// The bytes of its value; none for null.
    pub value: Option<Vec<u8>>,
    /// Its headers.
    pub headers: Vec<Header>,
    /// Where it will go.
    pub goes: Goes,
    /// How the key is written, in words.
    pub key_as: String,
    /// How the value is written, in words.
    pub value_as: String,
    /// The command line that sends it, after the words that name the cluster.
    pub command: Vec<String>,
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What was checked.
    pub draft: Arc<Draft>,
    /// The schemas of parts without one of their own.
    pub ids: Ids,
    /// It can be sent, or what is wrong with it.
    pub result: Result<Ready, Wrong>,
    /// What does not look as it was meant, and is sent all the same.
    pub doubts: Vec<Wrong>,
}

/// A schema of an id, from the registry.
pub(super) type ById<'a> = dyn Fn(u32) -> Result<Writer, String> + 'a;

/// Checks a draft. `by_id` fetches a schema that a part asks for by itself.
pub(super) fn check(profile: &Profile, draft: &Arc<Draft>, found: Option<&Found>, by_id: &ById<'_>) -> Checked {
    let auto = |known: Option<&super::lookup::Known>| known.map(|known| known.writer.id);
    let ids = Ids {
        key: auto(found.and_then(|found| found.key.as_ref())),
        value: auto(found.and_then(|found| found.value.as_ref())),
    };
    let mut doubts = Vec::new();
    let result = Check {
        profile,
        draft,
        found,
        ids,
        by_id,
    }
    .run(&mut doubts);
    Checked {
        draft: Arc::clone(draft),
        ids,
        result,
        doubts,
    }
}

struct Check<'a> {
    profile: &'a Profile,
    draft: &'a Draft,
    found: Option<&'a Found>,
    ids: Ids,
    by_id: &'a ById<'a>,
}

impl Check<'_> {
    fn run(&self, doubts: &mut Vec<Wrong>) -> Result<Ready, Wrong> {
        let draft = self.draft;
        let order = order(draft, self.ids, &Times::ONCE)?;
        self.template()?;
        let key = self.writer(&draft.key, Field::Key)?;
        let value = self.writer(&draft.value, Field::Value)?;
        for (part, field, writer) in [(&draft.key, Field::Key, &key), (&draft.value, Field::Value, &value)] {
            if let Some(wrong) = json(part, field, writer.is_some()) {
                match writer {
                    // plain text may be a string of the schema: the writer says
                    Some(_) if !part.text.trim_start().starts_with(['{', '[']) => {}
                    Some(_) => return Err(wrong),
                    None => doubts.push(wrong),
                }
            }
        }
        let shown = preview(&order, key.as_ref(), value.as_ref()).map_err(|why| self.located(&why))?;
        let goes = self.goes(shown.partition, shown.key.as_deref())?;
        let bytes = shown.key.as_ref().map_or(0, Vec::len) + shown.value.as_ref().map_or(0, Vec::len);
        let largest = largest(self.profile);
        if bytes > largest {
            let why = format!("{bytes} bytes are more than message.max.bytes ({largest})");
            return Err(Wrong::new(Field::Value, None, why));
        }
        if shown.value.is_none() && shown.key.is_none() {
            doubts.push(Wrong::new(
                Field::Value,
                None,
                "a record of null key and null value says nothing",
            ));
        }
        Ok(Ready {
            key_as: self.words(
                &draft.key,
                key.as_ref(),
                self.found.and_then(|found| found.key.as_ref()),
            ),
            value_as: self.words(
                &draft.value,
                value.as_ref(),
                self.found.and_then(|found| found.value.as_ref()),
            ),
            key: shown.key,
            value: shown.value,
            headers: shown.headers,
            goes,
            command: command(&[], &order),
        })
    }

    /// That the functions in it are some; names that the key keeps are known to the value.
    fn template(&self) -> Result<(), Wrong> {
        if !self.draft.template {
            return Ok(());
        }
        let draft = self.draft;
        let typed = |part: &Part| match part.unchanged() {
            Some(_) => String::new(),
            None => part.text.clone(),
        };
        let parts = [
            (Field::Key, typed(&draft.key)),
            (Field::Value, typed(&draft.value)),
            (Field::Headers, draft.headers.clone()),
        ];
        let all: String = parts.iter().map(|(_, text)| text.as_str()).collect();
        let Err((mut at, why)) = filled(&all) else {
            return Ok(());
        };
        for (field, text) in &parts {
            match at.checked_sub(text.len()) {
                Some(rest) if !text.is_empty() || rest > 0 => at = rest,
                _ => {
                    let before = text.as_bytes().get(..at).unwrap_or_default();
                    let line = before.iter().filter(|byte| **byte == b'\n').count();
                    return Err(Wrong::new(*field, Some(line), why));
                }
            }
        }
        Err(Wrong::new(Field::Value, None, why))
    }

    /// The schema a part is written by.
    fn writer(&self, part: &Part, field: Field) -> Result<Option<Writer>, Wrong> {
        if part.how == As::Auto && !part.null && !part.text.is_empty() && part.unchanged().is_none() {
            // what a topic's records are written by must be known before one is written without it
            match self.found {
                None => {
                    return Err(Wrong::new(
                        field,
                        None,
                        "the registry is being asked for the topic's schema",
                    ));
                }
                Some(found) => {
                    if let Some(why) = &found.unanswered {
                        let why = format!("whether the topic has a schema is not known: {why}");
                        return Err(Wrong::new(field, None, why));
                    }
                }
            }
        }
        let auto = match field {
            Field::Key => self.ids.key,
            _ => self.ids.value,
        };
        let Some((id, message)) = schema_of(part, auto) else {
            return Ok(None);
        };
        let known = self.found.and_then(|found| match field {
            Field::Key => found.key.as_ref(),
            _ => found.value.as_ref(),
        });
        let mut writer = match known.filter(|known| known.writer.id == id) {
            Some(known) => known.writer.clone(),
            None => (self.by_id)(id).map_err(|why| Wrong::new(field, None, why))?,
        };
        writer.message = message.map(str::to_owned);
        Ok(Some(writer))
    }

    /// What the writer said, by field and line.
    fn located(&self, why: &str) -> Wrong {
        let (field, why, text) = match why.strip_prefix("key: ") {
            Some(why) => (Field::Key, why, &self.draft.key.text),
            None => (Field::Value, why, &self.draft.value.text),
        };
        Wrong::new(field, line_of(&without_calls(text), why), why)
    }

    fn goes(&self, asked: Option<i32>, key: Option<&[u8]>) -> Result<Goes, Wrong> {
        let count = self.found.and_then(|found| found.partitions);
        if let Some(partition) = asked {
            return match count.filter(|count| partition >= *count) {
                Some(count) => {
                    let why = format!("partition {partition} is not there: the topic has {count}");
                    Err(Wrong::new(Field::Partition, None, why))
                }
                None => Ok(Goes::Asked(partition)),
            };
        }
        let partitioner = self.profile.properties.0.get("partitioner").map(String::as_str);
        Ok(match (partitioner, key, count) {
            (Some(name), ..) if !name.starts_with("murmur2") => Goes::By(name.to_owned()),
            (_, None, _) => Goes::Any,
            (_, Some(_), None) => Goes::Unknown,
            (_, Some(key), Some(count)) => Goes::Hashed(partition_of(key, count)),
        })
    }

    fn words(&self, part: &Part, writer: Option<&Writer>, known: Option<&super::lookup::Known>) -> String {
        if part.unchanged().is_some() {
            return "as it was".into();
        }
        match (writer, &part.how) {
            (Some(writer), _) => match known.filter(|known| known.writer.id == writer.id) {
                Some(known) => known.says.clone(),
                None => format!("{} (id {})", writer.schema.name(), writer.id),
            },
            (None, As::Hex) => "hex".into(),
            (None, As::Auto | As::Schema(..)) if is_json(&part.text) => "JSON".into(),
            (None, _) => "text".into(),
        }
    }
}

/// Why a text that looks like JSON, or has to be, is none.
fn json(part: &Part, field: Field, wanted: bool) -> Option<Wrong> {
    let structured = part.text.trim_start().starts_with(['{', '[']);
    if part.null || part.unchanged().is_some() || part.text.is_empty() || !(wanted || structured) {
        return None;
    }
    if matches!(part.how, As::Text | As::Hex) {
        return None;
    }
    let error = serde_json::from_str::<serde::de::IgnoredAny>(&without_calls(&part.text)).err()?;
    let text = error.to_string();
    let why = text.rfind(" at line ").and_then(|at| text.get(..at)).unwrap_or(&text);
    let line = error.line().saturating_sub(1);
    Some(Wrong::new(field, Some(line), format!("no JSON: {why}")))
}
