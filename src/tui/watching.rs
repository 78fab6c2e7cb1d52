//! The console over the engine that watches: contexts from the configuration, views from [`Live`].

use super::action::Scope;
use super::context::{Context, Contexts};
use super::effect::Side;
use super::event::Timed;
use super::{Engine, Error, Options};
use crate::config::file::{FormatOf, set_format};
use crate::config::profile::Profile;
use crate::config::{Choice, DEMO, Guest, Settings, paths};
use crate::jobs::browse::ReadAs;
use crate::jobs::desk::{Board, Boards, Desk, Leaving, Look};
use crate::jobs::errand::Errand;
use crate::jobs::journal::Journal;
use crate::live::{self, Live, Still};
use crate::model::names::TopicName;
use crate::model::trouble::Trouble;
use crate::model::view::{View, Want};
use crate::plan::Consent;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};

/// A cluster inside this program. It runs as long as this is kept.
pub trait Demo {
    /// Where it is; it is started if it does not run yet. It must not wait long.
    ///
    /// # Errors
    /// Why it does not start, in a line.
    fn start(&mut self) -> Result<Guest, String>;

    /// What it can play.
    fn scenarios(&self) -> Vec<String>;

    /// Plays one of them.
    ///
    /// # Errors
    /// Why not, in a line.
    fn play(&mut self, name: &str) -> Result<(), String>;
}

/// Opens the console on the chosen cluster, or on the list of contexts when none is chosen. `demo` is started when a
/// person asks for it. Gives the exit code.
///
/// # Errors
/// When the chosen cluster's settings or the user's keys are wrong, or the terminal cannot be used.
pub fn open(settings: Settings, demo: Box<dyn Demo>) -> Result<i32, Error> {
    opened(settings, None, demo)
}

/// As [`open`], for pictures: before the first frame the engine plays in lock-step with the held clock, then stands.
///
/// # Errors
/// As [`open`].
pub fn open_still(settings: Settings, still: Still, demo: Box<dyn Demo>) -> Result<i32, Error> {
    opened(settings, Some(still), demo)
}

fn opened(settings: Settings, still: Option<Still>, demo: Box<dyn Demo>) -> Result<i32, Error> {
    let profile = match settings.choice()? {
        Choice::Nothing => None,
        _ => Some(settings.profile()?),
    };
    let (send, events) = mpsc::channel(super::QUEUE);
    let engine = Watching::new(settings, profile, still, demo, send.downgrade())?;
    let keys = engine.settings.keys().iter();
    let name = |scope: &Option<String>, action: &str| match scope {
        Some(scope) => format!("{scope}.{action}"),
        None if action.contains('.') => action.to_owned(),
        None => format!("{}.{action}", Scope::Global.name()),
    };
    let options = Options {
        contexts: engine.contexts(),
        ui: engine.settings.ui().clone(),
        theme_dir: paths::config_dir().map(|dir| dir.join("themes")),
        keys: keys.map(|k| (name(&k.scope, &k.action), k.keys.clone())).collect(),
        start: None,
        save_dir: std::env::current_dir().unwrap_or_default(),
        notice: None,
    };
    super::run(options, engine, (send, events))
}

/// The cluster that is looked at, and how to look at another.
struct Watching {
    settings: Settings,
    profile: Option<Profile>,
    live: Option<Live>,
    desk: Option<Desk>,
    /// Desks of clusters before, while what was under way there ends.
    leaving: Vec<Leaving>,
    board: Boards,
    /// Where the console listens.
    events: mpsc::WeakSender<Timed>,
    demo: Box<dyn Demo>,
    /// The demo is looked at.
    visiting: bool,
    /// What is published while there is no cluster.
    nothing: watch::Sender<Arc<View>>,
}

impl Watching {
    fn new(
        settings: Settings,
        profile: Option<Profile>,
        still: Option<Still>,
        demo: Box<dyn Demo>,
        events: mpsc::WeakSender<Timed>,
    ) -> Result<Self, Trouble> {
        let mut watching = Self {
            visiting: settings.is_visiting(),
            settings,
            profile: None,
            live: None,
            desk: None,
            leaving: Vec::new(),
            board: Boards::new(Arc::default()),
            events,
            demo,
            nothing: watch::Sender::new(Arc::default()),
        };
        if let Some(profile) = profile {
            watching.look_at(profile, still)?;
        }
        Ok(watching)
    }

    fn look_at(&mut self, profile: Profile, still: Option<Still>) -> Result<(), Trouble> {
        let options = live::Options {
            thresholds: match self.visiting {
                true => self.settings.hurried(),
                false => self.settings.thresholds().clone(),
            },
        };
        let (shared, want) = (Arc::new(profile.clone()), Want::everything());
        let journal = Journal::of(profile.name.as_deref());
        let desk = Desk::open(Arc::clone(&shared), journal, self.board.clone(), self.events.clone())?;
        self.live = Some(match still {
            Some(still) => Live::start_still(shared, want, options, still)?,
            None => Live::start(shared, want, options)?,
        });
        // the desk of the cluster before goes, and ends what it does
        self.leaving.retain(|leaving| !leaving.is_over());
        self.leaving.extend(self.desk.replace(desk).map(Desk::leave));
        self.profile = Some(profile);
        Ok(())
    }

    fn contexts(&self) -> Contexts {
        let own = self.settings.contexts().into_iter().map(|row| Context {
            name: row.name,
            environment: row.environment,
            read_only: row.read_only,
            bootstrap: row.bootstrap.unwrap_or_default(),
            security: row.security,
            command: Vec::new(),
            checkpoints: None,
        });
        let mut all: Vec<Context> = own.collect();
        if !all.iter().any(|context| context.name == DEMO) {
            all.push(Context {
                name: DEMO.into(),
                environment: Some(DEMO.into()),
                read_only: false,
                bootstrap: "a cluster inside this program".into(),
                security: "PLAINTEXT".into(),
                command: Vec::new(),
                checkpoints: None,
            });
        }
        Contexts {
            current: self.profile.as_ref().map(|profile| shown(profile, self.visiting)),
            all,
            scenarios: match self.visiting {
                true => self.demo.scenarios(),
                false => Vec::new(),
            },
        }
    }
}

fn shown(profile: &Profile, visiting: bool) -> Context {
    let bootstrap = profile.bootstrap.join(",");
    let protocol = match (&profile.tls, &profile.sasl) {
        (None, None) => "PLAINTEXT",
        (Some(_), None) => "SSL",
        (None, Some(_)) => "SASL_PLAINTEXT",
        (Some(_), Some(_)) => "SASL_SSL",
    };
    let mechanism = profile.sasl.as_ref().map_or("", |sasl| sasl.mechanism.name());
    Context {
        name: profile
            .name
            .clone()
            .unwrap_or_else(|| profile.bootstrap.first().cloned().unwrap_or_default()),
        environment: profile.environment.clone(),
        read_only: profile.read_only,
        command: command(profile, &bootstrap, visiting),
        checkpoints: checkpoints(profile.name.as_deref().unwrap_or(&bootstrap), visiting),
        bootstrap,
        security: format!("{protocol} {mechanism}").trim_end().to_owned(),
    }
}

/// Where it is kept how far dead letters were brought back. The demo is gone when one leaves, and so is what it came to.
fn checkpoints(name: &str, visiting: bool) -> Option<PathBuf> {
    if visiting {
        return Some(std::env::temp_dir().join(format!("kconsole-demo-{}", std::process::id())));
    }
    let plain = |c: char| match c {
        c if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') => c,
        _ => '_',
    };
    let name: String = name.chars().map(plain).take(100).collect();
    Some(paths::state_dir()?.join("redrive").join(name))
}

/// How a command line on it begins. Properties are left out: they may be secrets.
fn command(profile: &Profile, bootstrap: &str, visiting: bool) -> Vec<String> {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    if let Some(name) = profile.name.as_deref().filter(|_| !visiting) {
        return words(&["kconsole", "-c", name]);
    }
    let mut all = words(&["kconsole", "-b", bootstrap]);
    if let Some(registry) = &profile.registry {
        all.extend(words(&["--registry", &registry.urls.join(",")]));
    }
    all
}

impl Engine for Watching {
    fn views(&self) -> watch::Receiver<Arc<View>> {
        match &self.live {
            Some(live) => live.view(),
            None => self.nothing.subscribe(),
        }
    }

    fn want(&self, want: Want) {
        if let Some(live) = &self.live {
            live.want(want);
        }
    }

    fn boards(&self) -> watch::Receiver<Arc<Board>> {
        self.board.subscribe()
    }

    fn look(&mut self, look: Option<Look>) {
        if let Some(desk) = &mut self.desk {
            desk.look(look);
        }
    }

    fn carry(&mut self, errand: Errand, consent: &Consent) -> Result<(), String> {
        let (Some(desk), Some(live)) = (&mut self.desk, &self.live) else {
            return Err("no cluster is looked at".to_owned());
        };
        let connected = live.view().borrow().cluster.data.id.as_ref().value().cloned();
        desk.carry(errand, consent, connected)
            .map_err(|trouble| trouble.to_string())
    }

    fn cancel(&self) {
        if let Some(desk) = &self.desk {
            desk.cancel();
        }
    }

    fn leave(&mut self, tell: &mut dyn FnMut(&str)) {
        for working in &self.board.borrow().work {
            tell(&format!("stopping: {}", working.title));
        }
        self.leaving.extend(self.desk.take().map(Desk::leave));
        for ended in self.leaving.drain(..).flat_map(Leaving::ended) {
            let title = ended.plan.title();
            match ended.result {
                Ok(outcome) => tell(&format!("{title}: {}", outcome.said)),
                Err(trouble) => tell(&format!("{title}: {trouble}")),
            }
        }
    }

    fn remember(&mut self, topic: &TopicName, side: Side, read: ReadAs) -> Result<Option<PathBuf>, String> {
        // the demo is the same for everybody, and gone when one leaves
        let Some(file) = self.settings.file().filter(|_| !self.visiting) else {
            return Ok(None);
        };
        let side = match side {
            Side::Key => FormatOf::Key,
            Side::Value => FormatOf::Value,
        };
        // a pattern may say otherwise: then auto is said too
        let set = self
            .profile
            .as_ref()
            .map(|profile| profile.topics.of(topic.as_str()))
            .unwrap_or_default();
        let said = match side {
            FormatOf::Key => set.key_format.is_some(),
            FormatOf::Value => set.value_format.is_some(),
        };
        let word = read.word().filter(|word| *word != "auto" || said);
        match set_format(file, topic.as_str(), side, word) {
            Ok(()) => Ok(Some(file.to_owned())),
            Err(error) => Err(error.to_string()),
        }
    }

    fn refresh(&self) {
        if let Some(live) = &self.live {
            live.refresh();
        }
    }

    fn switch(&mut self, name: &str) -> Result<Contexts, String> {
        let own = self.settings.contexts().iter().any(|context| context.name == name);
        let visiting = name == DEMO && !own;
        let profile = match visiting {
            true => self.demo.start()?.profile(),
            false => self.settings.context(name).map_err(|error| error.to_string())?,
        };
        let before = std::mem::replace(&mut self.visiting, visiting);
        if let Err(trouble) = self.look_at(profile, None) {
            self.visiting = before;
            return Err(trouble.to_string());
        }
        Ok(self.contexts())
    }

    fn play(&mut self, name: &str) -> Result<(), String> {
        match self.visiting {
            true => self.demo.play(name),
            false => Err("only the demo has scenarios: kconsole demo".to_owned()),
        }
    }
}
