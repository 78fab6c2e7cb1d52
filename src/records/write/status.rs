//! What librdkafka knows of a record whose delivery ended, and its crate does not hand on.

use rdkafka::bindings::{rd_kafka_message_status, rd_kafka_msg_status_t as Native};
use rdkafka::message::BorrowedMessage;

/// How a record ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The broker said that it is written.
    Acknowledged,
    /// It never left, or the broker refused it.
    NotWritten,
    /// It was sent, and no answer came (or none was asked for).
    PossiblyWritten,
}

/// The status of a record in its delivery report.
#[expect(
    unsafe_code,
    reason = "rdkafka 0.39 has no safe call for RD_KAFKA_MSG_STATUS, which alone tells `not written` from `possibly written`"
)]
pub(super) fn of(message: &BorrowedMessage<'_>) -> End {
    // SAFETY: the pointer is that of a live delivery report: the message borrowed here keeps its event alive, and the
    // call only reads a field of it.
    let status = unsafe { rd_kafka_message_status(message.ptr()) };
    match status {
        Native::RD_KAFKA_MSG_STATUS_PERSISTED => End::Acknowledged,
        Native::RD_KAFKA_MSG_STATUS_NOT_PERSISTED => End::NotWritten,
        Native::RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED => End::PossiblyWritten,
    }
}
