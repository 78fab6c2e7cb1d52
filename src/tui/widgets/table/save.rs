//! A table as a file: every row that passes the filter, every column, exact values.

use super::source::TableSource;
use super::state::TableState;
use serde_json::{Map, Value};

/// As CSV with a header. What is not known is an empty field.
#[must_use]
pub fn to_csv(state: &TableState, source: &(impl TableSource + ?Sized)) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // writing to memory cannot fail
    let _ = writer.write_record(source.columns().iter().map(|column| column.id));
    for row in state.rows() {
        let fields = (0..source.columns().len()).map(|column| match source.value(row, column) {
            Value::Null => String::new(),
            Value::String(text) => guarded(text),
            value => value.to_string(),
        });
        let _ = writer.write_record(fields);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A text that a spreadsheet would take for a formula is marked as text: group and client ids are anybody's.
fn guarded(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}

/// As a JSON array of objects.
#[must_use]
pub fn to_json(state: &TableState, source: &(impl TableSource + ?Sized)) -> String {
    let rows: Vec<Value> = state
        .rows()
        .map(|row| {
            let columns = source.columns().iter().enumerate();
            let fields: Map<String, Value> = columns
                .map(|(at, column)| (column.id.to_owned(), source.value(row, at)))
                .collect();
            Value::Object(fields)
        })
        .collect();
    format!("{:#}\n", Value::Array(rows))
}
