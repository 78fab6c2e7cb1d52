//! What a search finds, from its beginning to the end as it was when it began.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::keep::Raw;
use super::page::{Begin, Go, KEPT, Part, Scan, State};
use super::reading::{LARGEST, PATIENCE, Reading, filter, upto};
use super::show;
use super::slices;
use crate::decode::{self, Format, Shown, Side, Want};
use crate::jobs::schemas::{Formats as Wants, Source};
use crate::model::trouble::Trouble;
use crate::records::filter::{Filter, Sieve};
use crate::records::read::{Ended, Piece, Place, Reader, Scan as Looks, Slice, Stop, Until, Ways};
use crate::wire::batch::Record;

/// More than this is not read unasked: records, and bytes on disk.
const SMALL: (u64, u64) = (5_000_000, 1 << 30);

impl Reading {
    /// Searches until the end, or stands where it is held until it is let go.
    pub(super) fn seek(&mut self, text: &str, go: Go) -> Result<(), Trouble> {
        let wanted = Filter::parse(text).map_err(filter)?;
        let mut reader = Reader::open(Arc::clone(&self.profile), PATIENCE)?;
        let whole = reader.plan(&self.wish(Until::Now))?;
        // what is live has no beginning of its own
        let mut slices = match &self.order.begin {
            Begin::Live => whole,
            begin => slices::begin(&whole, begin),
        };
        let bytes = reader.bytes(&slices);
        let scan = Scan {
            parts: slices.iter().map(part).collect(),
            bytes,
            found: 0,
            ahead: 0,
        };
        let large = scan.all() > SMALL.0 || bytes.is_some_and(|bytes| bytes > SMALL.1);
        self.page.scan = Some(scan);
        if self.reins.held() || go == Go::No || (go == Go::WhenSmall && large) {
            self.reins.hold(true);
            self.page.state = State::Held;
            self.publish();
        }
        let ways = Ways {
            isolation: self.order.isolation,
            control: self.order.control,
            failing: self.failing.clone(),
            patience: Some(PATIENCE),
            ..Ways::default()
        };
        let full = Arc::new(AtomicBool::new(false));
        loop {
            if !self.let_go() {
                return Ok(());
            }
            self.page.state = State::Reading;
            self.page.troubles.clear();
            self.publish();
            let decoder = self.decoder(&wanted);
            let make = || Sift {
                sieve: wanted.sieve(),
                full: Arc::clone(&full),
                decoder: decoder.clone(),
            };
            let ended = reader.run(&slices, &ways, &Stop::default(), make, &mut |piece| {
                self.found(piece, &full)
            })?;
            if self.reins.stop.asked() {
                return Ok(());
            }
            if let Some(scan) = &mut self.page.scan {
                scan.ahead = 0;
            }
            for (slice, ended) in slices.iter_mut().zip(&ended) {
                slice.from = slice.from.max(ended.upto);
            }
            let more = !ended.iter().all(Ended::whole);
            if !more {
                let upto = upto(&slices);
                self.end(&ended, State::Ended { upto, more });
                return Ok(());
            }
            // it was held, or a partition gave nothing: it goes on from there when it is told to
            self.reins.hold(true);
            self.end(&ended, State::Paused);
            reader = Reader::open(Arc::clone(&self.profile), PATIENCE)?;
        }
    }

    /// What decodes records on the workers; none where the filter looks at their bytes.
    fn decoder(&self, filter: &Filter) -> Option<Decoder> {
        filter.looks_inside().then(|| Decoder {
            schemas: Arc::clone(&self.schemas),
            wants: self.wants.clone(),
        })
    }

    fn found(&mut self, piece: Option<Piece<Found>>, full: &AtomicBool) -> ControlFlow<()> {
        if self.reins.stop.asked() {
            return ControlFlow::Break(());
        }
        match piece {
            Some(piece) => {
                self.page.read += piece.records;
                if let Some(scan) = &mut self.page.scan {
                    scan.found += piece.out.count;
                    scan.ahead = piece.ahead;
                    if let Some(part) = scan.parts.get_mut(piece.slice) {
                        part.upto = part.upto.max(piece.upto);
                    }
                }
                for raw in piece.out.raws {
                    let (records, bytes) = self.kept();
                    if records >= KEPT || bytes >= LARGEST {
                        full.store(true, Ordering::Relaxed);
                        break;
                    }
                    self.take([raw]);
                }
            }
            None => self.turn(),
        }
        match self.reins.held() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}

fn part(slice: &Slice) -> Part {
    Part {
        partition: slice.partition,
        from: slice.from,
        upto: slice.from,
        until: slice.until.unwrap_or(slice.end),
    }
}

/// What a worker found: how many, and the records while there is room for them.
#[derive(Debug, Default)]
struct Found {
    count: u64,
    raws: Vec<Raw>,
}

/// Takes out what the filter wants.
struct Sift {
    sieve: Sieve,
    /// Nobody keeps any more of them.
    full: Arc<AtomicBool>,
    decoder: Option<Decoder>,
}

impl Looks for Sift {
    type Out = Found;

    fn next(&mut self, bytes: &[u8], from: usize) -> Option<usize> {
        // what a schema says does not stand in the bytes
        match &self.decoder {
            Some(_) => Some(from),
            None => self.sieve.next(bytes, from),
        }
    }

    fn record(&mut self, place: &Place<'_>, record: &Record<'_>, out: &mut Found) {
        let decoder = self.decoder.as_ref();
        let said = decoder.map_or((None, None), |decoder| decoder.said(place, record));
        let said = Record {
            key: said.0.as_deref().or(record.key),
            value: said.1.as_deref().or(record.value),
            ..*record
        };
        let wanted = self.sieve.wants(place, &said);
        if !wanted {
            return;
        }
        out.count += 1;
        if !self.full.load(Ordering::Relaxed) {
            let mut raw = Raw::default();
            raw.take(place, record);
            out.raws.push(raw);
        }
    }

    fn fault(&mut self) -> Option<&'static str> {
        self.sieve.fault()
    }
}

/// Reads what is written by a schema, or is forced to be read as something, as the JSON it stands for.
#[derive(Clone)]
struct Decoder {
    schemas: Source,
    wants: Wants,
}

impl Decoder {
    /// Key and value as the JSON that a schema or a format makes of them, where it does.
    fn said(&self, place: &Place<'_>, record: &Record<'_>) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
        let said = |bytes: Option<&[u8]>, side: Side| {
            let bytes = bytes?;
            let want = show::side(&self.wants, side);
            let json = matches!(bytes, [b'{' | b'[', ..] | []);
            if json && matches!(want, Want::Auto) {
                return None;
            }
            let mut headers = record.headers;
            let header = headers.find(|(name, _)| *name == side.schema_header().as_bytes());
            let at = decode::Place {
                topic: place.topic.as_str(),
                side,
                key: record.key,
                schema_header: header.and_then(|(_, value)| value),
            };
            let decoded = decode::decode(Some(bytes), &at, want, self.schemas.as_ref());
            match (decoded.value, decoded.format) {
                (Shown::Tree(value), format) if format != Format::Json => Some(value.to_string().into_bytes()),
                _ => None,
            }
        };
        (said(record.key, Side::Key), said(record.value, Side::Value))
    }
}
