//! Records to librdkafka's queue: many plain ones at a time, or one with headers and a time of its own.

use std::ffi::{CString, c_void};
use std::ptr;

use rdkafka::bindings as rd;
use rdkafka::error::RDKafkaErrorCode;

use super::super::record::{Record, Tag};
use super::Native;
use super::code::Code;

/// What became of handing records over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Handed {
    /// So many of them, from the first, are queued.
    pub(in super::super) queued: usize,
    /// Why the next one is not; none when all are.
    pub(in super::super) refused: Option<Code>,
}

/// No partition: the partitioner chooses.
const ANY: i32 = -1;

impl Native {
    /// Hands over records without headers and times of their own, to one partition or where the partitioner wants
    /// them. Their own partitions are not looked at.
    pub(in super::super) fn hand_over(&self, records: &[Record<'_>], partition: Option<i32>) -> Handed {
        let Some(topic) = &self.topic else {
            return Handed::refused(RDKafkaErrorCode::State);
        };
        let mut messages: Vec<rd::rd_kafka_message_t> = records.iter().map(message).collect();
        let count = i32::try_from(messages.len()).unwrap_or(0);
        // SAFETY: topic and messages are alive; as many are told as there are. What they point to is borrowed by
        // `records` and copied within the call, which writes to nothing of a message but its error.
        unsafe {
            rd::rd_kafka_produce_batch(
                topic.ptr(),
                partition.unwrap_or(ANY),
                rd::RD_KAFKA_MSG_F_COPY,
                messages.as_mut_ptr(),
                count,
            )
        };
        let first = messages.as_ptr();
        // SAFETY: it is one of the messages.
        let error = |at| unsafe { Code::read(&raw const (*first.add(at)).err) };
        let failed = (0..messages.len()).find_map(|at| Some((at, error(at)?)));
        Handed {
            queued: failed.map_or(messages.len(), |(at, _)| at),
            refused: failed.map(|(_, code)| code),
        }
    }

    /// Hands one record over, with all that it has.
    pub(in super::super) fn hand_over_one(&self, record: &Record<'_>) -> Handed {
        let Some(topic) = &self.topic else {
            return Handed::refused(RDKafkaErrorCode::State);
        };
        let mut what = Vec::with_capacity(6 + record.headers.len());
        let mut put = |vtype, u| what.push(rd::rd_kafka_vu_t { vtype, u });
        let bytes = |bytes: Option<&[u8]>| rd::rd_kafka_vu_s__bindgen_ty_1 {
            mem: rd::rd_kafka_vu_s__bindgen_ty_1__bindgen_ty_1 {
                ptr: at(bytes),
                size: bytes.map_or(0, <[u8]>::len),
            },
        };
        use rd::rd_kafka_vtype_t as is;
        use rd::rd_kafka_vu_s__bindgen_ty_1 as value;
        put(is::RD_KAFKA_VTYPE_RKT, value { rkt: topic.ptr() });
        put(
            is::RD_KAFKA_VTYPE_PARTITION,
            value {
                i32_: record.partition.unwrap_or(ANY),
            },
        );
        put(
            is::RD_KAFKA_VTYPE_MSGFLAGS,
            value {
                i: rd::RD_KAFKA_MSG_F_COPY,
            },
        );
        put(is::RD_KAFKA_VTYPE_VALUE, bytes(record.value));
        put(is::RD_KAFKA_VTYPE_KEY, bytes(record.key));
        put(is::RD_KAFKA_VTYPE_OPAQUE, value { ptr: opaque(record) });
        put(
            is::RD_KAFKA_VTYPE_TIMESTAMP,
            value {
                i64_: record.timestamp.unwrap_or(0),
            },
        );
        // librdkafka takes a name up to its first zero, so one with a zero in it is refused
        let names: Result<Vec<CString>, _> = record
            .headers
            .iter()
            .map(|(name, _)| CString::new(name.as_str()))
            .collect();
        let Ok(names) = names else {
            return Handed::refused(RDKafkaErrorCode::InvalidArgument);
        };
        for (name, (_, content)) in names.iter().zip(record.headers) {
            let header = rd::rd_kafka_vu_s__bindgen_ty_1__bindgen_ty_2 {
                name: name.as_ptr(),
                val: at(content.as_deref()).cast_const(),
                size: content
                    .as_ref()
                    .map_or(0, |content| isize::try_from(content.len()).unwrap_or(isize::MAX)),
            };
            put(is::RD_KAFKA_VTYPE_HEADER, value { header });
        }
        // SAFETY: each of the union's members is the one that its kind names. Client, topic, record and the headers'
        // names are alive, and all bytes are copied within the call.
        let error = unsafe { rd::rd_kafka_produceva(self.client.native_ptr(), what.as_ptr(), what.len()) };
        if error.is_null() {
            return Handed {
                queued: 1,
                refused: None,
            };
        }
        Handed::refused(super::steps::take(error).code)
    }
}

impl Handed {
    fn refused(code: impl Into<Code>) -> Self {
        Self {
            queued: 0,
            refused: Some(code.into()),
        }
    }
}

fn message(record: &Record<'_>) -> rd::rd_kafka_message_t {
    rd::rd_kafka_message_t {
        err: rd::rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR,
        rkt: ptr::null_mut(),
        partition: ANY,
        payload: at(record.value),
        len: record.value.map_or(0, <[u8]>::len),
        key: at(record.key),
        key_len: record.key.map_or(0, <[u8]>::len),
        offset: 0,
        _private: opaque(record),
    }
}

/// Where bytes begin, which librdkafka reads and does not write to; null for none.
fn at(bytes: Option<&[u8]>) -> *mut c_void {
    bytes.map_or(ptr::null_mut(), |bytes| bytes.as_ptr().cast_mut().cast())
}

/// The number that its report brings back.
fn opaque(record: &Record<'_>) -> *mut c_void {
    ptr::without_provenance_mut(Tag::of(record).number())
}
