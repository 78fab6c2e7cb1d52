//! The loop: it waits for an event, a view, or the frame timer, and for nothing else.
//!
//! A key draws at once. Views are coalesced to one frame per [`FRAME`]. On a quiet screen nothing ticks: the application
//! says when it next needs a frame without being asked (a message that goes away, data that becomes stale).

#[cfg(test)]
mod tests;

use super::effect::Effect;
use super::event::{Event, Notice, Timed};
use super::stats::Stats;
use super::terminal::{Painter, Tty};
use crate::jobs::desk::Board;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};

/// The least time between two frames that only data asked for.
pub const FRAME: Duration = Duration::from_millis(33);

/// Events taken in one go; what is left has to wait for the frame.
const BURST: usize = 512;

/// What the loop drives. All of it is pure but for `perform`, which the loop calls outside of a frame.
pub trait App {
    /// What the engine publishes.
    type View;

    /// Something happened.
    fn event(&mut self, event: Event, now: i64) -> Vec<Effect>;

    /// There is a new view.
    fn view(&mut self, view: Arc<Self::View>, now: i64);

    /// The acting side shows something new.
    fn board(&mut self, _board: Arc<Board>, _now: i64) {}

    /// Makes ready for a frame of this size: orders, scroll positions, messages whose time is over.
    fn prepare(&mut self, size: (u16, u16), now: i64);

    /// Fills the buffer; says where the text cursor stands, if it shows.
    fn draw(&self, buffer: &mut Buffer, now: i64) -> Option<Position>;

    /// When the next frame is due though nothing happens; milliseconds since the epoch.
    fn wake_at(&self, now: i64) -> Option<i64>;

    /// Does what only the outside can do; gives the news of it.
    fn perform(&mut self, effect: Effect) -> Option<Notice>;

    /// Another source of views, when an effect replaced it (another cluster is looked at).
    fn replaced(&mut self) -> Option<watch::Receiver<Arc<Self::View>>> {
        None
    }
}

/// How the loop ended.
#[derive(Debug, Clone)]
pub struct End {
    /// The exit code of the process.
    pub code: i32,
    /// What was measured.
    pub stats: Stats,
}

/// The sources of the loop.
pub struct Sources<V> {
    /// Keys, mouse, signals, news.
    pub events: mpsc::Receiver<Timed>,
    /// What the engine publishes.
    pub views: watch::Receiver<Arc<V>>,
    /// What the acting side shows.
    pub boards: watch::Receiver<Arc<Board>>,
    /// Milliseconds since the epoch.
    pub clock: fn() -> i64,
}

/// What the loop keeps between two rounds.
struct Round {
    dirty: bool,
    fresh: bool,
    keys: Vec<Instant>,
    end: Option<i32>,
}

/// Runs until the person or a signal ends it.
///
/// # Errors
/// When the terminal is gone or takes no bytes.
pub async fn run<A: App, T: Tty>(app: &mut A, painter: &mut Painter<T>, mut from: Sources<A::View>) -> io::Result<End> {
    let start = Instant::now();
    let mut stats = Stats::default();
    let mut size = painter.out().size()?;
    let mut round = Round {
        dirty: true,
        fresh: true,
        keys: Vec::new(),
        end: None,
    };
    let (mut last, mut publishing, mut showing, mut listening) = (None::<Instant>, true, true, true);
    loop {
        if round.dirty || (round.fresh && last.is_none_or(|last| last.elapsed() >= FRAME)) {
            let began = Instant::now();
            let now = (from.clock)();
            if std::mem::take(&mut round.fresh) {
                let view = Arc::clone(&from.views.borrow_and_update());
                app.view(view, now);
                let board = Arc::clone(&from.boards.borrow_and_update());
                app.board(board, now);
            }
            app.prepare(size, now);
            painter.frame(size, |buffer| app.draw(buffer, now))?;
            round.dirty = false;
            stats.frame.record(began.elapsed());
            for key in round.keys.drain(..) {
                stats.key_to_frame.record(key.elapsed());
            }
            if last.is_none() {
                stats.first_frame = start.elapsed();
            }
            last = Some(Instant::now());
        }
        let timer = next_frame(app, &round, last, (from.clock)());
        tokio::select! {
            biased;
            event = from.events.recv(), if listening => match event {
                Some(event) => {
                    let mut next = Some(event);
                    for _ in 0..BURST {
                        let Some(event) = next else { break };
                        take(app, painter, event, &mut size, (from.clock)(), &mut round)?;
                        next = if round.end.is_some() { None } else { from.events.try_recv().ok() };
                    }
                    if let Some(event) = next {
                        take(app, painter, event, &mut size, (from.clock)(), &mut round)?;
                    }
                }
                None => listening = false,
            },
            changed = from.views.changed(), if publishing => match changed {
                Ok(()) => round.fresh = true,
                Err(_) => publishing = false,
            },
            changed = from.boards.changed(), if showing => match changed {
                Ok(()) => round.fresh = true,
                Err(_) => showing = false,
            },
            () = sleep(timer), if timer.is_some() => {
                round.dirty |= !round.fresh;
            }
        }
        if let Some(views) = app.replaced() {
            (from.views, publishing, round.fresh) = (views, true, true);
        }
        if !listening && round.end.is_none() {
            round.end = Some(0);
        }
        if let Some(code) = round.end {
            stats.counts = painter.counts();
            return Ok(End { code, stats });
        }
    }
}

/// How long until a frame is due: the rest of [`FRAME`] when data waits, else what the application asks for.
fn next_frame<A: App>(app: &A, round: &Round, last: Option<Instant>, now: i64) -> Option<Duration> {
    if round.fresh {
        return Some(FRAME.saturating_sub(last.map_or(FRAME, |last| last.elapsed())));
    }
    let wait = app.wake_at(now)?.saturating_sub(now).max(1);
    Some(Duration::from_millis(wait.unsigned_abs()))
}

async fn sleep(time: Option<Duration>) {
    if let Some(time) = time {
        tokio::time::sleep(time).await;
    }
}

fn take<A: App, T: Tty>(
    app: &mut A,
    painter: &mut Painter<T>,
    timed: Timed,
    size: &mut (u16, u16),
    now: i64,
    round: &mut Round,
) -> io::Result<()> {
    round.dirty = true;
    match &timed.event {
        Event::Key(_) => round.keys.push(timed.at),
        // of a burst of sizes only the last is drawn, since the frame comes after the burst
        Event::Resize(columns, rows) => *size = (*columns, *rows),
        Event::Suspend => suspend(painter, size)?,
        Event::Continue => {
            painter.out().reclaim()?;
            *size = painter.out().size()?;
            painter.repaint();
        }
        Event::Terminate { code } => round.end = Some(*code),
        Event::Hangup => round.end = Some(129),
        _ => {}
    }
    for effect in app.event(timed.event, now) {
        match effect {
            Effect::Quit => round.end = Some(0),
            Effect::Suspend => suspend(painter, size)?,
            Effect::Repaint => painter.repaint(),
            effect @ Effect::Edit { .. } => edit(app, painter, effect, size, now)?,
            Effect::Terminal(sequence) => painter.send(&sequence)?,
            effect => {
                if let Some(notice) = app.perform(effect) {
                    app.event(Event::Told(notice), now);
                }
            }
        }
    }
    Ok(())
}

/// The editor has the terminal until it ends.
fn edit<A: App, T: Tty>(
    app: &mut A,
    painter: &mut Painter<T>,
    effect: Effect,
    size: &mut (u16, u16),
    now: i64,
) -> io::Result<()> {
    let (mut effect, mut notice) = (Some(effect), None);
    painter
        .out()
        .lend(&mut || notice = effect.take().and_then(|effect| app.perform(effect)))?;
    *size = painter.out().size()?;
    painter.repaint();
    if let Some(notice) = notice {
        app.event(Event::Told(notice), now);
    }
    Ok(())
}

fn suspend<T: Tty>(painter: &mut Painter<T>, size: &mut (u16, u16)) -> io::Result<()> {
    painter.out().suspend()?;
    *size = painter.out().size()?;
    painter.repaint();
    Ok(())
}
