//! The one way from a plan to its execution.

use std::fmt;

use super::{Danger, Plan};
use crate::model::names::ClusterId;
use crate::model::trouble::{Cause, Trouble};

/// What holds at the moment a plan is to run.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Nothing may be changed: the profile, a flag or a variable says so.
    pub read_only: bool,
    /// The cluster that is connected; none while that is not known.
    pub cluster: Option<ClusterId>,
}

/// What the person did to agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Consent {
    /// Nothing yet.
    None,
    /// Said yes, or typed the command that does exactly this.
    Yes,
    /// Typed the object's name.
    Typed(String),
}

/// Leave to carry out one plan, once. Only [`Gate::admit`] makes one.
#[derive(Debug, PartialEq, Eq)]
pub struct Permit {
    plan: Plan,
}

/// Why a plan may not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The profile is read-only.
    ReadOnly {
        /// What it would have changed.
        object: String,
    },
    /// The plan was made for another cluster than the one connected.
    OtherCluster {
        /// The cluster it was made for.
        planned: ClusterId,
        /// The one connected.
        connected: ClusterId,
    },
    /// The person has not agreed.
    NotConfirmed {
        /// What has to be typed; none when a yes is enough.
        wanted: Option<String>,
    },
}

impl Gate {
    /// Lets the plan through, or says why not.
    ///
    /// A write wants a yes, a destruction the object's name as the person typed it. Read-only is looked at first, so
    /// that nobody is asked to confirm what cannot happen.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn admit(&self, plan: Plan, consent: &Consent) -> Result<Permit, Refusal> {
        if self.read_only && plan.danger > Danger::Read {
            return Err(Refusal::ReadOnly {
                object: plan.object.to_string(),
            });
        }
        if let (Some(planned), Some(connected)) = (&plan.cluster, &self.cluster)
            && planned != connected
        {
            return Err(Refusal::OtherCluster {
                planned: planned.clone(),
                connected: connected.clone(),
            });
        }
        let agreed = match (plan.danger, consent) {
            (Danger::Read, _) | (Danger::Write, Consent::Yes) => true,
            (Danger::Write | Danger::Destroy, Consent::Typed(name)) => *name == plan.object.name,
            (Danger::Write, Consent::None) | (Danger::Destroy, Consent::None | Consent::Yes) => false,
        };
        if agreed {
            return Ok(Permit { plan });
        }
        let typed = plan.danger == Danger::Destroy || matches!(consent, Consent::Typed(_));
        Err(Refusal::NotConfirmed {
            wanted: typed.then_some(plan.object.name),
        })
    }
}

impl Permit {
    /// What it gives leave to.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether it gives leave to change this.
    #[must_use]
    pub fn covers(&self, kind: &str, name: &str) -> bool {
        let mut all = std::iter::once(&self.plan.object).chain(&self.plan.also);
        all.any(|object| object.kind == kind && object.name == name)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReadOnly { object } => write!(f, "read-only: {object} may not be changed from here"),
            Self::OtherCluster { planned, connected } => write!(
                f,
                "this was planned for cluster {planned}, but the one connected is {connected}"
            ),
            Self::NotConfirmed { wanted: Some(name) } => write!(f, "not confirmed: the name {name:?} has to be typed"),
            Self::NotConfirmed { wanted: None } => f.write_str("not confirmed"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        let hint = match &refusal {
            Refusal::ReadOnly { .. } => {
                Some("read_only of the context, --read-only or KCONSOLE_READ_ONLY says so; `kconsole contexts` tells")
            }
            Refusal::OtherCluster { .. } => Some("make the plan again on this cluster"),
            Refusal::NotConfirmed { .. } => None,
        };
        let trouble = Self::new("change the cluster", Cause::Config(refusal.to_string()));
        match hint {
            Some(hint) => trouble.hint(hint),
            None => trouble,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Object;

    fn plan(danger: Danger) -> Plan {
        Plan {
            danger,
            verb: "do it to",
            object: Object {
                kind: "topic",
                name: "orders".into(),
            },
            also: Vec::new(),
            words: vec!["Something is done.".into()],
            command: vec!["kconsole".into(), "do".into(), "it's".into()],
            cluster: Some("abc".into()),
        }
    }

    fn gate(read_only: bool, cluster: &str) -> Gate {
        Gate {
            read_only,
            cluster: Some(cluster.into()),
        }
    }

    #[test]
    fn read_only_refuses_every_change_and_nothing_else() {
        let gate = gate(true, "abc");
        for danger in [Danger::Write, Danger::Destroy] {
            let refusal = gate.admit(plan(danger), &Consent::Typed("orders".into())).unwrap_err();
            assert_eq!(
                refusal.to_string(),
                "read-only: topic orders may not be changed from here"
            );
        }
        assert!(gate.admit(plan(Danger::Read), &Consent::None).is_ok());
    }

    #[test]
    fn each_danger_wants_its_consent() {
        let typed = |name: &str| Consent::Typed(name.into());
        let cases = [
            (Danger::Read, Consent::None, true),
            (Danger::Write, Consent::None, false),
            (Danger::Write, Consent::Yes, true),
            (Danger::Write, typed("orders"), true),
            (Danger::Write, typed("other"), false),
            (Danger::Destroy, Consent::Yes, false),
            (Danger::Destroy, typed("order"), false),
            (Danger::Destroy, typed("orders"), true),
        ];
        for (danger, consent, expected) in cases {
            let answer = gate(false, "abc").admit(plan(danger), &consent);
            assert_eq!(answer.is_ok(), expected, "{danger:?} {consent:?}");
        }
        let wanted = gate(false, "abc").admit(plan(Danger::Destroy), &Consent::Yes);
        assert_eq!(
            wanted,
            Err(Refusal::NotConfirmed {
                wanted: Some("orders".into())
            })
        );
    }

    #[test]
    fn a_plan_for_another_cluster_stays_outside() {
        let refusal = gate(false, "xyz")
            .admit(plan(Danger::Write), &Consent::Yes)
            .unwrap_err();
        assert!(matches!(refusal, Refusal::OtherCluster { .. }));
        let unknown = Gate {
            read_only: false,
            cluster: None,
        };
        assert!(unknown.admit(plan(Danger::Write), &Consent::Yes).is_ok());
    }

    #[test]
    fn the_command_line_can_be_typed() {
        let permit = gate(false, "abc").admit(plan(Danger::Write), &Consent::Yes).unwrap();
        assert_eq!(permit.plan().command_line(), "kconsole do 'it'\\''s'");
        assert_eq!(permit.plan().prose(), "Something is done.");
        assert_eq!(permit.plan().title(), "do it to topic orders");
    }
}
