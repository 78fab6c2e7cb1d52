//! What a worker keeps of the records it looks at: the last ones, in buffers that are used again.

use crate::records::read::{Place, Scan};
use crate::wire::batch::Record;

/// Keeps the last of the records of each share of the work.
#[derive(Debug)]
pub(super) struct Keep {
    pub(super) most: usize,
}

/// A record's bytes, taken out of its batch.
#[derive(Debug, Default, Clone)]
pub(super) struct Raw {
    pub(super) partition: i32,
    pub(super) offset: i64,
    pub(super) timestamp: i64,
    pub(super) append_time: bool,
    pub(super) control: bool,
    pub(super) key: Option<Vec<u8>>,
    pub(super) value: Option<Vec<u8>>,
    pub(super) headers: Vec<(Vec<u8>, Option<Vec<u8>>)>,
}

/// The last records of a share: a ring, whose next place is its first when it is full.
#[derive(Debug, Default)]
pub(super) struct Kept {
    raws: Vec<Raw>,
    next: usize,
}

impl Kept {
    /// Them in their order.
    pub(super) fn into_order(mut self) -> Vec<Raw> {
        let first = self.next.min(self.raws.len());
        self.raws.rotate_left(first);
        self.raws
    }
}

impl Scan for Keep {
    type Out = Kept;

    fn record(&mut self, place: &Place<'_>, record: &Record<'_>, out: &mut Kept) {
        if out.raws.len() < self.most {
            out.raws.push(Raw::default());
            out.next = out.raws.len() - 1;
        }
        if let Some(raw) = out.raws.get_mut(out.next) {
            raw.take(place, record);
        }
        out.next += 1;
        if out.next >= self.most {
            out.next = 0;
        }
    }
}

impl Raw {
    /// Its size in memory, about.
    pub(super) fn bytes(&self) -> usize {
        let len = |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or(0, Vec::len);
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + len(value)).sum();
        len(&self.key) + len(&self.value) + headers
    }

    pub(super) fn take(&mut self, place: &Place<'_>, record: &Record<'_>) {
        self.partition = place.partition;
        self.offset = record.offset;
        self.timestamp = record.timestamp;
        self.append_time = place.append_time;
        self.control = place.control;
        copy(&mut self.key, record.key);
        copy(&mut self.value, record.value);
        self.headers.clear();
        self.headers.extend(
            record
                .headers
                .map(|(name, value)| (name.to_vec(), value.map(<[u8]>::to_vec))),
        );
    }
}

fn copy(to: &mut Option<Vec<u8>>, from: Option<&[u8]>) {
    match (to.as_mut(), from) {
        (Some(to), Some(from)) => {
            to.clear();
            to.extend_from_slice(from);
        }
        _ => *to = from.map(<[u8]>::to_vec),
    }
}
