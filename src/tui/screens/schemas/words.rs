//! What the screens say of the registry.

use crate::jobs::schemas::{Page, State};
use crate::model::trouble::Trouble;
use crate::text::time::hms;
use crate::tui::screens::Cx;
use crate::tui::theme::Role;

/// What stands in the way, a line each; nothing on a registry that answers.
pub(super) fn state(page: &Page, cx: &Cx<'_>) -> Vec<(Role, String)> {
    match &page.state {
        State::Idle | State::Asking | State::Known => Vec::new(),
        State::Unset(why) => vec![
            (Role::StateUnknown, format!("no schema registry: {}", why.cause)),
            (
                Role::Dim,
                "kconsole --registry http://HOST:8081, or in the config file, for a context:".to_owned(),
            ),
            (
                Role::Dim,
                "[contexts.NAME.kafka]  \"schema.registry.url\" = \"http://HOST:8081\"".to_owned(),
            ),
        ],
        State::Failed { trouble, again } => {
            let mut lines = vec![(Role::StateBad, said(trouble))];
            lines.extend(trouble.hint.iter().map(|hint| (Role::Dim, format!("try: {hint}"))));
            let next = match again {
                Some(at) => format!("asked again at {}; ctrl-r asks now", hms(at.0, cx.zone)),
                None => "ctrl-r asks again".to_owned(),
            };
            lines.push((Role::Faint, next));
            lines
        }
    }
}

fn said(trouble: &Trouble) -> String {
    let at = trouble.broker.as_ref().map(|peer| format!(" at {}", peer.address));
    format!("{}{}: {}", trouble.operation, at.unwrap_or_default(), trouble.cause)
}

/// Why there is no row.
pub(super) fn hollow(page: Option<&Page>, noun: &str) -> String {
    match page.map(|page| &page.state) {
        Some(State::Known) => format!("there are no {noun}"),
        Some(State::Unset(_) | State::Failed { .. }) => String::new(),
        _ => "asking the registry".to_owned(),
    }
}
