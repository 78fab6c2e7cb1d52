//! What only one screen can do.

use super::Action;

pub(super) const ACTIONS: &[Action] = &[];
