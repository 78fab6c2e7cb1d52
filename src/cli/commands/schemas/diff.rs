//! Two versions beside each other, or one under the other.

use serde_json::json;

use crate::jobs::schemas::{self, Version};
use crate::text::diff::unified;
use crate::text::{self, cut, escape, pad_right};

use super::super::super::exit::{Exit, Failure};
use super::super::super::global::Format;
use super::super::super::out::Out;
use super::Desk;

/// A terminal of so many columns has room for both.
const WIDE: usize = 120;

impl Desk<'_> {
    pub(super) async fn diff(
        &self,
        subject: &str,
        (from, to): (Version, Version),
        one_column: bool,
        out: &mut Out,
    ) -> Result<Exit, Failure> {
        let before = self
            .found(subject, schemas::show(self.client, subject, from, true).await)
            .await?;
        let after = self
            .found(subject, schemas::show(self.client, subject, to, true).await)
            .await?;
        let (old, new) = (before.compared(), after.compared());
        let heads = [&before, &after].map(|row| format!("{} version {} (id {})", row.subject, row.version, row.id));
        match (out.format, out.width()) {
            (Format::Json | Format::Yaml, _) => out.document(&json!({
                "subject": subject, "from": before.version, "to": after.version,
                "same": old == new, "diff": unified(&old, &new),
            }))?,
            (Format::Table, Some(width)) if width >= WIDE && !one_column => {
                for line in beside(&old, &new, &heads, width) {
                    out.line(&line)?;
                }
            }
            _ => {
                let lines = unified(&old, &new);
                if !lines.is_empty() {
                    out.line(&format!("--- {}", heads[0]))?;
                    out.line(&format!("+++ {}", heads[1]))?;
                }
                for line in lines {
                    out.line(&line)?;
                }
            }
        }
        Ok(Exit::Ok)
    }
}

/// Both texts, line by line; `-` and `+` mark what changed.
fn beside(old: &str, new: &str, heads: &[String; 2], width: usize) -> Vec<String> {
    let half = (width - 3) / 2;
    let row = |left: &str, right: &str| {
        let left = pad_right(&cut(&escape(left), half), half);
        format!("{left} │ {}", cut(&escape(right), half)).trim_end().to_owned()
    };
    let mut out = vec![row(&heads[0], &heads[1])];
    let side = |text: Option<&str>, mark: char| text.map_or(String::new(), |text| format!("{mark} {text}"));
    for pair in text::diff::beside(old, new) {
        let marks = if pair.changed { ['-', '+'] } else { [' ', ' '] };
        out.push(row(&side(pair.left, marks[0]), &side(pair.right, marks[1])));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_lines_stand_beside_each_other() {
        let heads = ["v1".to_owned(), "v2".to_owned()];
        let lines = beside("{\n  \"a\": 1\n}", "{\n  \"a\": 2,\n  \"b\": 3\n}", &heads, 43);
        let wanted = [
            "v1                   │ v2",
            "  {                  │   {",
            "-   \"a\": 1           │ +   \"a\": 2,",
            "                     │ +   \"b\": 3",
            "  }                  │   }",
        ];
        assert_eq!(lines, wanted);
    }
}
