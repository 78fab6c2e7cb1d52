//! One event of the queue.

use std::borrow::Cow;
use std::ffi::{CStr, c_char};
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::time::Duration;

use rdkafka::bindings as rd;

use super::code::{self, Code};
use super::handles::Queue;
use super::reports::{Report, Reports};

/// An event, freed with all that it holds when it is dropped.
pub(super) struct Event<'a> {
    ptr: NonNull<rd::rd_kafka_event_t>,
    queue: PhantomData<&'a Queue>,
}

impl<'a> Event<'a> {
    /// The next one, after waiting for it for at most `limit`.
    pub(super) fn next(queue: &'a Queue, limit: Duration) -> Option<Self> {
        let ms = i32::try_from(limit.as_millis()).unwrap_or(i32::MAX);
        // SAFETY: the queue is alive; the event becomes ours and is freed in `drop`.
        let ptr = unsafe { rd::rd_kafka_queue_poll(queue.ptr(), ms) };
        Some(Self {
            ptr: NonNull::new(ptr)?,
            queue: PhantomData,
        })
    }

    /// `RD_KAFKA_EVENT_…`.
    pub(super) fn kind(&self) -> i32 {
        // SAFETY: the event is alive.
        unsafe { rd::rd_kafka_event_type(self.ptr.as_ptr()) }
    }

    pub(super) fn ptr(&self) -> *mut rd::rd_kafka_event_t {
        self.ptr.as_ptr()
    }

    /// The record that it holds.
    pub(super) fn record(&self) -> Option<Report<'_>> {
        self.reports().next()
    }

    /// The delivery reports that it holds; none when it is no event of them.
    pub(super) fn reports(&self) -> Reports<'_> {
        Reports::of(self.ptr, self)
    }

    /// Its error, if it has one, and what librdkafka says of it.
    pub(super) fn error(&self) -> (Option<Code>, Cow<'_, str>) {
        // SAFETY: the event is alive.
        let code = unsafe { code::rd_kafka_event_error(self.ptr.as_ptr()) };
        // SAFETY: the event is alive.
        let text = unsafe { rd::rd_kafka_event_error_string(self.ptr.as_ptr()) };
        (Code::of(code), self.text(text))
    }

    /// Level, facility and text of a line of its log.
    pub(super) fn log(&self) -> Option<(i32, Cow<'_, str>, Cow<'_, str>)> {
        let (mut facility, mut text, mut level) = (ptr::null(), ptr::null(), 0);
        // SAFETY: the event is alive, and the three places are ours.
        let failed =
            unsafe { rd::rd_kafka_event_log(self.ptr.as_ptr(), &raw mut facility, &raw mut text, &raw mut level) };
        (failed == 0).then(|| (level, self.text(facility), self.text(text)))
    }

    fn text(&self, text: *const c_char) -> Cow<'_, str> {
        if text.is_null() {
            return Cow::Borrowed("");
        }
        // SAFETY: librdkafka's texts end with a zero; this one lives as long as the event that is borrowed.
        unsafe { CStr::from_ptr(text) }.to_string_lossy()
    }
}

impl Drop for Event<'_> {
    fn drop(&mut self) {
        // SAFETY: it is ours, and freed once; what was read from it borrowed it.
        unsafe { rd::rd_kafka_event_destroy(self.ptr.as_ptr()) };
    }
}
