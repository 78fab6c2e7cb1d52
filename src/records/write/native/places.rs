//! Lists of partitions, as librdkafka takes and gives them.

use std::ffi::{CStr, CString};
use std::ptr::{self, NonNull};

use rdkafka::bindings as rd;

use super::code::Code;
use super::event::Event;

/// No partition: the topic is meant.
const ANY: i32 = -1;

/// A list that is ours.
pub(super) struct Places(NonNull<rd::rd_kafka_topic_partition_list_t>);

impl Places {
    fn new(room: usize) -> Option<Self> {
        let room = i32::try_from(room).unwrap_or(i32::MAX);
        // SAFETY: the list becomes ours and is freed in `drop`.
        NonNull::new(unsafe { rd::rd_kafka_topic_partition_list_new(room) }).map(Self)
    }

    /// Topics, to subscribe to. A name that none can be is left out.
    pub(super) fn of_topics<'a>(topics: impl ExactSizeIterator<Item = &'a str>) -> Option<Self> {
        let list = Self::new(topics.len())?;
        topics.for_each(|topic| list.add(topic, ANY, None));
        Some(list)
    }

    /// Offsets of partitions, to commit.
    pub(super) fn of_offsets<'a>(offsets: impl ExactSizeIterator<Item = (&'a str, i32, i64)>) -> Option<Self> {
        let list = Self::new(offsets.len())?;
        offsets.for_each(|(topic, partition, offset)| list.add(topic, partition, Some(offset)));
        Some(list)
    }

    fn add(&self, topic: &str, partition: i32, offset: Option<i64>) {
        let Ok(topic) = CString::new(topic) else { return };
        // SAFETY: list and name are alive; the name is copied within the call. The entry that it gives is read and
        // written to before the list is used again.
        unsafe {
            let entry = rd::rd_kafka_topic_partition_list_add(self.0.as_ptr(), topic.as_ptr(), partition);
            if let Some(offset) = offset
                && !entry.is_null()
            {
                (&raw mut (*entry).offset).write(offset);
            }
        }
    }

    pub(super) fn ptr(&self) -> *const rd::rd_kafka_topic_partition_list_t {
        self.0.as_ptr()
    }
}

impl Drop for Places {
    fn drop(&mut self) {
        // SAFETY: it is ours, and freed once.
        unsafe { rd::rd_kafka_topic_partition_list_destroy(self.0.as_ptr()) };
    }
}

/// The list of an event, which keeps it; null when it has none.
pub(super) fn of_event(event: &Event<'_>) -> *const rd::rd_kafka_topic_partition_list_t {
    // SAFETY: the event is alive; the list stays its own.
    unsafe { rd::rd_kafka_event_topic_partition_list(event.ptr()) }
}

/// Topics and partitions of an event's list.
pub(super) fn named(event: &Event<'_>) -> Vec<(String, i32)> {
    each(event).into_iter().map(|(place, _)| place).collect()
}

/// Those that failed, and why.
pub(super) fn errors(event: &Event<'_>) -> Vec<((String, i32), Code)> {
    let all = each(event).into_iter();
    all.filter_map(|(place, code)| Some((place, code?))).collect()
}

fn each(event: &Event<'_>) -> Vec<((String, i32), Option<Code>)> {
    let list = of_event(event);
    if list.is_null() {
        return Vec::new();
    }
    // SAFETY: the list lives as long as its event, which is borrowed; it says how many entries it has, and each has a
    // topic whose name ends with a zero. No entry is borrowed: its code may be one that the bindings do not have.
    unsafe {
        let (entries, count) = ((*list).elems, usize::try_from((*list).cnt).unwrap_or(0));
        let one = |at: usize| {
            let entry = entries.add(at);
            let topic = ptr::read(&raw const (*entry).topic);
            let place = (
                CStr::from_ptr(topic).to_string_lossy().into_owned(),
                ptr::read(&raw const (*entry).partition),
            );
            (place, Code::read(&raw const (*entry).err))
        };
        (0..count).map(one).collect()
    }
}
