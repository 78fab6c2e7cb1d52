use super::*;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::State;
use crate::tui::widgets::tests::text_of;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::cmp::Ordering;

const COLUMNS: &[Column] = &[
    Column::text("name", "NAME", 8, 20).grow(40).letter('N'),
    Column::number("lag", "LAG", 7).letter('L'),
    Column::number("rate", "REC/S", 7).priority(1),
    Column::text("note", "NOTE", 6, 10).priority(2),
];

#[derive(Clone)]
struct Rows {
    version: u64,
    rows: Vec<(String, Option<i64>, State)>,
}

impl TableSource for Rows {
    fn columns(&self) -> &'static [Column] {
        COLUMNS
    }
    fn version(&self) -> u64 {
        self.version
    }
    fn len(&self) -> usize {
        self.rows.len()
    }
    fn key(&self, row: usize) -> RowKey {
        RowKey::of(&self.rows[row].0)
    }
    fn cell(&self, row: usize, column: usize, out: &mut Cell) {
        let (name, lag, _) = &self.rows[row];
        match (column, lag) {
            (0, _) => out.put(Role::Text, name),
            (1, Some(lag)) => out.plain(lag),
            (1, None) => out.none(),
            (2, _) => out.plain(0),
            _ => out.put(Role::Dim, "quiet"),
        };
    }
    fn compare(&self, a: usize, b: usize, column: usize) -> Ordering {
        let (a, b) = (&self.rows[a], &self.rows[b]);
        if column == 1 { a.1.cmp(&b.1) } else { a.0.cmp(&b.0) }
    }
    fn is_missing(&self, row: usize, column: usize) -> bool {
        column == 1 && self.rows[row].1.is_none()
    }
    fn matches(&self, row: usize, filter: &Filter) -> bool {
        filter.accepts(&self.rows[row].0)
    }
    fn state(&self, row: usize) -> Option<State> {
        Some(self.rows[row].2)
    }
    fn value(&self, row: usize, column: usize) -> serde_json::Value {
        match column {
            0 => self.rows[row].0.clone().into(),
            1 => self.rows[row].1.into(),
            2 => 0.into(),
            _ => "quiet".into(),
        }
    }
}

fn sample() -> Rows {
    let row = |name: &str, lag, state| (name.to_owned(), lag, state);
    let rows = vec![
        row("audit", Some(3), State::Ok),
        row("billing", Some(1200), State::Warn),
        row("search", None, State::Ok),
        row("orders", Some(0), State::Bad),
    ];
    Rows { version: 1, rows }
}

fn names(state: &TableState, rows: &Rows) -> Vec<String> {
    state.rows().map(|row| rows.rows[row].0.clone()).collect()
}

fn draw_at(state: &mut TableState, rows: &Rows, columns: u16, height: u16) -> String {
    state.prepare(rows);
    let area = Rect::new(0, 0, columns, height);
    let mut buffer = Buffer::empty(area);
    draw(state, rows, area, &mut buffer, &Theme::standard());
    text_of(&buffer)
}

#[test]
fn the_natural_order_is_by_state_and_the_unknown_comes_last_in_both_directions() {
    let rows = sample();
    let mut state = TableState::default();
    state.prepare(&rows);
    assert_eq!(names(&state, &rows), ["orders", "billing", "audit", "search"]);
    state.sort_by(1, &rows);
    state.prepare(&rows);
    assert_eq!(names(&state, &rows), ["billing", "audit", "orders", "search"]);
    state.sort_by(1, &rows);
    state.prepare(&rows);
    assert_eq!(names(&state, &rows), ["orders", "audit", "billing", "search"]);
}

#[test]
fn it_draws_header_signs_and_aligned_cells() {
    let rows = sample();
    let mut state = TableState::default();
    state.sort_by(1, &rows);
    let text = draw_at(&mut state, &rows, 40, 6);
    let expected = "   NAME               LAG▾  REC/S NOTE
 ▲ billing           1200       0 quiet
 ● audit                3       0 quiet
 ✖ orders               0       0 quiet
 ● search               –       0 quiet
";
    assert_eq!(
        text.lines().map(str::trim_end).collect::<Vec<_>>(),
        expected.lines().collect::<Vec<_>>()
    );
}

#[test]
fn columns_are_dropped_by_use_and_grow_by_use() {
    let shown = |width| {
        fit(COLUMNS, width)
            .iter()
            .map(|f| (f.column, f.width))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(120), [(0, 40), (1, 7), (2, 7), (3, 10)]);
    assert_eq!(shown(31), [(0, 8), (1, 7), (2, 7), (3, 6)]);
    assert_eq!(shown(30), [(0, 14), (1, 7), (2, 7)]);
    assert_eq!(shown(16), [(0, 8), (1, 7)]);
    assert_eq!(shown(9), [(0, 8)]);
    assert_eq!(shown(4), [(0, 4)]);
    assert_eq!(shown(0), []);
}

#[test]
fn the_cursor_follows_its_thing_through_a_new_order() {
    let mut rows = sample();
    let mut state = TableState::default();
    state.prepare(&rows);
    state.go(Move::By(1), &rows);
    let billing = state.selected_key();
    rows.rows[2].2 = State::Bad;
    rows.rows.insert(0, ("aaa".into(), Some(9), State::Bad));
    rows.version = 2;
    state.prepare(&rows);
    assert_eq!(state.selected_key(), billing);
    assert_eq!(rows.rows[state.selected().unwrap()].0, "billing");
    rows.rows.retain(|row| row.0 != "billing");
    rows.version = 3;
    let line = state.position();
    state.prepare(&rows);
    assert_eq!(state.position(), line.min(rows.rows.len() - 1));
}

#[test]
fn an_untouched_cursor_stays_on_the_worst() {
    let mut rows = sample();
    let mut state = TableState::default();
    state.prepare(&rows);
    rows.rows.push(("aaa".into(), None, State::Bad));
    rows.rows[3].2 = State::Ok;
    rows.version = 2;
    state.prepare(&rows);
    assert_eq!(rows.rows[state.selected().unwrap()].0, "aaa");
}

#[test]
fn filter_switch_and_marks_work_together() {
    let rows = sample();
    let mut state = TableState::default();
    state.prepare(&rows);
    state.toggle_faults();
    state.prepare(&rows);
    assert_eq!(names(&state, &rows), ["orders", "billing"]);
    state.toggle_mark(&rows);
    state.toggle_faults();
    state.set_filter(Filter::new("!search"));
    state.prepare(&rows);
    assert_eq!(names(&state, &rows), ["orders", "billing", "audit"]);
    assert_eq!(state.copy(&rows), "orders");
    assert!(state.clear_marks() && !state.clear_marks());
    state.set_filter(Filter::new("nothing like it"));
    state.prepare(&rows);
    assert_eq!((state.len(), state.selected()), (0, None));
    state.go(Move::Last, &rows);
    assert_eq!(state.copy(&rows), "");
}

#[test]
fn marks_of_what_is_gone_are_dropped() {
    let mut rows = sample();
    let mut state = TableState::default();
    state.prepare(&rows);
    state.toggle_mark(&rows);
    rows.rows.retain(|row| row.0 != "orders");
    rows.version = 2;
    state.prepare(&rows);
    assert_eq!(state.marked(), 0);
}

#[test]
fn clicks_sort_select_and_open() {
    let rows = sample();
    let mut state = TableState::default();
    draw_at(&mut state, &rows, 40, 6);
    assert_eq!(state.click(25, 0, &rows), Some(Clicked::Header(1)));
    state.prepare(&rows);
    assert_eq!(names(&state, &rows)[0], "billing");
    assert_eq!(state.click(5, 2, &rows), Some(Clicked::Row));
    assert_eq!(rows.rows[state.selected().unwrap()].0, "audit");
    assert_eq!(state.click(5, 2, &rows), Some(Clicked::Again));
    assert_eq!(state.click(5, 5, &rows), None);
    assert_eq!(state.click(90, 2, &rows), None);
}

#[test]
fn a_saved_table_is_exact_and_no_formula() {
    let mut rows = sample();
    rows.rows[3].0 = "=cmd()".into();
    let mut state = TableState::default();
    state.set_filter(Filter::new("cmd|search"));
    state.prepare(&rows);
    assert_eq!(
        to_csv(&state, &rows),
        "name,lag,rate,note\n'=cmd(),0,0,quiet\nsearch,,0,quiet\n"
    );
    let json: serde_json::Value = serde_json::from_str(&to_json(&state, &rows)).unwrap();
    assert_eq!(json[1]["lag"], serde_json::Value::Null);
    assert_eq!(json[0]["name"], "=cmd()");
}

#[test]
fn two_hundred_thousand_rows_draw_only_what_shows() {
    let row = |i: i64| (format!("topic-{i}"), Some(i % 1000), State::Ok);
    let rows = Rows {
        version: 1,
        rows: (0..200_000).map(row).collect(),
    };
    let mut state = TableState::default();
    draw_at(&mut state, &rows, 80, 20);
    state.go(Move::Last, &rows);
    let text = draw_at(&mut state, &rows, 80, 20);
    assert!(
        text.contains("topic-199999") && text.contains("topic-199981") && !text.contains("topic-199980"),
        "{text}"
    );
    state.go(Move::Pages(-1), &rows);
    let text = draw_at(&mut state, &rows, 80, 20);
    assert!(
        text.contains("topic-199999"),
        "the screen moves only when the cursor leaves it"
    );
    state.scroll(-30, &rows);
    assert!(draw_at(&mut state, &rows, 80, 20).contains("topic-199951"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_size_and_any_walk_is_drawn(
        columns in 0u16..=250,
        height in 0u16..=80,
        steps in proptest::collection::vec((0u8..9, -300isize..300), 0..20),
        data in proptest::collection::vec(("[a-z漢]{0,30}", any::<Option<i64>>()), 0..60),
    ) {
        let states = [State::Ok, State::Bad, State::Unknown];
        let rows = data.into_iter().enumerate().map(|(i, (name, lag))| (name, lag, states[i % 3])).collect();
        let mut rows = Rows { version: 1, rows };
        let mut state = TableState::default();
        for (kind, by) in steps {
            match kind {
                0 => state.go(Move::By(by), &rows),
                1 => state.go(Move::Pages(by), &rows),
                2 => state.scroll(by, &rows),
                3 => state.sort_by(by.unsigned_abs() % COLUMNS.len(), &rows),
                4 => state.toggle_faults(),
                5 => state.toggle_mark(&rows),
                6 => {
                    rows.rows.truncate(by.unsigned_abs());
                    rows.version += 1;
                }
                7 => drop(state.click(by.unsigned_abs() as u16, kind.into(), &rows)),
                _ => state.set_filter(Filter::new(if by > 0 { "a" } else { "" })),
            }
            draw_at(&mut state, &rows, columns, height);
            prop_assert!(state.is_empty() || state.position() < state.len());
            prop_assert!(state.selected().is_none_or(|row| row < rows.rows.len()));
        }
    }

    #[test]
    fn fitted_columns_never_overlap_nor_leave_the_width(width in 0u16..400) {
        let fitted = fit(COLUMNS, width);
        for pair in fitted.windows(2) {
            prop_assert!(pair[0].x + pair[0].width < pair[1].x);
        }
        prop_assert!(fitted.last().is_none_or(|last| last.x + last.width <= width));
    }
}
