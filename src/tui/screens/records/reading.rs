//! What is read: where it begins, what of it, what is looked for in it.

use super::{Records, tell};
use crate::jobs::browse::{self, Begin, Formats, From, Go, Order, ReadAs, Search, State};
use crate::model::lag::Isolation;
use crate::tui::action::Id;
use crate::tui::effect::{Effect, Side};
use crate::tui::event::{Notice, Tone};
use crate::tui::prompt::Kind;
use crate::tui::screens::{Cx, Reply, Screen};

impl Records {
    /// Whether it goes on as records come.
    pub(super) fn live(&self) -> bool {
        self.order.begin == Begin::Live && self.order.search.is_none()
    }

    /// Reads something else.
    fn read(&mut self, order: Order) -> Reply {
        self.one = None;
        self.again(order)
    }

    /// Reads in another way; a record that is open stays open.
    fn again(&mut self, order: Order) -> Reply {
        self.order = order;
        if let Some(search) = &mut self.order.search {
            search.go = Go::WhenSmall;
        }
        if self.one.is_none() {
            self.rows.set(Vec::new(), crate::model::time::At::default());
        }
        Reply::Effects(vec![Effect::Look(self.look())])
    }

    /// Whether an action leads to other records.
    pub(super) const fn reads_anew(id: Id) -> bool {
        matches!(
            id,
            Id::Live
                | Id::FromStart
                | Id::More
                | Id::From
                | Id::Partition
                | Id::Isolation
                | Id::Markers
                | Id::Search
                | Id::Pause
        )
    }

    /// Why an action is not possible now.
    pub(super) fn not_read(&self, id: Id, cx: &Cx<'_>) -> Option<&'static str> {
        let state = self.page(cx).map(|page| &page.state);
        match id {
            Id::More if self.live() => Some("this is live: the latest are at the top"),
            Id::More if !matches!(state, Some(State::Ended { more: true, .. })) => {
                Some("there is no page after this one")
            }
            Id::Live if self.live() => Some("it is live already"),
            Id::Pause if self.order.search.is_none() => Some("nothing is searched: s searches"),
            Id::Pause if matches!(state, Some(State::Ended { .. } | State::Failed(_))) => Some("the search is over"),
            _ => None,
        }
    }

    pub(super) fn act_reading(&mut self, id: Id, cx: &Cx<'_>) -> Reply {
        let order = self.order.clone();
        match id {
            Id::Refresh => self.read(order),
            Id::Live => self.begin(Begin::Live),
            Id::FromStart => self.begin(Begin::At(From::Earliest)),
            Id::More => self.next_page(cx),
            Id::Isolation => {
                let isolation = match order.isolation {
                    Isolation::ReadCommitted => Isolation::ReadUncommitted,
                    Isolation::ReadUncommitted => Isolation::ReadCommitted,
                };
                self.read(Order { isolation, ..order })
            }
            Id::Markers => self.read(Order {
                control: !order.control,
                ..order
            }),
            Id::Search => {
                let before = order.search.map(|search| search.filter).unwrap_or_default();
                Reply::Type(Kind::Search, before)
            }
            Id::Pause => {
                let stands = matches!(self.page(cx).map(|page| &page.state), Some(State::Held | State::Paused));
                self.go(if stands { Go::Yes } else { Go::No })
            }
            Id::Back => self.leave_search(cx),
            _ => Reply::NotMine,
        }
    }

    pub(super) fn read_on(&mut self, id: Id, arg: &str, cx: &Cx<'_>) -> Reply {
        let order = self.order.clone();
        match id {
            Id::From => match browse::begin(arg, cx.now.0, cx.zone) {
                Ok(begin) => self.begin(begin),
                Err(why) => Reply::Tell(Notice::new(Tone::Warning, why)),
            },
            Id::Partition => self.partition(arg),
            Id::Search => match browse::check(arg) {
                Ok(()) => self.read(Order {
                    search: Some(Search {
                        filter: arg.to_owned(),
                        go: Go::WhenSmall,
                    }),
                    // a later page is a place to read on from, not to search from
                    begin: match order.begin {
                        Begin::After(_) => Begin::At(From::Earliest),
                        begin => begin,
                    },
                    ..order
                }),
                Err(why) => Reply::Tell(Notice::new(Tone::Warning, format!("search: {why}"))),
            },
            Id::KeyFormat | Id::ValueFormat => self.format(id, arg),
            _ => Reply::NotMine,
        }
    }

    fn begin(&mut self, begin: Begin) -> Reply {
        // live, nothing is looked for: everything is shown
        let search = self.order.search.clone().filter(|_| begin != Begin::Live);
        self.read(Order {
            begin,
            search,
            ..self.order.clone()
        })
    }

    fn next_page(&mut self, cx: &Cx<'_>) -> Reply {
        match self.page(cx).map(|page| &page.state) {
            Some(State::Ended { upto, more: true }) => self.begin(Begin::After(upto.clone())),
            Some(State::Ended { .. }) => tell("this is the last page: t shows what comes in"),
            _ if self.live() => tell("this is live: the latest are at the top"),
            _ => tell("this page is not read to its end yet"),
        }
    }

    fn partition(&mut self, arg: &str) -> Reply {
        let partition = match arg {
            "all" => None,
            number => match number.parse() {
                Ok(number) => Some(number),
                Err(_) => return tell(&format!("{number} is no partition's number, and not all")),
            },
        };
        // where another partition goes on from says nothing of this one
        let begin = match &self.order.begin {
            Begin::After(_) => Begin::At(From::Earliest),
            begin => begin.clone(),
        };
        self.read(Order {
            partition,
            begin,
            ..self.order.clone()
        })
    }

    /// Lets the search stand or go. What it found stays.
    fn go(&mut self, go: Go) -> Reply {
        if let Some(search) = &mut self.order.search {
            search.go = go;
        }
        Reply::Effects(vec![Effect::Look(self.look())])
    }

    /// First a search that goes is stopped, then one leaves it, then the screen.
    fn leave_search(&mut self, cx: &Cx<'_>) -> Reply {
        if self.order.search.is_none() || self.table.marked() > 0 || !self.table.filter().is_empty() {
            return Reply::NotMine;
        }
        match self.page(cx).map(|page| &page.state) {
            Some(State::Starting | State::Reading) | None => self.go(Go::No),
            _ => self.read(Order {
                search: None,
                ..self.order.clone()
            }),
        }
    }

    fn format(&mut self, id: Id, word: &str) -> Reply {
        let Some(read) = ReadAs::parse(word) else {
            let all: Vec<_> = ReadAs::words().collect();
            return tell(&format!("{word} is no format: {}", all.join(", ")));
        };
        let before = self.order.formats;
        let (side, formats) = match id {
            Id::KeyFormat => (Side::Key, Formats { key: read, ..before }),
            _ => (Side::Value, Formats { value: read, ..before }),
        };
        let reply = self.again(Order {
            formats,
            ..self.order.clone()
        });
        let Reply::Effects(mut effects) = reply else {
            return reply;
        };
        effects.push(Effect::Remember {
            topic: self.order.topic.clone(),
            side,
            read,
        });
        Reply::Effects(effects)
    }
}
