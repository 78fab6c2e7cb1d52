//! What a worker does with a record: decode it, ask the filter, show it.

use super::Sift;
use super::show::{Form, Lines};
use super::spare::Spare;
use crate::jobs::decoder::{self, Decoder};
use crate::records::read::{Place, Scan};
use crate::wire::batch::Record;

/// Shows the wanted ones.
pub(super) struct Printer<S> {
    pub(super) sift: S,
    pub(super) form: Form,
    /// Set when they are decoded.
    pub(super) decoder: Option<Decoder>,
    /// What was decoded is printed, too.
    pub(super) print: bool,
    /// Every record's key is kept beside its line: which of them is the newest is known only at the end.
    pub(super) keys: bool,
    pub(super) spare: Spare,
}

impl<S: Sift> Scan for Printer<S> {
    type Out = Lines;

    fn out(&mut self) -> Lines {
        self.spare.take()
    }

    fn weight(lines: &Lines) -> usize {
        lines.weight()
    }

    fn next(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        // what is decoded does not stand in the bytes, and a record that is not found may be newer than one that is
        match self.decoder.is_some() || self.keys {
            true => Some(from),
            false => self.sift.next(bytes, from),
        }
    }

    fn record(&mut self, place: &Place<'_>, record: &Record<'_>, out: &mut Lines) {
        let decoder = self.decoder.as_ref();
        let decoder = decoder.filter(|decoder| self.print || decoder.worth(place, record));
        let decoded = decoder.map(|decoder| decoder.decode(place, record));
        if let Some(why) = decoded.as_ref().and_then(decoder::trouble) {
            out.undecoded(place, record.offset, why);
        }
        let wanted = match &decoded {
            None => self.sift.wants(place, record),
            Some(decoded) => decoder::ask(decoded, record, |says| self.sift.wants(place, says)),
        };
        if wanted {
            match decoded.as_ref().filter(|_| self.print) {
                Some((key, value)) => self.form.show_decoded(place, record, key, value, out),
                None => self.form.show(place, record, out),
            }
        } else if self.keys {
            out.nothing();
        }
        if self.keys {
            out.of_key(record);
        }
        if wanted || self.keys {
            out.at(record.offset);
        }
    }

    fn fault(&mut self) -> Option<&'static str> {
        self.sift.fault()
    }
}
