//! What can be done everywhere: places, history, help, leaving.

use super::{Action, Arg, Facts, Id, Scope};

const G: Scope = Scope::Global;

const fn place(id: Id, name: &'static str, doc: &'static str, keys: &'static [&'static str]) -> Action {
    Action::new(id, G, name, doc, keys)
}

pub(super) const ACTIONS: &[Action] = &[
    place(
        Id::Overview,
        "overview",
        "Show what is wrong, since when, and what it stops",
        &["1"],
    )
    .command(&["home", "health", "o"]),
    place(Id::Topics, "topics", "Show all topics", &["2"])
        .command(&["tp", "t"])
        .takes(Arg::Filter)
        .also(Scope::Overview, &["t"])
        .hint("topics", 20),
    place(Id::Groups, "groups", "Show all groups and their lag", &["3"])
        .command(&["gr", "g", "lag"])
        .takes(Arg::Filter)
        .also(Scope::Overview, &["g"])
        .hint("groups", 21),
    place(Id::Brokers, "brokers", "Show all brokers", &["4"])
        .command(&["br", "b", "nodes"])
        .takes(Arg::Filter)
        .also(Scope::Overview, &["b"])
        .hint("brokers", 22),
    place(Id::Events, "events", "Show what happened", &["5"])
        .command(&["ev", "e"])
        .takes(Arg::Filter)
        .also(Scope::Overview, &["e"])
        .hint("events", 23),
    place(Id::Quorum, "quorum", "Show the KRaft quorum", &["6"]).command(&["kraft", "controllers"]),
    place(Id::Topic, "topic", "Show one topic", &[])
        .command(&[])
        .needs(Arg::Topic),
    place(Id::Records, "records", "Read the records of a topic", &["r"])
        .command(&["rec", "consume"])
        .takes(Arg::Topic)
        .hint("records", 15)
        .disabled(|facts: &Facts| (!facts.topic).then_some("name a topic, or go to one first")),
    place(Id::Produce, "produce", "Write a record to a topic", &["p"])
        .command(&["write"])
        .takes(Arg::Topic)
        .hint("produce", 16)
        .disabled(|facts: &Facts| (!facts.topic).then_some("name a topic, or go to one first")),
    place(Id::Redrive, "redrive", "Bring the dead letters of a topic back", &["d"])
        .command(&["dlq"])
        .takes(Arg::Topic)
        .hint("redrive", 11)
        .when(|facts: &Facts| facts.dead_letters)
        .disabled(|facts: &Facts| (!facts.topic).then_some("name a topic, or go to one first")),
    place(
        Id::Schemas,
        "schemas",
        "Show the subjects of the schema registry",
        &["7"],
    )
    .command(&["sr", "subjects"])
    .takes(Arg::Filter),
    place(Id::Schema, "subject", "Show one subject of the schema registry", &[])
        .command(&[])
        .needs(Arg::Subject),
    place(
        Id::TopicSchemas,
        "schemas-of-topic",
        "Show the schemas of the topic",
        &["s"],
    )
    .disabled(|facts: &Facts| (!facts.topic).then_some("go to a topic first")),
    place(Id::Broker, "broker", "Show one broker", &[])
        .command(&["node"])
        .needs(Arg::Broker),
    place(Id::Group, "group", "Show one group", &[])
        .command(&[])
        .needs(Arg::Group),
    place(
        Id::Contexts,
        "context",
        "Show the clusters one can look at, or switch to one",
        &[],
    )
    .command(&["contexts", "ctx", "c"])
    .takes(Arg::Context),
    Action::new(Id::Command, G, "command", "Type a command", &[":"]).hint("command", 90),
    Action::new(
        Id::Help,
        G,
        "help",
        "Show the keys and commands of this screen",
        &["?", "f1"],
    )
    .command(&["keys", "h"])
    .hint("help", 99),
    Action::new(Id::Back, G, "back", "Clear marks, then filter; then go back", &["esc"]).command(&[]),
    Action::new(Id::Close, G, "close", "Go back; on the first screen, leave", &["q"]),
    Action::new(Id::HistoryBack, G, "history-back", "Go to the place before", &["["])
        .disabled(|facts: &Facts| (!facts.back).then_some("there is no place before this one")),
    Action::new(
        Id::HistoryForward,
        G,
        "history-forward",
        "Go to the place after",
        &["]"],
    )
    .disabled(|facts: &Facts| (!facts.forward).then_some("there is no place after this one")),
    Action::new(
        Id::LastPlace,
        G,
        "last",
        "Go to the place one was at last, and back again",
        &["-"],
    )
    .disabled(|facts: &Facts| (!facts.back && !facts.forward).then_some("there was no other place yet")),
    Action::new(
        Id::Refresh,
        G,
        "refresh",
        "Ask the cluster for fresh answers at once",
        &["ctrl-r", "f5"],
    )
    .command(&["reload"]),
    Action::new(
        Id::Freeze,
        G,
        "freeze",
        "Hold the screen still, and let it go on",
        &["f"],
    )
    .command(&["pause"]),
    Action::new(Id::Cancel, G, "cancel", "Stop what is under way", &[])
        .command(&["stop"])
        .also(Scope::Form, &["ctrl-x"])
        .hint("stop", 5)
        .disabled(|facts: &Facts| (!facts.work).then_some("nothing is under way")),
    Action::new(Id::Theme, G, "theme", "Show in another theme", &[])
        .command(&["skin"])
        .needs(Arg::Theme),
    Action::new(
        Id::Scenario,
        G,
        "scenario",
        "Play something on the demo cluster, or all in turn",
        &[],
    )
    .command(&["play"])
    .needs(Arg::Scenario)
    .disabled(|facts: &Facts| (!facts.demo).then_some("only the demo has scenarios: kconsole demo")),
    Action::new(Id::Repaint, G, "repaint", "Paint the screen anew", &["ctrl-l"]).command(&["redraw"]),
    Action::new(
        Id::Suspend,
        G,
        "suspend",
        "Stop and give the terminal to the shell (fg comes back)",
        &[],
    )
    .command(&[]),
    Action::new(Id::Quit, G, "quit", "Leave", &["ctrl-c"]).command(&["q", "q!", "exit", "qa"]),
];
