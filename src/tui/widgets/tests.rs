use super::dialog::Dialog;
use super::facts::Fact;
use super::footer::Hint;
use super::menu::Entry;
use super::*;
use crate::tui::theme::{Depth, Glyphs, Role, Theme, load};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn shown(columns: u16, rows: u16, theme: &Theme, draw: impl FnOnce(Rect, &mut Buffer, &Theme)) -> String {
    let area = Rect::new(0, 0, columns, rows);
    let mut buffer = Buffer::empty(area);
    draw(area, &mut buffer, theme);
    text_of(&buffer)
}

pub(super) fn text_of(buffer: &Buffer) -> String {
    let rows = (0..buffer.area.height).map(|y| {
        let row: String = (0..buffer.area.width).map(|x| buffer[(x, y)].symbol()).collect();
        row.trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_heading_fills_its_line() {
    let theme = Theme::standard();
    let line = shown(40, 1, &theme, |area, buffer, theme| {
        heading::draw("WRONG NOW", "", "2 causes", area, buffer, theme);
    });
    assert_eq!(line, " WRONG NOW ───────────────── 2 causes ──");
    let narrow = shown(16, 1, &theme, |area, buffer, theme| {
        heading::draw("WRONG NOW", "", "2 causes", area, buffer, theme);
    });
    assert_eq!(narrow, " WRONG NOW ─────");
}

#[test]
fn a_sparkline_ends_at_the_right_and_leaves_the_unknown_blank() {
    let theme = Theme::standard();
    let values = [Some(0.0), Some(4.0), None, Some(8.0), Some(f64::NAN), Some(6.0)];
    let line = shown(8, 1, &theme, |area, buffer, theme| {
        sparkline::draw(&values, 0.0, Role::Chart1, area, buffer, theme);
    });
    assert_eq!(line, "  ▁▄ █ ▆");
    let flat = shown(3, 1, &theme, |area, buffer, theme| {
        sparkline::draw(&[Some(5.0); 9], 5.0, Role::Chart1, area, buffer, theme);
    });
    assert_eq!(flat, "▁▁▁");
}

#[test]
fn a_gauge_never_rounds_to_nothing_or_to_all() {
    let theme = Theme::standard();
    let bar = |share| {
        let line = shown(8, 1, &theme, |area, buffer, theme| {
            gauge::draw(share, Role::GaugeFull, area, buffer, theme);
        });
        let (full, rest) = gauge::text(share, 8, &theme.glyphs);
        assert_eq!(line, full + &rest);
        line
    };
    assert_eq!(bar(0.0), "········");
    assert_eq!(bar(0.000_1), "╸·······");
    assert_eq!(bar(0.61), "━━━━━···");
    assert_eq!(bar(0.999_9), "━━━━━━━╸");
    assert_eq!(bar(7.0), "━━━━━━━━");
}

#[test]
fn a_foreign_text_cannot_leave_its_cell() {
    let theme = Theme::standard();
    let line = shown(30, 1, &theme, |area, buffer, theme| {
        Line::new(buffer, area, theme).put(Role::Text, "a\x1b[2Jb\u{202e}c\nd");
    });
    assert_eq!(line, "a\\x1b[2Jb\\u{202e}c\\nd");
    let wide = shown(7, 1, &theme, |area, buffer, theme| {
        Line::new(buffer, area, theme)
            .put(Role::Text, "漢字漢字")
            .put(Role::Text, "x");
    });
    assert_eq!(wide.replace(' ', ""), "漢字漢…");
}

#[test]
fn ascii_terminals_get_ascii() {
    let theme = load("dark", None, Depth::True, Glyphs::ASCII).theme;
    let line = shown(40, 1, &theme, |area, buffer, theme| {
        Line::new(buffer, area, theme).put(Role::Text, "✖ 2 → 3 · 漢 – ≥ 20 s, a long line that is cut");
    });
    assert!(line.is_ascii() && line.ends_with('~'), "{line}");
}

#[test]
fn hints_are_shown_whole_or_not_at_all() {
    let theme = Theme::standard();
    let hints = [("enter", "open"), ("/", "filter"), ("?", "help")].map(|(key, label)| Hint { key: key.into(), label });
    let line = |columns| {
        shown(columns, 1, &theme, |area, buffer, theme| {
            let _ = footer::draw(&hints, area, buffer, theme);
        })
    };
    assert_eq!(line(40), " enter open  / filter  ? help");
    assert_eq!(line(24), " enter open  / filter");
    assert_eq!(line(4), "");
}

#[test]
fn a_dialog_keeps_its_input_and_its_way_out() {
    let theme = Theme::standard();
    let dialog = Dialog {
        title: "Delete topic orders.audit".into(),
        lines: vec![
            (Role::Dialog, "6 partitions".into()),
            (Role::DialogDanger, "Nothing can undo this.".into()),
        ],
        input: Some(("type the name:".into(), "orders.au".into())),
        choice: None,
        foot: "esc leaves".into(),
    };
    let text = shown(44, 7, &theme, |area, buffer, theme| {
        let cursor = dialog::draw(&dialog, area, buffer, theme).unwrap();
        assert_eq!((cursor.x, cursor.y), (32, 4));
    });
    let expected = "\
\n      ┌ Delete topic orders.audit ──┐
      │ 6 partitions                │
      │ Nothing can undo this.      │
      │ type the name: orders.au    │
      └─────────────── esc leaves ──┘\n";
    assert_eq!(text, expected);
    let small = shown(30, 3, &theme, |area, buffer, theme| {
        assert!(dialog::draw(&dialog, area, buffer, theme).is_some());
    });
    assert!(small.contains("orders.au"), "{small}");
}

#[test]
fn whatever_begins_like_production_is_red() {
    assert_eq!(badge::environment("PROD"), Role::EnvProd);
    assert_eq!(badge::environment("prod-eu"), Role::EnvProd);
    assert_eq!(badge::environment("staging"), Role::EnvStaging);
    assert_eq!(badge::environment("dev"), Role::EnvDev);
    assert_eq!(badge::environment("galaxy"), Role::EnvOther);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_size_and_no_text_panics(columns in 0u16..=250, rows in 0u16..=80, text in any::<String>(), share in any::<f64>()) {
        let theme = Theme::standard();
        shown(columns, rows, &theme, |area, buffer, theme| {
            let inner = Rect { x: area.width / 3, y: area.height / 2, width: area.width, height: area.height };
            heading::draw(&text, &text, &text, area, buffer, theme);
            sparkline::draw(&[Some(share), None, Some(1.0)], 0.0, Role::Chart1, inner, buffer, theme);
            gauge::draw(share, Role::GaugeFull, inner, buffer, theme);
            tabs::draw(&[&text, "configs"], 0, inner, buffer, theme);
            let facts = [Fact::new(text.clone(), text.clone()), Fact::new("b", "").state(State::Bad)];
            facts::draw(&facts, 0, inner, buffer, theme);
            footer::draw(&[Hint { key: text.clone(), label: "x" }], inner, buffer, theme);
            menu::draw(&[Entry { text: text.clone(), doc: text.clone() }], 0, inner, buffer, theme);
            toast::draw(Role::ToastBad, &text, area, buffer, theme);
            let lines = vec![(Role::Dialog, text.clone()); 5];
            let dialog = Dialog { title: text.clone(), lines, input: Some((text.clone(), text.clone())), choice: None, foot: text };
            dialog::draw(&dialog, inner, buffer, theme);
        });
    }
}
