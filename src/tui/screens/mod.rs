//! Screens: one module each, with its state, what its actions do, and how it looks.
//!
//! # To write a screen
//!
//! 1. A module here with a struct that implements [`Screen`], and a line in [`open`]. Help is the smallest example.
//! 2. A list keeps a [`TableState`] and a *rows* struct that implements [`TableSource`] and holds the `Arc<View>` it reads,
//!    with whatever it prepared from it (indices, sums), so that nothing is computed per cell. [`Screen::prepare`] makes
//!    the rows anew when `cx.view.seq` changed, then calls `table.prepare(&rows)`. [`Screen::table`] hands both out, and
//!    everything a table can do (moving, sorting, filtering, marks, mouse, copy, save) works without a line in the screen.
//! 3. [`Screen::scopes`] names its scopes, the narrowest first, [`Scope::Global`] last: help, footer and `:` follow.
//! 4. What only this screen does is an action in `tui/action/screens.rs`, handled in [`Screen::act`]. Opening is
//!    [`Id::Open`]: answer [`Reply::Go`] with the [`Place`] of the thing under the cursor.
//! 5. What streams (records) is a [`Look`]: [`Screen::look`] names it, `cx.board` shows it. What changes something is an
//!    action with its danger; it answers [`Reply::Ask`] with an [`Errand`](crate::jobs::errand), and dialog, gate,
//!    journal and news follow.
//! 6. [`Screen::draw`] reads; it decides nothing. Draw with the widgets and the pen [`Line`](super::widgets::Line): they
//!    escape, cut, and know ASCII terminals. A style is a `Role`, never a colour. The area may be of any size, also empty.
//!
//! A screen imports no other screen; what two of them show is a pane (`tui/panes`). It never reads a clock: `cx.now`.

mod broker;
mod brokers;
#[cfg(test)]
mod cluster_tests;
mod contexts;
#[cfg(test)]
mod desk;
mod events;
mod group;
mod groups;
mod help;
mod overview;
mod produce;
mod quorum;
mod records;
mod redrive;
mod schemas;
#[cfg(test)]
mod tests;
mod topic;
mod topics;

use super::action::{Id, Scope};
use super::context::Contexts;
use super::effect::Effect;
use super::event::Notice;
use super::keymap::Keymap;
use super::place::Place;
use super::prompt::Kind;
use super::theme::Theme;
use super::widgets::table::{TableSource, TableState};
use crate::jobs::compose::Draft;
use crate::jobs::desk::{Board, Look};
use crate::jobs::errand::Errand;
use crate::model::names::TopicName;
use crate::model::time::At;
use crate::model::view::View;
use jiff::tz::TimeZone;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use std::sync::Arc;
#[cfg(test)]
use {desk::Desk, desk::told};

/// What a screen may read.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    /// The cluster, as it is shown (it stands still while the screen is frozen).
    pub view: &'a Arc<View>,
    /// What the acting side shows, as it is shown.
    pub board: &'a Arc<Board>,
    /// The moment that is shown.
    pub now: At,
    /// Styles and signs.
    pub theme: &'a Theme,
    /// Which key does what.
    pub keymap: &'a Keymap,
    /// The clusters one can look at.
    pub contexts: &'a Contexts,
    /// The zone of the person.
    pub zone: &'a TimeZone,
}

/// What came of an action.
#[derive(Debug)]
pub enum Reply {
    /// It is no action of this screen: the table's or the global handling does it.
    NotMine,
    /// Done.
    Done,
    /// Go to a place.
    Go(Place),
    /// Do something outside.
    Effects(Vec<Effect>),
    /// Tell the person.
    Tell(Notice),
    /// Let the person type; the line begins with a text.
    Type(Kind, String),
    /// Go to where a record is made, with this one in the making.
    Write(Box<Draft>),
    /// Carry out an errand, once the person agrees to its plan.
    Ask(Box<Errand>),
}

/// A table and its rows, both of one screen.
pub struct TableOf<'a> {
    /// What the table remembers.
    pub state: &'a mut TableState,
    /// Its rows.
    pub source: &'a dyn TableSource,
}

/// One screen.
pub trait Screen {
    /// Where one is.
    fn place(&self) -> Place;

    /// The topic that all of it is of, or that is under the cursor.
    fn topic(&self) -> Option<&TopicName> {
        None
    }

    /// Its scopes, the narrowest first, [`Scope::Global`] last.
    fn scopes(&self) -> &'static [Scope];

    /// Makes its rows fit the view. Called before every frame and after every action, so it compares first:
    /// `cx.view.seq` differs when the view does (also to 0, when the cluster was switched).
    fn prepare(&mut self, cx: &Cx<'_>);

    /// Draws it.
    fn draw(&self, area: Rect, buffer: &mut Buffer, cx: &Cx<'_>);

    /// Its table: of several, the one the keys are for.
    fn table(&mut self) -> Option<TableOf<'_>> {
        None
    }

    /// Does an action; `id` is of one of its scopes. A screen may take over what the table or everybody can do.
    fn act(&mut self, _id: Id, _cx: &Cx<'_>) -> Reply {
        Reply::NotMine
    }

    /// The same with what was typed after its name.
    fn act_on(&mut self, _id: Id, _arg: &str, _cx: &Cx<'_>) -> Reply {
        Reply::NotMine
    }

    /// What it wants to see that is not watched all the time.
    fn look(&self) -> Option<Look> {
        None
    }

    /// The same when it is not what it wanted before, once. Asked before every frame.
    fn look_again(&mut self) -> Option<Look> {
        None
    }

    /// A text is typed: keys that are chars are its text, and so is what is pasted.
    fn typing(&self) -> bool {
        false
    }

    /// Takes text that was typed or pasted; false when there was no room for all of it.
    fn typed(&mut self, _text: &str) -> bool {
        true
    }

    /// Where the text cursor was drawn.
    fn cursor(&self) -> Option<Position> {
        None
    }

    /// What was typed and is kept when one leaves; none when nothing was.
    fn draft(&self) -> Option<Draft> {
        None
    }

    /// Goes on with what was typed before.
    fn resume(&mut self, _draft: Draft) {}

    /// Why an action is not possible now, beyond what the registry knows.
    fn why_not(&self, _id: Id, _cx: &Cx<'_>) -> Option<String> {
        None
    }

    /// A click that its table did not take.
    fn click(&mut self, _column: u16, _row: u16, _cx: &Cx<'_>) -> Reply {
        Reply::NotMine
    }

    /// When its next frame is due though nothing happens. On a healthy screen nothing ticks.
    fn wake_at(&self, _cx: &Cx<'_>) -> Option<At> {
        None
    }
}

/// Opens a place; `from` are the scopes of the screen before, which Help explains.
#[must_use]
pub fn open(place: &Place, from: &'static [Scope]) -> Box<dyn Screen> {
    match place {
        Place::Overview => Box::<overview::Overview>::default(),
        Place::Groups => Box::new(groups::Groups::new()),
        Place::Group(id) => Box::new(group::Group::new(id.clone())),
        Place::Events => Box::<events::Events>::default(),
        Place::Contexts => Box::new(contexts::Contexts::new()),
        Place::Help => Box::new(help::Help::new(from)),
        Place::Topics => Box::new(topics::Topics::new()),
        Place::Topic(name) => Box::new(topic::Topic::new(name.clone())),
        Place::Records(name) => Box::new(records::Records::new(name.clone())),
        Place::Produce(name) => Box::new(produce::Produce::new(name.clone())),
        Place::Redrive(name, filter) => Box::new(redrive::Redrive::new(name.clone(), filter.clone())),
        Place::Schemas(topic) => Box::new(schemas::Subjects::new(topic.clone())),
        Place::Subject(name) => Box::new(schemas::Subject::new(name.clone())),
        Place::SchemaId(id) => Box::new(schemas::Subject::by_id(*id)),
        Place::Brokers => Box::new(brokers::Brokers::new()),
        Place::Broker(id) => Box::new(broker::Broker::new(*id)),
        Place::Quorum => Box::new(quorum::Quorum::new()),
    }
}

/// What the acting side shows at a place, with something of everything.
#[cfg(test)]
pub(super) fn sample_board(place: &Place) -> Board {
    let mut board = records::tests::board();
    produce::tests::on(&mut board);
    if let Place::Redrive(_, filter) = place {
        redrive::tests::on(&mut board, filter.as_deref());
    }
    board.schemas = Arc::new(schemas::tests::page(place));
    board.carried = Arc::new([(7, ["orders".into()].into())].into());
    board
}
