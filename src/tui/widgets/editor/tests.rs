//! The editor by its keys: it is the text that a person would expect, and any keys leave it whole.

use super::*;
use crate::tui::theme::Theme;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

fn editor(text: &str) -> Editor {
    let mut editor = Editor::new();
    editor.set(text);
    editor
}

#[test]
fn it_is_typed_by_graphemes() {
    let mut it = editor("orders");
    it.end();
    it.left();
    it.insert("e\u{301}");
    assert_eq!(it.text(), "ordere\u{301}s");
    it.backspace();
    assert_eq!((it.text().as_str(), it.cursor().at), ("orders", 5));
    it.insert("👩‍🚀");
    it.left();
    it.delete();
    assert_eq!(it.text(), "orders");
}

#[test]
fn a_new_line_stands_in_as_far_and_a_bracket_opens() {
    let mut it = Editor::new();
    it.insert("{");
    it.insert("}");
    it.left();
    it.newline();
    it.insert("\"a\": 1");
    assert_eq!(it.text(), "{\n  \"a\": 1\n}");
    it.newline();
    assert_eq!(it.cursor(), Pos { row: 2, at: 2 });
    it.backspace();
    assert_eq!(it.cursor(), Pos { row: 2, at: 0 });
    it.backspace();
    assert_eq!(it.text(), "{\n  \"a\": 1\n}");
}

#[test]
fn lines_are_moved_and_deleted() {
    let mut it = editor("a\nb\nc");
    it.move_line(true);
    assert_eq!(it.text(), "b\na\nc");
    it.edge(true);
    it.move_line(true);
    it.move_line(false);
    assert_eq!(it.text(), "b\nc\na");
    it.delete_line();
    assert_eq!((it.text().as_str(), it.cursor()), ("b\na", Pos { row: 1, at: 0 }));
    it.delete_line();
    it.delete_line();
    assert!(it.is_empty());
}

#[test]
fn a_word_is_undone_at_once_and_done_again() {
    let mut it = editor("x");
    it.end();
    for c in ["a", "b", "c"] {
        it.insert(c);
    }
    it.newline();
    it.insert("d");
    assert!(it.undo() && it.undo());
    assert_eq!(it.text(), "xabc");
    assert!(it.undo() && !it.undo());
    assert_eq!(it.text(), "x");
    assert!(it.redo() && it.redo() && it.redo() && !it.redo());
    assert_eq!(it.text(), "xabc\nd");
}

#[test]
fn a_paste_has_an_end_and_no_control_characters() {
    let mut it = Editor::new();
    it.insert("a\r\nb\u{1b}[31m\rc");
    assert_eq!(it.text(), "a\nb[31m\nc");
    assert!(!it.insert(&"é".repeat(LONGEST)));
    assert!(it.text().len() <= LONGEST);
    let mut line = Editor::line();
    line.insert("quit\nnow");
    line.newline();
    assert_eq!(line.text(), "quit now");
}

#[test]
fn up_and_down_keep_the_column() {
    let mut it = editor("abcdef\nx\n漢字漢");
    it.end();
    it.vertical(1);
    assert_eq!(it.cursor(), Pos { row: 1, at: 1 });
    it.vertical(1);
    assert_eq!(it.cursor(), Pos { row: 2, at: 9 });
    it.vertical(-2);
    assert_eq!(it.cursor(), Pos { row: 0, at: 6 });
}

#[test]
fn the_cursor_is_in_the_picture() {
    let mut it = editor(&format!("{}\n{}", "short", "long ".repeat(30)));
    it.edge(true);
    let area = Rect::new(0, 0, 20, 1);
    let mut buffer = Buffer::empty(area);
    let look = Look {
        typing: true,
        numbers: true,
        ..Look::default()
    };
    let cursor = it.draw(look, area, &mut buffer, &Theme::standard());
    assert_eq!(cursor, Some(Position::new(19, 0)));
    let row: String = (0..20).map(|x| buffer[(x, 0)].symbol()).collect();
    assert!(row.starts_with(" 2  long long long"), "{row:?}");
}

fn step(it: &mut Editor, step: u8, text: &str) {
    match step {
        0 => it.left(),
        1 => it.right(),
        2 => it.backspace(),
        3 => it.delete(),
        4 => it.delete_word(),
        5 => it.home(),
        6 => it.end(),
        7 => it.vertical(1),
        8 => it.vertical(-1),
        9 => it.newline(),
        10 => it.delete_line(),
        11 => it.move_line(true),
        12 => it.move_line(false),
        13 => drop(it.undo()),
        14 => drop(it.redo()),
        15 => it.word_left(),
        16 => it.word_right(),
        17 => it.click(2, 3),
        18 => it.edge(true),
        _ => drop(it.insert(text)),
    }
}

proptest! {
    #[test]
    fn any_keys_leave_it_whole(steps in prop::collection::vec((0u8..24, "[a-c{ \n漢é\u{301}👩\u{200d}🚀\t\u{202e}]{0,4}"), 0..80), single in any::<bool>()) {
        let mut it = if single { Editor::line() } else { Editor::new() };
        let area = Rect::new(0, 0, 9, 3);
        let mut buffer = Buffer::empty(area);
        for (kind, text) in steps {
            step(&mut it, kind, &text);
            let text = it.text();
            prop_assert_eq!(it.size, text.len());
            prop_assert_eq!(it.rows(), text.split('\n').count());
            prop_assert!(!single || it.rows() == 1);
            prop_assert!(it.line_at(it.cursor.row).is_char_boundary(it.cursor.at), "{:?} in {text:?}", it.cursor);
            let look = Look { typing: true, numbers: true, code: true, wrong: Some(1) };
            prop_assert!(it.draw(look, area, &mut buffer, &Theme::standard()).is_some());
        }
    }

    #[test]
    fn what_is_undone_was_there_before(steps in prop::collection::vec((2u8..24, "[a-c{ \n漢]{1,4}"), 1..40)) {
        let mut it = editor("begin\nhere");
        for (kind, text) in steps.iter().filter(|(kind, _)| !matches!(kind, 13 | 14)) {
            step(&mut it, *kind, text);
        }
        let end = it.text();
        let mut count = 0;
        while it.undo() {
            count += 1;
        }
        prop_assert_eq!(it.text(), "begin\nhere");
        for _ in 0..count {
            it.redo();
        }
        prop_assert_eq!(it.text(), end);
    }
}
