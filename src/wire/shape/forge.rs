//! Forges messages from a shape, for tests: every choice is read off a tape of bytes, so that a shorter tape is a
//! smaller message and a failing case shrinks.

use std::ops::Range;

use super::{Field, Kind, Shape};

/// A message as the broker would write it.
#[derive(Debug, Default)]
pub(in crate::wire) struct Forged {
    pub(in crate::wire) bytes: Vec<u8>,
    /// Where each count or length stands.
    pub(in crate::wire) lengths: Vec<Range<usize>>,
    /// How many of them belong to fields which may not be null.
    pub(in crate::wire) required: usize,
}

/// A message of `shape` at `version`.
pub(in crate::wire) fn forge(shape: &Shape, version: i16, tape: &[u8]) -> Forged {
    forge_with_null(shape, version, tape, None)
}

/// The same, but for a null in the place of the `null`th field that may not be null.
pub(in crate::wire) fn forge_with_null(shape: &Shape, version: i16, tape: &[u8], null: Option<usize>) -> Forged {
    let mut forge = Forge {
        null,
        version,
        flexible: version >= shape.flexible,
        tape,
        at: 0,
        out: Forged::default(),
    };
    forge.fields(shape.fields);
    forge.out
}

struct Forge<'a> {
    null: Option<usize>,
    version: i16,
    flexible: bool,
    tape: &'a [u8],
    at: usize,
    out: Forged,
}

impl Forge<'_> {
    /// The next choice; zeros once the tape is over.
    fn roll(&mut self) -> u8 {
        let choice = self.tape.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        choice
    }

    /// A size: mostly small, now and then one whose compact form takes two bytes or three.
    fn size(&mut self, most: usize) -> usize {
        match self.roll() {
            255 => most.min(17_000),
            254 => most.min(150),
            small => usize::from(small % 5),
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        let version = self.version;
        let here = || fields.iter().filter(move |f| (f.since..=f.until).contains(&version));
        for field in here().filter(|field| field.tag.is_none()) {
            self.value(&field.kind, field.nullable, false);
        }
        if self.flexible {
            let mut tags: Vec<(u32, Option<&Field>)> = Vec::new();
            for field in here().filter(|field| field.tag.is_some()) {
                if self.roll() % 2 == 1 {
                    tags.push((field.tag.unwrap(), Some(field)));
                }
            }
            let unknown = self.roll();
            tags.extend((0..u32::from(unknown / 80)).map(|n| (100 + 1000 * n, None)));
            self.tags(&tags);
        }
    }

    fn tags(&mut self, tags: &[(u32, Option<&Field>)]) {
        self.varint(tags.len() as u32);
        for (tag, field) in tags {
            // The size comes before the value: forge the value aside, then move it behind.
            let mut value = Forge {
                out: Forged {
                    required: self.out.required,
                    ..Forged::default()
                },
                ..*self
            };
            match field {
                Some(field) => value.value(&field.kind, field.nullable, true),
                None => {
                    let size = value.size(150);
                    value.out.bytes.resize(size, 0xee);
                }
            }
            self.at = value.at;
            let inner = value.out;
            self.varint(*tag);
            let start = self.out.bytes.len();
            self.varint(inner.bytes.len() as u32);
            self.out.lengths.push(start..self.out.bytes.len());
            let by = self.out.bytes.len();
            let moved = |at: Range<usize>| at.start + by..at.end + by;
            self.out.bytes.extend(inner.bytes);
            self.out.lengths.extend(inner.lengths.into_iter().map(moved));
            self.out.required = inner.required;
        }
    }

    /// `telling`: not the default, which the codec would leave out of a tagged section.
    fn value(&mut self, kind: &Kind, nullable: bool, telling: bool) {
        if nullable && !telling && self.roll() % 4 == 3 {
            return match kind {
                Kind::Struct(_) => self.out.bytes.push(255),
                _ => self.length(None, kind),
            };
        }
        if !nullable && matches!(kind, Kind::Text | Kind::Blob | Kind::Array(_)) {
            self.out.required += 1;
            if self.null == Some(self.out.required - 1) {
                return self.length(None, kind);
            }
        }
        match kind {
            // Flags and small numbers alike: the codec writes a flag back as 0 or 1.
            Kind::Fixed(1) => {
                let bit = if telling { 1 } else { self.roll() % 2 };
                self.out.bytes.push(bit);
            }
            Kind::Fixed(bytes) => {
                for _ in 1..*bytes {
                    let byte = self.roll();
                    self.out.bytes.push(byte);
                }
                self.out.bytes.push(if telling { 7 } else { 0 });
            }
            Kind::Text | Kind::Blob => {
                let size = self.size(usize::MAX);
                self.sized(size, kind);
                self.out.bytes.resize(self.out.bytes.len() + size, b'k');
            }
            Kind::Array(element) => {
                let most = if matches!(element, Kind::Struct(_)) {
                    150
                } else {
                    17_000
                };
                let count = self.size(most).max(usize::from(telling));
                self.sized(count, kind);
                for _ in 0..count {
                    self.value(element, false, false);
                }
            }
            Kind::Struct(fields) => {
                if nullable {
                    self.out.bytes.push(1);
                }
                self.fields(fields);
            }
        }
    }

    fn sized(&mut self, size: usize, kind: &Kind) {
        let start = self.out.bytes.len();
        self.length(Some(size), kind);
        self.out.lengths.push(start..self.out.bytes.len());
    }

    fn length(&mut self, len: Option<usize>, kind: &Kind) {
        let len = len.map_or(-1, |len| len as i32);
        if self.flexible {
            self.varint((len + 1) as u32);
        } else if matches!(kind, Kind::Text) {
            self.out.bytes.extend((len as i16).to_be_bytes());
        } else {
            self.out.bytes.extend(len.to_be_bytes());
        }
    }

    fn varint(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.out.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.out.bytes.push(value as u8);
    }
}
