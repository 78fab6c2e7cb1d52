//! What became of records, by the batch; and records that were read, which librdkafka gives in the same way.

use std::ffi::{CStr, c_void};
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::slice;
use std::time::Duration;

use rdkafka::bindings as rd;

use super::super::record::Header;
use super::code::{self, Code};
use super::event::Event;

/// How a record ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum End {
    /// The broker said that it is written.
    Acknowledged,
    /// It never left, or the broker refused it.
    NotWritten,
    /// It was sent, and no answer came (or none was asked for).
    PossiblyWritten,
}

/// The reports of an event, one by one.
pub(in super::super) struct Reports<'a> {
    event: NonNull<rd::rd_kafka_event_t>,
    held: PhantomData<&'a Event<'a>>,
}

/// What became of one record.
pub(in super::super) struct Report<'a> {
    message: NonNull<rd::rd_kafka_message_t>,
    held: PhantomData<&'a Event<'a>>,
}

impl<'a> Reports<'a> {
    pub(super) fn of(event: NonNull<rd::rd_kafka_event_t>, _held: &'a Event<'a>) -> Self {
        Self {
            event,
            held: PhantomData,
        }
    }
}

impl<'a> Iterator for Reports<'a> {
    type Item = Report<'a>;

    fn next(&mut self) -> Option<Report<'a>> {
        // SAFETY: the event is borrowed for 'a; the message it gives stays its own and lives as long as it does.
        let message = unsafe { rd::rd_kafka_event_message_next(self.event.as_ptr()) };
        Some(Report {
            message: NonNull::new(message.cast_mut())?,
            held: PhantomData,
        })
    }
}

impl<'a> Report<'a> {
    /// Of a message again.
    ///
    /// # Safety
    /// This event gave it.
    pub(super) unsafe fn of(message: NonNull<rd::rd_kafka_message_t>, _held: &'a Event<'_>) -> Self {
        Self {
            message,
            held: PhantomData,
        }
    }

    pub(super) fn place(&self) -> NonNull<rd::rd_kafka_message_t> {
        self.message
    }

    /// The name of its topic.
    pub(in super::super) fn topic(&self) -> &'a str {
        // SAFETY: the message is alive for 'a and keeps its topic, whose name ends with a zero.
        let name = unsafe {
            let topic = (&raw const (*self.message()).rkt).read();
            let name = if topic.is_null() {
                ptr::null()
            } else {
                rd::rd_kafka_topic_name(topic)
            };
            if name.is_null() { c"" } else { CStr::from_ptr(name) }
        };
        name.to_str().unwrap_or_default()
    }

    /// Its timestamp in ms, −1 for none, and whether it is the broker's.
    pub(in super::super) fn stamped(&self) -> (i64, bool) {
        let mut kind = rd::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
        // SAFETY: the message is alive for 'a; the place for the kind is ours.
        let at = unsafe { rd::rd_kafka_message_timestamp(self.message(), &raw mut kind) };
        match kind {
            rd::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_NOT_AVAILABLE => (-1, false),
            rd::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_CREATE_TIME => (at, false),
            rd::rd_kafka_timestamp_type_t::RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME => (at, true),
        }
    }

    fn message(&self) -> *const rd::rd_kafka_message_t {
        self.message.as_ptr()
    }

    /// How it ended.
    pub(in super::super) fn end(&self) -> End {
        // SAFETY: the message is alive for 'a; the call reads a field beside it, which has one of three values.
        match unsafe { rd::rd_kafka_message_status(self.message()) } {
            rd::rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_PERSISTED => End::Acknowledged,
            rd::rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_NOT_PERSISTED => End::NotWritten,
            rd::rd_kafka_msg_status_t::RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED => End::PossiblyWritten,
        }
    }

    /// Why it failed; none when it did not.
    pub(in super::super) fn error(&self) -> Option<Code> {
        // SAFETY: the message is alive for 'a.
        unsafe { Code::read(&raw const (*self.message()).err) }
    }

    /// Its partition; negative when none was chosen.
    pub(in super::super) fn partition(&self) -> i32 {
        // SAFETY: the message is alive for 'a.
        unsafe { (&raw const (*self.message()).partition).read() }
    }

    /// Its offset; negative when none is known.
    pub(in super::super) fn offset(&self) -> i64 {
        // SAFETY: the message is alive for 'a.
        unsafe { (&raw const (*self.message()).offset).read() }
    }

    /// From its being handed over to this report.
    pub(in super::super) fn took(&self) -> Option<Duration> {
        // SAFETY: the message is alive for 'a; the call reads fields beside it.
        let micros = unsafe { rd::rd_kafka_message_latency(self.message()) };
        u64::try_from(micros).ok().map(Duration::from_micros)
    }

    /// Bytes of its key and value.
    pub(in super::super) fn bytes(&self) -> u64 {
        // SAFETY: the message is alive for 'a.
        let (key, value) = unsafe { ((*self.message()).key_len, (*self.message()).len) };
        (key as u64).saturating_add(value as u64)
    }

    /// The number that was handed over with it.
    pub(in super::super) fn tag(&self) -> usize {
        // SAFETY: the message is alive for 'a; the pointer is a number and is not followed.
        unsafe { (&raw const (*self.message())._private).read() }.addr()
    }

    /// Its timestamp, in ms.
    pub(in super::super) fn timestamp(&self) -> i64 {
        let message = self.message.as_ptr();
        // SAFETY: the message is alive for 'a, its event is this program's alone, and the report is used by one thread
        // (it is not Sync). librdkafka hides the timestamp of a record that failed, though it has it: the error is
        // taken off for the call and put back, as a number (see `error`). No kind of timestamp is asked for.
        unsafe {
            let error = (&raw mut (*message).err).cast::<i32>();
            let failed = error.replace(0);
            let timestamp = rd::rd_kafka_message_timestamp(message, ptr::null_mut());
            error.write(failed);
            timestamp
        }
    }

    /// Its key.
    pub(in super::super) fn key(&self) -> Option<&'a [u8]> {
        // SAFETY: the message is alive for 'a.
        let (from, length) = unsafe { ((*self.message()).key, (*self.message()).key_len) };
        bytes(from, length)
    }

    /// Its value.
    pub(in super::super) fn value(&self) -> Option<&'a [u8]> {
        // SAFETY: the message is alive for 'a.
        let (from, length) = unsafe { ((*self.message()).payload, (*self.message()).len) };
        bytes(from, length)
    }

    /// Its headers.
    pub(in super::super) fn headers(&self) -> Vec<Header> {
        let mut headers = ptr::null_mut();
        // SAFETY: the message is alive for 'a and keeps its headers; the place for them is ours.
        let failed = unsafe { code::rd_kafka_message_headers(self.message(), &raw mut headers) };
        if failed != 0 || headers.is_null() {
            return Vec::new();
        }
        let one = |at| {
            let (mut name, mut value, mut length) = (ptr::null(), ptr::null(), 0);
            // SAFETY: the headers live as long as the message, and the three places are ours.
            let failed =
                unsafe { code::rd_kafka_header_get_all(headers, at, &raw mut name, &raw mut value, &raw mut length) };
            if failed != 0 || name.is_null() {
                return None;
            }
            // SAFETY: a header's name ends with a zero and lives as long as its message.
            let name = unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned();
            Some((name, bytes(value, length).map(<[u8]>::to_vec)))
        };
        (0..).map_while(one).collect()
    }
}

/// Bytes of a message that is alive for 'a; none for null.
fn bytes<'a>(from: *const c_void, length: usize) -> Option<&'a [u8]> {
    if from.is_null() {
        return None;
    }
    // SAFETY: only called with the pointer and the length of a part of a message that is borrowed for 'a, and that
    // nobody writes to any more.
    Some(unsafe { slice::from_raw_parts(from.cast::<u8>(), length) })
}
