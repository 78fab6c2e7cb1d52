//! What was typed and not sent, a draft a topic: who comes back to the topic goes on with it.

use super::Ui;
use crate::jobs::compose::Draft;
use crate::model::names::TopicName;
use crate::tui::effect::Effect;
use crate::tui::place::Place;

/// Drafts that are kept at most; the oldest goes first.
const KEPT: usize = 32;

/// Drafts, the oldest first, each with the name of its context.
#[derive(Debug, Default)]
pub(super) struct Drafts(Vec<(String, Draft)>);

impl Drafts {
    fn keep(&mut self, context: String, draft: Draft) {
        self.take(&context, &draft.topic);
        self.0.push((context, draft));
        if self.0.len() > KEPT {
            self.0.remove(0);
        }
    }

    fn take(&mut self, context: &str, topic: &TopicName) -> Option<Draft> {
        let mine = |(of, draft): &(String, Draft)| of == context && draft.topic == *topic;
        let at = self.0.iter().position(mine)?;
        Some(self.0.remove(at).1)
    }
}

impl Ui {
    fn context(&self) -> String {
        let current = self.shared.contexts.current.as_ref();
        current.map_or_else(String::new, |context| context.name.clone())
    }

    /// Keeps what is typed here, when one is about to leave.
    pub(super) fn keep_draft(&mut self) {
        if let Some(draft) = self.history.here().draft() {
            self.drafts.keep(self.context(), draft);
        }
    }

    /// What was typed at a place before.
    pub(super) fn kept_draft(&mut self, place: &Place) -> Option<Draft> {
        let Place::Produce(topic) = place else { return None };
        let context = self.context();
        self.drafts.take(&context, topic)
    }

    /// Goes to where a record is made, with this one; what was typed for the topic before gives way to it.
    pub(super) fn write(&mut self, draft: Draft) -> Vec<Effect> {
        let place = Place::Produce(draft.topic.clone());
        if self.place() == place {
            self.history.here_mut().resume(draft);
            return Vec::new();
        }
        self.drafts.keep(self.context(), draft);
        self.go(&place)
    }
}
