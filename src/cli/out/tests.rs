use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use super::*;
use crate::report::contexts::ContextRow;
use crate::report::data::all;

/// A place to print to that can be read afterwards.
#[derive(Clone, Default)]
pub struct Paper(Rc<RefCell<Vec<u8>>>);

impl Paper {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn context(name: &str) -> ContextRow {
    ContextRow {
        name: name.into(),
        current: true,
        environment: None,
        read_only: false,
        bootstrap: "kafka-1.example:9092,kafka-2.example:9092".into(),
        security: "PLAINTEXT".into(),
    }
}

fn printed(rows: &[ContextRow], format: Format, width: Option<usize>) -> String {
    let paper = Paper::default();
    let mut out = Out::to(Box::new(paper.clone()), format, width, At(0));
    out.rows(rows, &all()).unwrap();
    out.flush().unwrap();
    paper.text()
}

#[test]
fn text_of_a_cluster_cannot_steer_a_terminal_in_any_format() {
    let rows = [context("a\x1b[2J\u{9b}1m\u{202e}b\x7f")];
    for format in [Format::Table, Format::Json, Format::Yaml, Format::Csv] {
        let text = printed(&rows, format, None);
        let harmless = |c: char| c == '\n' || crate::text::escape::is_safe(c);
        assert!(text.chars().all(harmless), "{format:?}: {text:?}");
    }
}

#[test]
fn json_and_yaml_lose_nothing_by_it() {
    let hostile = "a\x1b[2J\u{9b}1m\u{202e}b\x7f 漢字 \u{e0001}";
    let rows = [context(hostile)];
    let json: serde_json::Value = serde_json::from_str(&printed(&rows, Format::Json, None)).unwrap();
    assert_eq!(json[0]["name"], hostile);
}

#[test]
fn no_rows_are_an_empty_list_and_a_bare_heading() {
    assert_eq!(printed(&[], Format::Json, None), "[]\n");
    assert_eq!(printed(&[], Format::Yaml, None), "[]\n");
    assert_eq!(
        printed(&[], Format::Csv, None),
        "name,current,environment,read_only,security,bootstrap\n"
    );
    assert_eq!(
        printed(&[], Format::Table, None),
        "CONTEXT  IN USE  ENV  READ-ONLY  SECURITY  BOOTSTRAP\n"
    );
}

#[test]
fn a_narrow_terminal_drops_columns_by_their_use_and_then_cuts() {
    let rows = [context("prod"), context("a-context-with-a-name-that-is-long")];
    let wide = printed(&rows, Format::Table, None);
    assert!(wide.lines().next().unwrap().contains("SECURITY"));
    for width in [100, 80, 60, 40, 30] {
        let text = printed(&rows, Format::Table, Some(width));
        assert!(
            text.lines().all(|line| crate::text::width(line) <= width),
            "{width}:\n{text}"
        );
        assert!(text.starts_with("CONTEXT"));
    }
    assert!(!printed(&rows, Format::Table, Some(60)).contains("SECURITY"));
}

#[test]
fn yaml_documents_and_csv_rows_follow_each_other() {
    for (format, between) in [(Format::Yaml, "\n---\n"), (Format::Csv, "\n"), (Format::Json, "\n[")] {
        let paper = Paper::default();
        let mut out = Out::to(Box::new(paper.clone()), format, None, At(0));
        out.rows(&[context("a")], &all()).unwrap();
        out.rows(&[context("b")], &all()).unwrap();
        let text = paper.text();
        assert!(text.contains(between), "{text}");
        assert_eq!(
            text.matches("security").count(),
            if format == Format::Csv { 1 } else { 2 }
        );
    }
}

#[test]
fn numbers_of_documents_are_numbers_in_yaml() {
    let paper = Paper::default();
    let mut out = Out::to(Box::new(paper.clone()), Format::Yaml, None, At(0));
    let long = "7".repeat(300);
    let document = format!(
        r#"{{"id":7,"all":[-1,2.5,null,"8",0,-0,1.10,123456789012345678.123,1e5,-2.50E-7],"long":{long},"most":{},"text":"Number0_1"}}"#,
        u64::MAX
    );
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    out.document(&document).unwrap();
    out.flush().unwrap();
    let all = "- -1\n- 2.5\n- null\n- \"8\"\n- 0\n- -0\n- 1.10\n- 123456789012345678.123\n- 1.0e+5\n- -2.50e-7\n";
    let lines = format!("id: 7\nall:\n{all}long: {long}\nmost: 18446744073709551615\ntext: Number0_1\n");
    assert_eq!(paper.text(), lines);
}
