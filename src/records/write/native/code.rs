//! librdkafka's error codes as the numbers that they are.
//!
//! The bindings have an enum of them, with gaps. A broker may send any code, and an enum must not have a value that it
//! does not know, not even for a moment: so whatever gives a code is declared here once more, as giving a number.

use std::ffi::{c_char, c_int, c_void};

use rdkafka::bindings as rd;
use rdkafka::error::RDKafkaErrorCode;

/// An error's code: above 0 a broker's, below −1 librdkafka's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in super::super) struct Code(c_int);

impl Code {
    /// None for "no error".
    pub(super) fn of(number: c_int) -> Option<Self> {
        (number != 0).then_some(Self(number))
    }

    /// As C has it.
    pub(super) fn done(number: c_int) -> Result<(), Self> {
        Self::of(number).map_or(Ok(()), Err)
    }

    /// The code of a part of something of librdkafka's.
    ///
    /// # Safety
    /// The place is alive.
    pub(super) unsafe fn read(place: *const rd::rd_kafka_resp_err_t) -> Option<Self> {
        // SAFETY: the enum lies in memory as an `int`, any value of which is one.
        Self::of(unsafe { place.cast::<c_int>().read() })
    }

    pub(in super::super) fn number(self) -> i32 {
        self.0
    }

    /// The one that the bindings have; none for a code that is newer than they are.
    pub(in super::super) fn known(self) -> Option<RDKafkaErrorCode> {
        rd::rd_kafka_resp_err_t::try_from(self.0)
            .ok()
            .map(RDKafkaErrorCode::from)
    }

    pub(in super::super) fn is(self, code: RDKafkaErrorCode) -> bool {
        self == code.into()
    }
}

impl From<RDKafkaErrorCode> for Code {
    fn from(code: RDKafkaErrorCode) -> Self {
        Self(code as c_int)
    }
}

/// See [`rd::rd_kafka_commit_queue`].
pub(super) type Committed = unsafe extern "C" fn(
    rk: *mut rd::rd_kafka_t,
    code: c_int,
    offsets: *mut rd::rd_kafka_topic_partition_list_t,
    opaque: *mut c_void,
);

unsafe extern "C" {
    pub(super) fn rd_kafka_assign(
        rk: *mut rd::rd_kafka_t,
        partitions: *const rd::rd_kafka_topic_partition_list_t,
    ) -> c_int;
    pub(super) fn rd_kafka_commit_queue(
        rk: *mut rd::rd_kafka_t,
        offsets: *const rd::rd_kafka_topic_partition_list_t,
        queue: *mut rd::rd_kafka_queue_t,
        committed: Option<Committed>,
        opaque: *mut c_void,
    ) -> c_int;
    pub(super) fn rd_kafka_error_code(error: *const rd::rd_kafka_error_t) -> c_int;
    pub(super) fn rd_kafka_event_error(event: *mut rd::rd_kafka_event_t) -> c_int;
    pub(super) fn rd_kafka_fatal_error(rk: *mut rd::rd_kafka_t, text: *mut c_char, room: usize) -> c_int;
    pub(super) fn rd_kafka_flush(rk: *mut rd::rd_kafka_t, timeout_ms: c_int) -> c_int;
    pub(super) fn rd_kafka_header_get_all(
        headers: *const rd::rd_kafka_headers_t,
        at: usize,
        name: *mut *const c_char,
        value: *mut *const c_void,
        length: *mut usize,
    ) -> c_int;
    pub(super) fn rd_kafka_message_headers(
        message: *const rd::rd_kafka_message_t,
        headers: *mut *mut rd::rd_kafka_headers_t,
    ) -> c_int;
    pub(super) fn rd_kafka_metadata(
        rk: *mut rd::rd_kafka_t,
        all: c_int,
        topic: *mut rd::rd_kafka_topic_t,
        found: *mut *const rd::rd_kafka_metadata,
        timeout_ms: c_int,
    ) -> c_int;
    pub(super) fn rd_kafka_poll_set_consumer(rk: *mut rd::rd_kafka_t) -> c_int;
    pub(super) fn rd_kafka_purge(rk: *mut rd::rd_kafka_t, flags: c_int) -> c_int;
    pub(super) fn rd_kafka_subscribe(
        rk: *mut rd::rd_kafka_t,
        topics: *const rd::rd_kafka_topic_partition_list_t,
    ) -> c_int;
}
