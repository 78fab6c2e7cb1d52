//! What is asked of the registry.

use crate::jobs::errand::Errand;
use crate::jobs::schemas::{self, Change, File};
use crate::tui::action::Id;
use crate::tui::event::{Notice, Tone};
use crate::tui::screens::{Cx, Reply};

/// What an action on a subject comes to, with the word that followed it.
pub(super) fn on_subject(id: Id, arg: &str, subject: Option<&str>, cx: &Cx<'_>) -> Reply {
    let whole = matches!(id, Id::RegistryLevel | Id::RegistryMode);
    let named = || subject.map(str::to_owned);
    let command = cx.contexts.command();
    let (value, about) = (arg.to_ascii_uppercase(), named().filter(|_| !whole));
    if about.is_none() && !whole {
        return tell("there is no subject under the cursor");
    }
    let subject = about.clone().unwrap_or_default();
    let known: &[&str] = match id {
        Id::Level | Id::RegistryLevel => &schemas::LEVELS,
        Id::Mode | Id::RegistryMode => &schemas::MODES,
        _ => &[],
    };
    if !known.is_empty() && !known.contains(&value.as_str()) {
        return tell(&format!("{arg} is none of {}", known.join(", ")));
    }
    if whole && value == schemas::INHERIT {
        return tell("the registry has none to inherit from");
    }
    let errand = match id {
        Id::Level | Id::RegistryLevel => {
            let (subject, level) = (about, value);
            schemas::change(Change::Level { subject, level }, command)
        }
        Id::Mode | Id::RegistryMode => {
            let (subject, mode) = (about, value);
            schemas::change(Change::Mode { subject, mode }, command)
        }
        Id::Check => schemas::check(&subject, File::typed(arg), command),
        Id::Register => schemas::register(&subject, File::typed(arg), command),
        _ => return Reply::NotMine,
    };
    ask(errand)
}

/// Deleting a subject or a version of it: for good what was softly deleted before.
pub(super) fn delete(subject: &str, version: Option<i32>, permanent: bool, cx: &Cx<'_>) -> Reply {
    let change = Change::Delete {
        subject: subject.to_owned(),
        version,
        permanent,
    };
    ask(schemas::change(change, cx.contexts.command()))
}

fn ask(errand: Errand) -> Reply {
    Reply::Ask(Box::new(errand))
}

pub(super) fn tell(text: &str) -> Reply {
    Reply::Tell(Notice::new(Tone::Warning, text))
}
