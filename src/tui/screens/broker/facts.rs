//! What is told of a broker above its tabs, and the features of its cluster.

use crate::model::cluster::{Broker, BrokerState, Kind, Reach};
use crate::model::known::Known;
use crate::model::listeners::listeners;
use crate::model::names::BrokerId;
use crate::model::time::{At, Since};
use crate::model::view::{Opened, View};
use crate::text::{Ago, Thousands};
use crate::tui::panes::listing::from;
use crate::tui::panes::prose;
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::{Line, State};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// From so many microseconds on a round trip is worth a word; below, the figure would only tick.
const SLOW: u32 = 100_000;

/// Draws who it is and how it is; gives how many rows that took.
pub(super) fn draw(
    view: &View,
    id: BrokerId,
    leads: usize,
    now: At,
    area: Rect,
    buffer: &mut Buffer,
    theme: &Theme,
) -> u16 {
    let mut line = Line::new(
        buffer,
        Rect {
            height: area.height.min(1),
            ..area
        },
        theme,
    );
    line.skip(1).show(Role::Heading, format_args!("broker {id}")).skip(2);
    let Some(broker) = view.cluster.broker(id) else {
        let text = if view.cluster.stamp.at.is_some() {
            "is no broker of this cluster"
        } else {
            "waiting for the first answer"
        };
        line.put(Role::Dim, text);
        return 1;
    };
    line.put(Role::Strong, &broker.address()).skip(2);
    let (state, word) = state(broker, now);
    line.put(state.role(), state.sign(&theme.glyphs))
        .skip(1)
        .put(state.role(), &word);
    if area.height < 8 {
        return 1;
    }
    let below = Rect {
        height: 1,
        ..from(area, 1)
    };
    let mut line = Line::new(buffer, below, theme);
    line.skip(1);
    let room = line.room();
    line.put(Role::Dim, &prose::joined(&facts(view, broker, leads), room));
    let Reach::Lost { trouble, .. } = &broker.reach else {
        return 2;
    };
    let mut says = vec![(Role::StateWarn, trouble.cause.to_string())];
    says.extend(trouble.hint.iter().map(|hint| (Role::Dim, hint.to_string())));
    let rows = prose::rows(&says, area.width).min(3);
    prose::draw(
        &says,
        Rect {
            height: rows,
            ..from(area, 2)
        },
        buffer,
        theme,
    );
    2 + rows
}

/// What the cluster says of it comes before whether it answers here: the two are different faults.
fn state(broker: &Broker, now: At) -> (State, String) {
    let ago = |since: Since| match since {
        Since::At(at) => format!("{}", Ago(now.since(at).0)),
        Since::AtLeast(at) => format!("≥ {}", Ago(now.since(at).0)),
    };
    match (broker.state, &broker.reach) {
        (BrokerState::Fenced, _) => (State::Bad, format!("fenced {}", ago(broker.since))),
        (BrokerState::Missing, _) => (State::Bad, format!("missing {}", ago(broker.since))),
        (BrokerState::Up, Reach::Lost { since, .. }) => (
            State::Warn,
            format!("up, but unreachable from here {}", Ago(now.since(*since).0)),
        ),
        (BrokerState::Up, Reach::NotTried) => (State::Unknown, "up, not asked yet".to_owned()),
        (BrokerState::Up, Reach::Answers { .. }) => match broker.since {
            Since::At(at) => (State::Ok, format!("up for {}", Ago(now.since(at).0))),
            // it was up before we looked: a count from then on says nothing and would tick
            Since::AtLeast(_) => (State::Ok, "up".to_owned()),
        },
    }
}

fn facts(view: &View, broker: &Broker, leads: usize) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(rack) = &broker.rack {
        facts.push(format!("rack {rack}"));
    }
    facts.push(format!("leads {}", Thousands(i64::try_from(leads).unwrap_or(i64::MAX))));
    let groups = view.groups.list.iter();
    let groups = groups
        .filter(|group| group.coordinator == Known::Value(broker.id))
        .count();
    if groups > 0 {
        facts.push(format!("coordinates {groups} groups"));
    }
    if let Known::Value(quorum) = view.quorum.as_ref() {
        let leads = quorum.leader == Some(broker.id);
        let votes = quorum.voters.iter().any(|voter| voter.id == broker.id);
        facts.extend(leads.then(|| "active controller".to_owned()));
        facts.extend((votes && !leads).then(|| "quorum voter".to_owned()));
    } else if view.cluster.kind == Kind::ZooKeeper && view.cluster.controller == Known::Value(broker.id) {
        facts.push("controller".to_owned());
    }
    if let Known::Value(software) = &broker.software {
        facts.push(format!("Kafka {software}"));
    }
    if let Reach::Answers { rtt: rtt @ SLOW.. } = broker.reach {
        facts.push(format!("answers in ~{} ms", rtt / 100_000 * 100));
    }
    facts
}

/// Draws where the broker listens and the finalised features of its cluster; gives the area below them.
pub(super) fn speaks(view: &View, id: BrokerId, area: Rect, buffer: &mut Buffer, theme: &Theme) -> Rect {
    let text = match &view.cluster.features {
        Known::Value(features) if features.is_empty() => "no finalised features".to_owned(),
        Known::Value(features) => {
            let each: Vec<String> = features.iter().map(|(name, level)| format!("{name} {level}")).collect();
            format!("finalised: {}", each.join(" · "))
        }
        Known::Unknown(reason) => format!("features: {reason}"),
    };
    let mut says: Vec<_> = listening(view, id).into_iter().map(|text| (Role::Dim, text)).collect();
    says.push((Role::Dim, text));
    let rows = prose::rows(&says, area.width).min(area.height / 3);
    prose::draw(&says, Rect { height: rows, ..area }, buffer, theme);
    from(area, rows)
}

fn listening(view: &View, id: BrokerId) -> Option<String> {
    let Some(Opened::Broker { id: of, configs, .. }) = view.opened.as_deref() else {
        return None;
    };
    let configs = configs.as_ref().value().filter(|_| *of == id)?;
    let each = listeners(configs).into_iter().map(|listener| {
        let told = if listener.advertised { "" } else { " (not advertised)" };
        let named = match listener.name == listener.protocol {
            true => listener.name,
            false => format!("{} ({})", listener.name, listener.protocol),
        };
        format!("{named} {}{told}", listener.address)
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| format!("listens: {}", each.join(" · ")))
}
