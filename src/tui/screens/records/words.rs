//! What the records screen says of what is read.

use crate::jobs::browse::{Begin, From, Order, Page, State};
use crate::model::lag::Isolation;
use crate::model::record::Record;
use crate::report::records::RecordRow;
use crate::text::time::stamp;
use crate::text::{Rate, Thousands};
use crate::tui::theme::Role;
use crate::tui::widgets::table::TableState;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// A row of the table: the time of the day, to the millisecond.
pub(super) fn row(record: &Arc<Record>, zone: &TimeZone) -> RecordRow {
    let time = record.at.map_or_else(String::new, |at| {
        let whole = stamp(at.0, zone);
        whole.split_once(' ').map_or(whole.clone(), |(_, time)| time.to_owned())
    });
    RecordRow {
        record: Arc::clone(record),
        time,
    }
}

/// `orders · live · 38/s · 1,204 read, 704 not shown`.
pub(super) fn heading(order: &Order, page: Option<&Page>, zone: &TimeZone) -> String {
    let search = order.search.as_ref();
    let mut says = vec![order.topic.to_string()];
    // what is looked for is what may be cut last
    says.extend(search.map(|search| format!("search {}", search.filter)));
    says.extend(begins(order, zone));
    if let Some(partition) = order.partition {
        says.push(format!("partition {partition}"));
    }
    if order.isolation == Isolation::ReadUncommitted {
        says.push("read uncommitted".to_owned());
    }
    if order.control {
        says.push("with markers".to_owned());
    }
    let Some(page) = page else {
        return says.join(" · ");
    };
    for (what, forced) in ["keys", "values"].into_iter().zip(page.forced) {
        says.extend(forced.map(|format| format!("{what} as {format}")));
    }
    if search.is_some() {
        return says.join(" · ");
    }
    let count = |count: u64| Thousands(i64::try_from(count).unwrap_or(i64::MAX));
    match &page.state {
        State::Reading if order.begin == Begin::Live => says.push(format!("{}/s", Rate(page.per_second))),
        State::Starting => says.push("starting".to_owned()),
        State::Reading => says.push("reading".to_owned()),
        State::Ended { more: true, .. } => says.push("more follow".to_owned()),
        State::Ended { more: false, .. } => says.push("to the end".to_owned()),
        State::Failed(_) => says.push("failed".to_owned()),
        State::Idle | State::Held | State::Paused => {}
    }
    let mut read = format!("{} read", count(page.read));
    if page.not_shown() > 0 {
        read.push_str(&format!(", {} not shown", count(page.not_shown())));
    }
    says.push(read);
    says.join(" · ")
}

/// Where it begins; a search of all says nothing of it.
fn begins(order: &Order, zone: &TimeZone) -> Option<String> {
    Some(match &order.begin {
        Begin::Live | Begin::At(From::Earliest) if order.search.is_some() => return None,
        Begin::Live => "live".to_owned(),
        Begin::At(From::Earliest) => "from the log start".to_owned(),
        Begin::At(From::Latest) => "from the end".to_owned(),
        Begin::At(From::Last(count)) => format!("the last {} of each partition", Thousands(*count)),
        Begin::At(From::Offset(offset)) => format!("from offset {offset}"),
        Begin::At(From::Time(at)) => format!("from {}", stamp(*at, zone)),
        Begin::After(_) => "a later page".to_owned(),
    })
}

/// Why there is no row.
pub(super) fn hollow(table: &TableState, rows: usize, page: Option<&Page>) -> Vec<(Role, String)> {
    if rows > 0 && !table.filter().is_empty() {
        return vec![
            (Role::Dim, format!("none of the {rows} records shown passes the filter")),
            (Role::Faint, "esc shows all again".to_owned()),
        ];
    }
    let searched = page.is_some_and(|page| page.scan.is_some());
    let text = match page.map(|page| &page.state) {
        Some(State::Held) => "nothing is read yet: see below how much it would be",
        Some(State::Paused) => "nothing found so far, and a part is not searched yet",
        Some(State::Reading) if searched => "nothing found yet: each is shown as it is found",
        Some(State::Ended { .. }) if searched => "nothing is found",
        None | Some(State::Idle | State::Starting) => "asking for leaders and offsets",
        Some(State::Failed(why)) => return vec![(Role::StateBad, why.clone())],
        Some(State::Reading) => "no record yet: each is shown as it comes in",
        Some(State::Ended { .. }) => "there is no record from there on",
    };
    vec![(Role::Dim, text.to_owned())]
}

/// A transaction's marker in words.
pub(super) fn marker(row: &RecordRow) -> &'static str {
    // a version, then the type, both of 16 bits
    match row.record.key.bytes.as_deref() {
        Some([_, _, 0, 0, ..]) => "(a transaction was aborted)",
        Some([_, _, 0, 1, ..]) => "(a transaction was committed)",
        _ => "(a control record)",
    }
}
