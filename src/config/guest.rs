//! A cluster that no file knows: one inside this program.

use super::Settings;
use super::profile::{AddressRule, Profile, Registry};
use crate::model::health::Thresholds;
use crate::model::time::Span;

/// The guest's name, and the word on its badge.
pub const DEMO: &str = "demo";

/// A lag that grows so long is falling behind in the demo.
const BEHIND: Span = Span::seconds(30);
/// Commits have stopped in the demo after so long at least.
const STOPPED: Span = Span::seconds(15);

/// …or after so long while nobody knows how often they come.
const UNKNOWN: Span = Span::seconds(20);

/// Where the demo is to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guest {
    /// Its brokers, with commas.
    pub bootstrap: String,
    /// Its schema registry's URL.
    pub registry: Option<String>,
    /// What its brokers advertise, and where that is.
    pub address_map: Vec<(String, String)>,
}

impl Guest {
    /// How to reach it.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let mut profile = Profile::plaintext(self.bootstrap.split(',').map(str::to_owned).collect());
        profile.name = Some(DEMO.to_owned());
        profile.environment = Some(DEMO.to_owned());
        profile.registry = self.registry.clone().map(|url| Registry {
            urls: vec![url],
            ..Registry::default()
        });
        let rule = |(pattern, target): &(String, String)| AddressRule {
            pattern: pattern.clone(),
            target: target.clone(),
        };
        profile.address_map.rules = self.address_map.iter().map(rule).collect();
        profile
    }
}

impl Settings {
    /// The guest instead of what was chosen.
    #[must_use]
    pub fn visiting(mut self, guest: &Guest) -> Self {
        let mut profile = guest.profile();
        profile.read_only = self.layers.flags.read_only || self.layers.file.read_only;
        profile.topics = self.layers.file.topics.clone();
        self.guest = Some(profile);
        self
    }

    /// Whether a guest is looked at.
    #[must_use]
    pub fn is_visiting(&self) -> bool {
        self.guest.is_some()
    }

    /// The thresholds for a demo, which shows in a minute what takes ten elsewhere: those of lag and commits at most as
    /// long as it has patience for.
    #[must_use]
    pub fn hurried(&self) -> Thresholds {
        let usual = self.thresholds().clone();
        Thresholds {
            behind_for: usual.behind_for.min(BEHIND),
            commit_floor: usual.commit_floor.min(STOPPED),
            commit_unknown: usual.commit_unknown.min(UNKNOWN),
            ..usual
        }
    }
}
