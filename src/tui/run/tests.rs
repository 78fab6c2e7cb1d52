use super::{App, End, FRAME, Sources, run};
use crate::tui::effect::Effect;
use crate::tui::event::{Event, Notice, Timed, Tone};
use crate::tui::key::Chord;
use crate::tui::terminal::{Painter, Tty};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::Style;
use std::io;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

/// A terminal in memory.
#[derive(Default)]
struct Memory {
    bytes: Vec<u8>,
    suspended: usize,
}

impl io::Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Tty for Memory {
    fn size(&self) -> io::Result<(u16, u16)> {
        Ok((40, 10))
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.suspended += 1;
        Ok(())
    }

    fn lend(&mut self, run: &mut dyn FnMut()) -> io::Result<()> {
        run();
        Ok(())
    }

    fn reclaim(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Shows the last view and counts what the loop asks of it.
#[derive(Default)]
struct Probe {
    view: u64,
    views: usize,
    draws: std::cell::Cell<usize>,
    told: Vec<String>,
    sizes: Vec<(u16, u16)>,
}

impl App for Probe {
    type View = u64;

    fn event(&mut self, event: Event, _now: i64) -> Vec<Effect> {
        match event {
            Event::Key(key) if key == Chord::char('q') => vec![Effect::Quit],
            Event::Key(key) if key == Chord::char('z') => vec![Effect::Suspend],
            Event::Key(key) if key == Chord::char('r') => vec![Effect::Refresh],
            Event::Told(notice) => {
                self.told.push(notice.text);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn view(&mut self, view: Arc<u64>, _now: i64) {
        self.view = *view;
        self.views += 1;
    }

    fn prepare(&mut self, size: (u16, u16), _now: i64) {
        self.sizes.push(size);
    }

    fn draw(&self, buffer: &mut Buffer, _now: i64) -> Option<Position> {
        self.draws.set(self.draws.get() + 1);
        buffer.set_string(0, 0, self.view.to_string(), Style::new());
        None
    }

    fn wake_at(&self, _now: i64) -> Option<i64> {
        None
    }

    fn perform(&mut self, effect: Effect) -> Option<Notice> {
        Some(Notice::new(Tone::Good, format!("{effect:?}")))
    }
}

struct Bench {
    app: Probe,
    end: End,
    terminal: Vec<u8>,
    suspended: usize,
}

/// Runs the loop on paused time while `script` plays.
fn play<F: Future<Output = ()>>(script: impl FnOnce(mpsc::Sender<Timed>, watch::Sender<Arc<u64>>) -> F) -> Bench {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (events, events_in) = mpsc::channel(64);
        let (views, views_in) = watch::channel(Arc::new(0));
        let mut app = Probe::default();
        let mut painter = Painter::new(Memory::default());
        let sources = Sources {
            events: events_in,
            views: views_in,
            boards: watch::Sender::new(Arc::default()).subscribe(),
            clock: || 0,
        };
        let (end, ()) = tokio::join!(run(&mut app, &mut painter, sources), script(events, views));
        let suspended = painter.out().suspended;
        Bench {
            app,
            end: end.unwrap(),
            terminal: std::mem::take(&mut painter.out().bytes),
            suspended,
        }
    })
}

fn key(c: char) -> Timed {
    Timed::now(Event::Key(Chord::char(c)))
}

#[test]
fn a_key_draws_at_once_and_is_measured() {
    let bench = play(|events, views| async move {
        events.send(key('x')).await.unwrap();
        // the two futures take turns in no fixed order
        for _ in 0..8 {
            tokio::task::yield_now().await;
        }
        events.send(key('q')).await.unwrap();
        drop(views);
    });
    assert_eq!(bench.end.code, 0);
    assert_eq!(bench.app.draws.get(), 2);
    assert_eq!(bench.end.stats.key_to_frame.count(), 1);
    assert!(bench.end.stats.key_to_frame.percentile(1.0) < FRAME);
}

#[test]
fn views_between_two_frames_are_coalesced_and_the_last_one_shows() {
    let bench = play(|events, views| async move {
        for number in 1..=100 {
            views.send(Arc::new(number)).unwrap();
            tokio::task::yield_now().await;
        }
        tokio::time::sleep(3 * FRAME).await;
        events.send(key('q')).await.unwrap();
    });
    assert_eq!(bench.app.view, 100);
    assert!(bench.app.views <= 4, "{} views for one burst", bench.app.views);
    assert!(String::from_utf8(bench.terminal).unwrap().contains("100"));
}

#[test]
fn a_quiet_screen_writes_nothing_and_a_same_view_neither() {
    let bench = play(|events, views| async move {
        for _ in 0..3 {
            tokio::time::sleep(2 * FRAME).await;
            views.send(Arc::new(0)).unwrap();
        }
        tokio::time::sleep(2 * FRAME).await;
        events.send(key('q')).await.unwrap();
    });
    assert_eq!(bench.end.stats.counts.frames, 1);
    assert_eq!(bench.end.stats.counts.idle, 3);
    assert_eq!(bench.end.stats.counts.bytes, bench.terminal.len() as u64);
}

#[test]
fn a_burst_of_sizes_is_drawn_once() {
    let bench = play(|events, views| async move {
        for columns in 50..60 {
            events.send(Timed::now(Event::Resize(columns, 20))).await.unwrap();
        }
        tokio::time::sleep(FRAME).await;
        events.send(key('q')).await.unwrap();
        drop(views);
    });
    assert_eq!(bench.app.sizes, [(40, 10), (59, 20)]);
}

#[test]
fn effects_are_performed_and_told() {
    let bench = play(|events, views| async move {
        events.send(key('r')).await.unwrap();
        events.send(key('z')).await.unwrap();
        events.send(key('q')).await.unwrap();
        drop(views);
    });
    assert_eq!(bench.app.told, ["Refresh"]);
    assert_eq!(bench.suspended, 1);
}

#[test]
fn a_signal_ends_it_with_its_code() {
    let bench = play(|events, views| async move {
        events.send(Timed::now(Event::Terminate { code: 143 })).await.unwrap();
        drop(views);
    });
    assert_eq!(bench.end.code, 143);
}
