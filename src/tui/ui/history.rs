//! Where one was: screens with all they remember, back and forth.

use crate::tui::screens::Screen;

/// How many screens are kept.
const KEPT: usize = 32;

/// Screens in the order they were visited, and the one that shows. There is always one.
pub(super) struct History {
    before: Vec<Box<dyn Screen>>,
    here: Box<dyn Screen>,
    after: Vec<Box<dyn Screen>>,
    /// The last step went back, so that `last` goes forward.
    went_back: bool,
}

impl History {
    pub(super) fn new(first: Box<dyn Screen>) -> Self {
        Self {
            before: Vec::new(),
            here: first,
            after: Vec::new(),
            went_back: false,
        }
    }

    pub(super) fn here(&self) -> &dyn Screen {
        &*self.here
    }

    pub(super) fn here_mut(&mut self) -> &mut dyn Screen {
        &mut *self.here
    }

    pub(super) const fn can_go_back(&self) -> bool {
        !self.before.is_empty()
    }

    pub(super) const fn can_go_forward(&self) -> bool {
        !self.after.is_empty()
    }

    /// Goes to a new screen; what lay ahead is forgotten, and the oldest when there are too many.
    pub(super) fn go(&mut self, screen: Box<dyn Screen>) {
        self.before.push(std::mem::replace(&mut self.here, screen));
        self.after.clear();
        self.went_back = false;
        if self.before.len() > KEPT {
            self.before.remove(0);
        }
    }

    pub(super) fn back(&mut self) -> bool {
        let Some(screen) = self.before.pop() else { return false };
        self.after.push(std::mem::replace(&mut self.here, screen));
        self.went_back = true;
        true
    }

    pub(super) fn forward(&mut self) -> bool {
        let Some(screen) = self.after.pop() else { return false };
        self.before.push(std::mem::replace(&mut self.here, screen));
        self.went_back = false;
        true
    }

    /// To the place one came from, whichever way that was.
    pub(super) fn last(&mut self) -> bool {
        let ahead = self.went_back || !self.can_go_back();
        if ahead && self.can_go_forward() {
            self.forward()
        } else {
            self.back()
        }
    }
}
