//! PLAIN (RFC 4616): user name and password as they are, in one message.

use super::Step;
use crate::config::profile::{Sasl, Secret};

/// See the module.
pub(super) struct Plain {
    username: String,
    password: Secret,
    sent: bool,
}

impl Plain {
    pub(super) fn new(sasl: &Sasl) -> Self {
        Self {
            username: sasl.username.clone(),
            password: sasl.password.clone(),
            sent: false,
        }
    }

    pub(super) fn step(&mut self) -> Step {
        if std::mem::replace(&mut self.sent, true) {
            return Step::Done;
        }
        Step::Send(format!("\0{}\0{}", self.username, self.password.reveal()).into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::profile::Mechanism;

    #[test]
    fn it_says_one_thing_once() {
        let mut plain = Plain::new(&Sasl {
            mechanism: Mechanism::Plain,
            username: "tim".into(),
            password: Secret::new("tanstaaftanstaaf"),
        });
        assert!(matches!(plain.step(), Step::Send(said) if said == b"\0tim\0tanstaaftanstaaf"));
        assert!(matches!(plain.step(), Step::Done));
    }
}
