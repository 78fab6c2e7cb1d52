//! Records of the message formats of before Kafka 0.11, as a member of a group would get them: librdkafka from 2.5 to 2.15
//! (its issue 5549) gives them without key and value. Whoever took them for that would commit what was never read.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use super::Stop;
use crate::config::profile::Profile;
use crate::model::lag::Isolation;
use crate::model::names::TopicName;
use crate::model::trouble::Trouble;
use crate::records::read::{From, Place, Reader, Scan, Until, Ways, Wish};
use crate::wire::batch::Record;

/// How long the look at one record may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tells records that have neither key nor value from those that only seem so.
pub(super) struct Old {
    profile: Arc<Profile>,
    /// Partitions whose records are of the present format.
    present: HashSet<(TopicName, i32)>,
}

impl Old {
    pub(super) fn new(profile: &Profile) -> Self {
        Self {
            profile: Arc::new(profile.clone()),
            present: HashSet::new(),
        }
    }

    /// Looks at a record with a Fetch of our own.
    ///
    /// # Errors
    /// It is of an old format, or cannot be looked at.
    pub(super) fn check(&mut self, topic: &TopicName, partition: i32, offset: i64) -> Result<(), Trouble> {
        let name = (topic.clone(), partition);
        if self.present.contains(&name) {
            return Ok(());
        }
        let wish = Wish {
            topics: vec![topic.clone()],
            partitions: Some(vec![partition]),
            from: From::Offset(offset),
            until: Until::Offset(offset.saturating_add(1)),
            isolation: Isolation::ReadUncommitted,
        };
        let reader = Reader::open(Arc::clone(&self.profile), PATIENCE)?;
        let slices = reader.plan(&wish)?;
        let ways = Ways {
            isolation: wish.isolation,
            patience: Some(PATIENCE),
            ..Ways::default()
        };
        let mut go = |_piece: Option<_>| ControlFlow::Continue(());
        let ended = reader.run(&slices, &ways, &Stop::default(), || Look, &mut go)?;
        match ended.into_iter().find_map(|ended| ended.trouble) {
            Some(trouble) => Err(trouble),
            None => {
                self.present.insert(name);
                Ok(())
            }
        }
    }
}

/// Only that it can be read counts.
struct Look;

impl Scan for Look {
    type Out = ();

    fn record(&mut self, _place: &Place<'_>, _record: &Record<'_>, _out: &mut ()) {}
}
