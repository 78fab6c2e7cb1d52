//! Which act is played when.

use super::Scenario;

/// What is to be played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Programme {
    /// Every act in turn, with calm between them.
    #[default]
    All,
    /// This one again and again, with calm between.
    Only(Scenario),
}

/// Before the first act, in ms: what is looked at has been well once.
const OVERTURE: i64 = 12_000;
/// After each act: what it left behind is made good.
const CALM: i64 = 60_000;

/// A programme with its times.
#[derive(Clone, Copy, Debug)]
pub struct Script {
    programme: Programme,
    /// The story's time at which it began.
    began: i64,
}

impl Script {
    /// The programme from `now` on.
    #[must_use]
    pub fn new(programme: Programme, now: i64) -> Self {
        Self { programme, began: now }
    }

    /// The act at this time, and when it began; [`Scenario::Quiet`] between two.
    #[must_use]
    pub fn act(&self, now: i64) -> (Scenario, i64) {
        let acts: &[Scenario] = match &self.programme {
            Programme::All => &Scenario::ALL[1..],
            Programme::Only(one) => std::slice::from_ref(one),
        };
        let first = self.began + OVERTURE;
        let round: i64 = acts.iter().map(|act| act.lasts() + CALM).sum();
        let since = now - first;
        if since < 0 || round == 0 {
            return (Scenario::Quiet, self.began);
        }
        let mut begins = now - since % round;
        for &act in acts {
            let ends = begins + act.lasts();
            if now < ends {
                return (act, begins);
            }
            begins = ends + CALM;
            if now < begins {
                return (Scenario::Quiet, ends);
            }
        }
        (Scenario::Quiet, begins)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_act_comes_again_after_a_calm() {
        let script = Script::new(Programme::Only(Scenario::IsrFlap), 1_000);
        let round = Scenario::IsrFlap.lasts() + CALM;
        let begins = 1_000 + OVERTURE;
        assert_eq!(script.act(1_000), (Scenario::Quiet, 1_000));
        assert_eq!(script.act(begins), (Scenario::IsrFlap, begins));
        assert_eq!(script.act(begins + 5), (Scenario::IsrFlap, begins));
        assert_eq!(script.act(begins + Scenario::IsrFlap.lasts()).0, Scenario::Quiet);
        assert_eq!(script.act(begins + round + 7), (Scenario::IsrFlap, begins + round));
    }

    #[test]
    fn in_turn_all_have_their_time() {
        let script = Script::new(Programme::All, 0);
        let mut seen = Vec::new();
        for now in (0..3_000_000).step_by(1_000) {
            let (act, began) = script.act(now);
            assert!(began <= now);
            if seen.last() != Some(&act) && act != Scenario::Quiet {
                seen.push(act);
            }
        }
        assert_eq!(seen[..7], Scenario::ALL[1..]);
        assert_eq!(seen[7], Scenario::ALL[1], "and from the beginning");
    }

    #[test]
    fn every_name_is_its_own() {
        for act in Scenario::ALL {
            assert_eq!(Scenario::parse(act.name()), Some(act));
        }
        assert_eq!(Scenario::parse("nothing"), None);
    }
}
