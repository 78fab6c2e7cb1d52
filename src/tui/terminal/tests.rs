use super::*;
use ratatui::layout::Position;
use ratatui::style::{Modifier, Style};

/// Counts its write calls, as a terminal's file descriptor would see them.
#[derive(Default)]
struct Counting {
    writes: usize,
    bytes: Vec<u8>,
}

impl io::Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writes += 1;
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const SIZE: (u16, u16) = (80, 24);

fn lines(painter: &mut Painter<Counting>, text: &str, cursor: Option<Position>) -> usize {
    painter
        .frame(SIZE, |buffer| {
            for row in 0..SIZE.1 {
                buffer.set_string(0, row, text, Style::new().add_modifier(Modifier::BOLD));
            }
            cursor
        })
        .unwrap()
}

#[test]
fn a_frame_is_one_write_and_an_equal_frame_is_none() {
    let mut painter = Painter::new(Counting::default());
    let first = lines(&mut painter, "orders.created", None);
    assert_eq!(painter.out().writes, 1);
    assert_eq!(painter.out().bytes.len(), first);
    assert_eq!(lines(&mut painter, "orders.created", None), 0);
    assert_eq!(painter.out().writes, 1);
    assert_eq!(
        painter.counts(),
        Counts {
            frames: 1,
            idle: 1,
            bytes: first as u64
        }
    );
}

#[test]
fn a_frame_stands_between_the_marks_of_a_synchronised_update() {
    let mut painter = Painter::new(Counting::default());
    lines(&mut painter, "a", None);
    let text = String::from_utf8(painter.out().bytes.clone()).unwrap();
    assert!(text.starts_with("\x1b[?2026h") && text.ends_with("\x1b[?2026l"));
}

#[test]
fn one_changed_cell_costs_little() {
    let mut painter = Painter::new(Counting::default());
    lines(&mut painter, "a", None);
    let cell = painter
        .frame(SIZE, |buffer| {
            for row in 0..SIZE.1 {
                let text = if row == 7 { "b" } else { "a" };
                buffer.set_string(0, row, text, Style::new().add_modifier(Modifier::BOLD));
            }
            None
        })
        .unwrap();
    assert!((1..=70).contains(&cell), "{cell} bytes");
}

#[test]
fn the_cursor_shows_where_it_stands_and_hides_once() {
    let mut painter = Painter::new(Counting::default());
    lines(&mut painter, "a", None);
    painter.out().bytes.clear();
    lines(&mut painter, "a", Some(Position::new(4, 2)));
    lines(&mut painter, "a", Some(Position::new(5, 2)));
    lines(&mut painter, "a", None);
    lines(&mut painter, "a", None);
    let text = String::from_utf8(painter.out().bytes.clone()).unwrap();
    assert_eq!(text.matches("\x1b[?25h").count(), 1);
    assert_eq!(text.matches("\x1b[?25l").count(), 1);
    assert!(text.contains("\x1b[3;6H"));
}

#[test]
fn a_new_size_or_a_repaint_paints_the_whole_frame() {
    let mut painter = Painter::new(Counting::default());
    let first = lines(&mut painter, "a", None);
    painter.repaint();
    assert_eq!(lines(&mut painter, "a", None), first);
    let wider = painter
        .frame((100, 30), |buffer| {
            buffer.set_string(99, 29, "z", Style::new());
            None
        })
        .unwrap();
    assert!(wider > 0);
    assert!(painter.frame((0, 0), |_| None).unwrap() > 0);
}

#[test]
fn a_copy_passes_the_multiplexer() {
    let text = |wrap| String::from_utf8(osc52("orders", wrap).unwrap()).unwrap();
    assert_eq!(text(Wrap::Plain), "\x1b]52;c;b3JkZXJz\x07");
    assert_eq!(text(Wrap::Tmux), "\x1bPtmux;\x1b\x1b]52;c;b3JkZXJz\x07\x1b\\");
    assert_eq!(text(Wrap::Screen), "\x1bP\x1b]52;c;b3JkZXJz\x07\x1b\\");
    assert_eq!(osc52(&"x".repeat(60_000), Wrap::Plain), None);
    let long = osc52(&"x".repeat(3_000), Wrap::Screen).unwrap();
    assert!(long.windows(2).filter(|pair| pair == b"\x1bP").count() > 4);
}

#[test]
fn the_multiplexer_is_known_from_the_environment() {
    let env = |name: &'static str, value: &'static str| move |asked: &str| (asked == name).then(|| value.to_owned());
    assert_eq!(Wrap::from_env(env("TMUX", "/tmp/tmux-0/default,1,0")), Wrap::Tmux);
    assert_eq!(Wrap::from_env(env("STY", "1234.pts-0")), Wrap::Screen);
    assert_eq!(Wrap::from_env(env("TERM", "xterm-256color")), Wrap::Plain);
}
