//! Going from place to place.

use super::Ui;
use super::history::History;
use crate::model::names::{BrokerId, GroupId, TopicName};
use crate::text::nearest;
use crate::tui::action::Id;
use crate::tui::effect::Effect;
use crate::tui::event::{Notice, Tone};
use crate::tui::place::Place;
use crate::tui::screens::open;
use crate::tui::widgets::table::Filter;

impl Ui {
    /// Goes to a place, unless one is there.
    pub fn go(&mut self, place: &Place) -> Vec<Effect> {
        if self.place() == *place {
            return Vec::new();
        }
        let mut screen = open(place, self.scopes());
        if let Some(draft) = self.kept_draft(place) {
            screen.resume(draft);
        }
        self.visited(|history| {
            history.go(screen);
            true
        })
    }

    /// Moves through the history; the engine is told where one is.
    pub(super) fn visited(&mut self, step: impl FnOnce(&mut History) -> bool) -> Vec<Effect> {
        self.keep_draft();
        if !step(&mut self.history) {
            return Vec::new();
        }
        let cx = self.shared.cx();
        self.history.here_mut().prepare(&cx);
        let mut effects = vec![Effect::Visit(self.place())];
        let look = self.history.here().look();
        if look.is_some() || self.looking {
            self.looking = look.is_some();
            effects.push(Effect::Look(look));
        }
        effects
    }

    /// Goes to the place an action names.
    pub(super) fn visit(&mut self, id: Id, arg: Option<&str>, now: i64) -> Vec<Effect> {
        match self.place_of(id, arg) {
            Ok(Some(Place::Contexts)) if arg.is_some() => arg
                .map(|name| Effect::SwitchContext(name.to_owned()))
                .into_iter()
                .collect(),
            Ok(Some(place)) => {
                let effects = self.go(&place);
                if let (Id::Topics | Id::Groups | Id::Brokers | Id::Events | Id::Schemas, Some(filter)) = (id, arg) {
                    self.filter(Filter::new(filter.strip_prefix('/').unwrap_or(filter)));
                }
                effects
            }
            Ok(None) => Vec::new(),
            Err(why) => {
                self.tell(Notice::new(Tone::Warning, why), now);
                Vec::new()
            }
        }
    }

    fn place_of(&self, id: Id, arg: Option<&str>) -> Result<Option<Place>, String> {
        let view = &self.shared.view;
        let here = self.history.here().topic();
        let name = arg.or(here.map(TopicName::as_str)).unwrap_or_default();
        Ok(Some(match id {
            Id::Overview => Place::Overview,
            Id::Topics => Place::Topics,
            Id::Brokers => Place::Brokers,
            Id::Groups => Place::Groups,
            Id::Quorum => Place::Quorum,
            Id::Events => Place::Events,
            Id::Help => Place::Help,
            Id::Schemas => Place::Schemas(None),
            Id::TopicSchemas => Place::Schemas(Some(TopicName::from(name))),
            Id::Schema => Place::Subject(name.to_owned()),
            Id::Contexts => {
                let mut names = self.shared.contexts.all.iter().map(|context| context.name.as_str());
                if arg.is_some() && !names.clone().any(|known| known == name) {
                    return Err(unknown("context", name, &mut names));
                }
                Place::Contexts
            }
            Id::Topic => {
                let mut names = view.topology.topics().iter().map(|topic| topic.name.as_str());
                if view.topology.stamp.at.is_some() && view.topology.topic(name).is_none() {
                    return Err(unknown("topic", name, &mut names));
                }
                Place::Topic(TopicName::from(name))
            }
            Id::Records | Id::Produce | Id::Redrive => {
                let mut names = view.topology.topics().iter().map(|topic| topic.name.as_str());
                if view.topology.stamp.at.is_some() && view.topology.topic(name).is_none() {
                    return Err(unknown("topic", name, &mut names));
                }
                match id {
                    Id::Produce => Place::Produce(TopicName::from(name)),
                    Id::Redrive => Place::Redrive(TopicName::from(name), None),
                    _ => Place::Records(TopicName::from(name)),
                }
            }
            Id::Group => {
                let mut names = view.groups.list.iter().map(|group| group.id.as_str());
                if view.groups.stamp.at.is_some() && !names.clone().any(|known| known == name) {
                    return Err(unknown("group", name, &mut names));
                }
                Place::Group(GroupId::from(name))
            }
            Id::Broker => match name.parse() {
                Ok(id) if view.cluster.stamp.at.is_none() || view.cluster.broker(BrokerId(id)).is_some() => {
                    Place::Broker(BrokerId(id))
                }
                Ok(_) => return Err(format!("there is no broker {name}")),
                Err(_) => return Err(format!("{name} is no broker's id: it is a number")),
            },
            _ => return Ok(None),
        }))
    }
}

fn unknown(what: &str, name: &str, known: &mut dyn Iterator<Item = &str>) -> String {
    match nearest(name, known) {
        Some(near) => format!("there is no {what} {name}: did you mean {near}?"),
        None => format!("there is no {what} {name}"),
    }
}
