//! Records taken out of the screen: exported, copied, opened in the editor.

use super::{One, Records, tell};
use crate::jobs::compose::Draft;
use crate::model::record::Record;
use crate::report::records::export::{self, Form};
use crate::text::Thousands;
use crate::tui::effect::{Effect, Format};
use crate::tui::screens::Reply;
use std::sync::Arc;

impl Records {
    /// The record that is open, else the one under the cursor.
    pub(super) fn shown(&self) -> Option<&Arc<Record>> {
        let selected = || self.rows.selected(&self.table).map(|row| &row.record);
        self.one.as_ref().map(One::record).or_else(selected)
    }

    /// Exports the open record; else those that are marked; else all that pass the filter.
    pub(super) fn export(&self, form: Option<&str>) -> Reply {
        let form = form.unwrap_or("jsonl");
        let Some(as_form) = Form::parse(form) else {
            return tell(&format!("export: {form} is none of jsonl, csv and raw"));
        };
        let row = |row: usize| Some(self.rows.all().get(row)?.record.as_ref());
        let records: Vec<&Record> = match &self.one {
            Some(one) => vec![one.record()],
            None if self.table.marked() > 0 => self.table.chosen(&self.rows).into_iter().filter_map(row).collect(),
            None => self.table.rows().filter_map(row).collect(),
        };
        // a marker is nothing that can be written
        let records: Vec<&Record> = records.into_iter().filter(|record| !record.control).collect();
        let topic = &self.order.topic;
        let stem = match records.as_slice() {
            [] => return tell("export: there is no record"),
            [only] => format!("{topic}-{}-{}", only.partition, only.offset),
            several => format!(
                "{topic}-{}-records",
                Thousands(i64::try_from(several.len()).unwrap_or(i64::MAX)).0
            ),
        };
        match export::export(as_form, topic, &records) {
            Ok(content) => Reply::Effects(vec![Effect::Save {
                stem,
                format: match as_form {
                    Form::JsonLines => Format::JsonLines,
                    Form::Csv => Format::Csv,
                    Form::Raw => Format::Raw,
                },
                content,
            }]),
            Err(why) => tell(&format!("not exported: {why}")),
        }
    }

    /// Goes to where the record is written again, as it was or edited.
    pub(super) fn resend(&self) -> Reply {
        match self.shown().map(|record| Draft::of_record(&self.order.topic, record)) {
            Some(Ok(draft)) => Reply::Write(Box::new(draft)),
            Some(Err(why)) => tell(&why),
            None => tell("there is no record"),
        }
    }

    /// Opens the record in the editor.
    pub(super) fn edit(&self) -> Reply {
        let Some(record) = self.shown() else {
            return tell("there is no record");
        };
        let topic = &self.order.topic;
        Reply::Effects(vec![Effect::Edit {
            stem: format!("{topic}-{}-{}", record.partition, record.offset),
            ending: "json",
            text: export::document(topic, record),
        }])
    }
}
