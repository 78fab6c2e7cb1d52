//! What librdkafka's cluster says of a topic (Metadata, key 3), and of the client itself.

use std::ffi::{CStr, c_char};
use std::ptr;
use std::time::Duration;

use rdkafka::ClientContext;
use rdkafka::bindings as rd;
use rdkafka::client::Client;
use rdkafka::error::RDKafkaErrorCode;

use super::code::{self, Code};
use super::handles::Topic;

/// How many partitions a topic has, or why its broker does not tell; waits for at most `limit`.
///
/// # Errors
/// librdkafka's code: nobody answered.
pub(super) fn partitions<C: ClientContext>(
    client: &Client<C>,
    name: &str,
    limit: Duration,
) -> Result<Result<usize, Code>, Code> {
    let topic = Topic::of(client, name).map_err(|_refused| Code::from(RDKafkaErrorCode::InvalidTopic))?;
    let ms = i32::try_from(limit.as_millis()).unwrap_or(i32::MAX).max(1);
    let mut found = ptr::null();
    // SAFETY: client and topic are alive, and the place for the answer is ours.
    let failed = unsafe { code::rd_kafka_metadata(client.native_ptr(), 0, topic.ptr(), &raw mut found, ms) };
    Code::done(failed)?;
    let unknown = Err(Code::from(RDKafkaErrorCode::UnknownTopicOrPartition));
    if found.is_null() {
        return Ok(unknown);
    }
    // SAFETY: the answer is ours and freed here, once, after all was read. It says how many topics it has, each with a
    // name that ends with a zero.
    unsafe {
        let (topics, count) = ((*found).topics, usize::try_from((*found).topic_cnt).unwrap_or(0));
        let of = |at: usize| {
            let topic = topics.add(at);
            let told = ptr::read(&raw const (*topic).topic);
            (!told.is_null() && CStr::from_ptr(told).to_bytes() == name.as_bytes()).then(|| {
                let count = ptr::read(&raw const (*topic).partition_cnt);
                Code::read(&raw const (*topic).err).map_or(Ok(usize::try_from(count).unwrap_or(0)), Err)
            })
        };
        let told = (0..count).find_map(of).unwrap_or(unknown);
        rd::rd_kafka_metadata_destroy(found);
        Ok(told)
    }
}

/// The error after which a client does nothing more, and what is said of it.
pub(super) fn fatal<C: ClientContext>(client: &Client<C>) -> Option<(Code, String)> {
    let mut text: [c_char; 512] = [0; 512];
    // SAFETY: the client is alive; the text is ours, as long as is told, and librdkafka ends it with a zero.
    let code = unsafe { code::rd_kafka_fatal_error(client.native_ptr(), text.as_mut_ptr(), text.len()) };
    let code = Code::of(code)?;
    // SAFETY: as above; the last place is one before the end, so that there is a zero whatever was written.
    let text = unsafe {
        text[511] = 0;
        CStr::from_ptr(text.as_ptr())
    };
    Some((code, text.to_string_lossy().into_owned()))
}
