use super::*;
use crate::model::finding::PartitionState;
use crate::model::known::{Known, Reason};
use crate::model::names::TopicName;
use crate::report::topics::TopicRow;

const FITS: &[Fit] = &[
    Fit::new("topic").wide(10, 20).grow(40).searched(),
    Fit::new("partition_count"),
    Fit::new("no such column"),
    Fit::new("records_per_second"),
    Fit::new("size_bytes"),
    Fit::new("state"),
];

fn topic(name: &str, state: PartitionState) -> TopicRow {
    let mut states = [0; 7];
    states[state as usize] = 2;
    TopicRow {
        topic: TopicName::from(name),
        id: None,
        internal: false,
        partitions: 2,
        replication: 3,
        min_isr: Known::Value(2),
        state,
        states,
        under_replicated: 0,
        error: 0,
        rate: Known::Value(0.0),
        records: Known::Value(7),
        size: Known::Unknown(Reason::NotYet),
        size_all: Known::Unknown(Reason::NotYet),
    }
}

fn cell(rows: &Rows<TopicRow>, row: usize, column: usize) -> (String, Vec<Role>) {
    let mut cell = Cell::default();
    rows.cell(row, column, &mut cell);
    (cell.text().to_owned(), cell.parts().map(|(_, role)| role).collect())
}

#[test]
fn columns_come_from_the_report() {
    let rows = Rows::<TopicRow>::new(FITS);
    let ids: Vec<_> = rows.columns().iter().map(|column| column.id).collect();
    assert_eq!(
        ids,
        ["topic", "partition_count", "records_per_second", "size_bytes", "state"]
    );
    let letters: String = rows.columns().iter().filter_map(|column| column.letter).collect();
    assert_eq!(letters, "TPRSA");
    assert!(rows.columns()[2].descending && !rows.columns()[0].descending);
}

#[test]
fn cells_have_their_roles() {
    let mut rows = Rows::<TopicRow>::new(FITS);
    rows.set(
        vec![topic("a", PartitionState::Offline), topic("b", PartitionState::Ok)],
        At(0),
    );
    assert_eq!(cell(&rows, 0, 2), ("0".into(), vec![Role::Dim]));
    assert_eq!(cell(&rows, 0, 3), ("–".into(), vec![Role::StateUnknown]));
    assert_eq!(cell(&rows, 0, 4), ("2 offline".into(), vec![Role::StateBad]));
    assert_eq!(cell(&rows, 1, 4), ("ok".into(), vec![Role::Dim]));
    rows.age(|name| name == "partition_count");
    assert_eq!(cell(&rows, 0, 1), ("2".into(), vec![Role::Stale]));
    assert_eq!(TableSource::value(&rows, 0, 3), serde_json::Value::Null);
    assert_eq!(TableSource::value(&rows, 0, 4), serde_json::json!("offline"));
}

#[test]
fn the_heading_says_how_many_and_in_what_order() {
    let mut rows = Rows::<TopicRow>::new(FITS);
    rows.set(
        vec![topic("a", PartitionState::Ok), topic("b", PartitionState::UnderMinIsr)],
        At(0),
    );
    let mut table = TableState::default();
    table.prepare(&rows);
    assert_eq!(rows.says(&table), "2 · 1 with faults · by state ▾");
    assert_eq!(rows.selected(&table).map(|row| row.topic.as_str()), Some("b"));
    table.sort_by(2, &rows);
    assert_eq!(rows.says(&table), "2 · 1 with faults · by rec/s ▾");
    table.set_filter(Filter::new("^a"));
    table.prepare(&rows);
    assert_eq!(table.len(), 1);
}

#[test]
fn rows_that_come_and_go_keep_their_order_whatever_their_state() {
    let mut rows = Rows::<TopicRow>::new(FITS).passing();
    let states = [
        ("c", PartitionState::Ok),
        ("b", PartitionState::UnderMinIsr),
        ("a", PartitionState::Ok),
    ];
    rows.set(states.map(|(name, state)| topic(name, state)).into(), At(0));
    let mut table = TableState::default();
    table.prepare(&rows);
    assert_eq!(rows.selected(&table).map(|row| row.topic.as_str()), Some("c"));
    assert_eq!(rows.says(&table), "3 · 1 with faults");
    table.toggle_faults();
    table.prepare(&rows);
    assert_eq!(
        (table.len(), rows.selected(&table).map(|row| row.topic.as_str())),
        (1, Some("b"))
    );
}

#[test]
fn what_is_new_or_different_is_marked_for_a_while() {
    let mut rows = Rows::<TopicRow>::new(FITS);
    rows.set(vec![topic("a", PartitionState::Ok)], At(0));
    rows.look(At(0), &Glyphs::UNICODE);
    assert_eq!(rows.change(0), None, "the first look is no change");
    rows.set(
        vec![topic("a", PartitionState::Offline), topic("b", PartitionState::Ok)],
        At(1_000),
    );
    rows.look(At(2_000), &Glyphs::UNICODE);
    assert_eq!(
        (rows.change(0), rows.change(1)),
        (Some(Change::Changed), Some(Change::Added))
    );
    rows.look(At(11_000), &Glyphs::UNICODE);
    assert_eq!((rows.change(0), rows.change(1)), (None, None));
}
