//! From a wish to the offsets of each partition: Metadata once, and ListOffsets once a leader for each kind of spot, all at
//! once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kafka_protocol::messages::FetchRequest;

use super::{From, Slice, Until, Wish};
use crate::kafka::Client;
use crate::kafka::calls::metadata;
use crate::kafka::calls::offsets::{self, OffsetAt, Spec};
use crate::kafka::fault;
use crate::model::lag::Isolation;
use crate::model::names::TopicName;
use crate::model::topology::{PartitionRef, Topology};
use crate::model::trouble::{Cause, Trouble};

/// Between two tries, while leaders are being elected.
const PAUSE: Duration = Duration::from_millis(200);

const OPERATION: &str = "plan the reading";

/// The offsets of one kind of spot, by dense index.
type Offsets = BTreeMap<u32, OffsetAt>;

/// Works out what is to be read, partition by partition.
///
/// # Errors
/// A topic or partition is not there or may not be seen, or a leader does not answer within `patience`.
pub(super) async fn plan(client: &Client, wish: &Wish, patience: Duration) -> Result<Vec<Slice>, Trouble> {
    let until = tokio::time::Instant::now() + patience;
    loop {
        let trouble = match attempt(client, wish).await {
            Ok(slices) => return Ok(slices),
            Err(Miss::Final(trouble)) => return Err(trouble),
            Err(Miss::Soon(trouble)) => trouble,
        };
        if tokio::time::Instant::now() + PAUSE > until {
            return Err(trouble);
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Why a try failed.
enum Miss {
    /// It would again.
    Final(Trouble),
    /// Another may do better.
    Soon(Trouble),
}

async fn attempt(client: &Client, wish: &Wish) -> Result<Vec<Slice>, Miss> {
    let answer = metadata::fetch(client, Some(&wish.topics)).await.map_err(Miss::Final)?;
    let topology = answer.topology(&Arc::default());
    let chosen = choose(&topology, wish)?;
    let end = match wish.isolation {
        Isolation::ReadCommitted => Spec::LatestStable,
        Isolation::ReadUncommitted => Spec::Latest,
    };
    let latest = (end == Spec::LatestStable).then_some(Spec::Latest);
    let from = match wish.from {
        From::Time(at) => Some(Spec::Timestamp(at)),
        _ => None,
    };
    let until = match wish.until {
        Until::Time(at) => Some(Spec::Timestamp(at)),
        _ => None,
    };
    for leader in chosen.iter().filter_map(|index| topology.get(*index as usize)?.leader) {
        client.expect::<FetchRequest>(leader);
    }
    let ask = |spec| ask(client, &topology, spec, &chosen);
    let (starts, ends, highs, from, until) = futures_util::join!(
        ask(Some(Spec::Earliest)),
        ask(Some(end)),
        ask(latest),
        ask(from),
        ask(until)
    );
    let (starts, ends, highs, from, until) = (starts?, ends?, highs?, from?, until?);
    let held = |(index, high): (&u32, &OffsetAt)| ends.get(index).is_some_and(|end| end.offset < high.offset);
    // what came in between must not look like held back
    let stable = match highs.iter().any(held) {
        true => ask(Some(end)).await?,
        false => ends.clone(),
    };
    let rows = chosen.iter().filter_map(|index| topology.get(*index as usize));
    rows.map(|row| slice(&row, wish, [&starts, &ends, &highs, &stable, &from, &until]))
        .collect()
}

/// The partitions that are meant, by dense index.
fn choose(topology: &Topology, wish: &Wish) -> Result<Vec<u32>, Miss> {
    let mut chosen = Vec::new();
    for name in &wish.topics {
        let topic = topology.topic(name.as_str());
        match topic.map_or(3, |topic| topic.error) {
            0 => {}
            // a topic that was made a moment ago has no leader yet
            code @ (5 | 100) => return Err(Miss::Soon(refused(name, code))),
            code => return Err(Miss::Final(refused(name, code))),
        }
        let rows: Vec<_> = topic.map(|topic| topology.of(topic).collect()).unwrap_or_default();
        let wanted = |row: &PartitionRef<'_>| {
            let list = wish.partitions.as_ref();
            list.is_none_or(|list| list.contains(&row.partition.0))
        };
        for missing in wish.partitions.iter().flatten() {
            if !rows.iter().any(|row| row.partition.0 == *missing) {
                let what = format!("partition {missing} of {name} is not there: it has {}", rows.len());
                return Err(Miss::Final(Trouble::new(OPERATION, Cause::Config(what))));
            }
        }
        for row in rows.into_iter().filter(wanted) {
            if row.leader.is_none() {
                let what = format!("{name}-{} has no leader", row.partition);
                return Err(Miss::Soon(Trouble::new(OPERATION, Cause::NoBroker(what))));
            }
            chosen.extend(u32::try_from(row.index));
        }
    }
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

fn refused(topic: &TopicName, code: i16) -> Trouble {
    let trouble = fault::kafka_error("read the topic", None, code, Some(topic.to_string()));
    match code {
        29 => trouble.hint("the user needs READ on the topic"),
        _ => trouble,
    }
}

async fn ask(client: &Client, topology: &Topology, spec: Option<Spec>, chosen: &[u32]) -> Result<Offsets, Miss> {
    let mut found = Offsets::new();
    let Some(spec) = spec.filter(|_| !chosen.is_empty()) else {
        return Ok(found);
    };
    let mut missed = None;
    offsets::list(client, topology, spec, Some(chosen), |_, told| match told {
        Err(trouble) => missed = Some(Miss::Soon(trouble)),
        Ok(told) => {
            for (index, offset) in told {
                match offset {
                    Ok(offset) => drop(found.insert(index, offset)),
                    Err(code) => {
                        let row = topology.get(index as usize);
                        let name = row.map(|row| format!("{}-{}", row.topic.name, row.partition));
                        let trouble = fault::kafka_error("list offsets", None, code, name);
                        missed = Some(if fault::retriable(code) {
                            Miss::Soon(trouble)
                        } else {
                            Miss::Final(trouble)
                        });
                    }
                }
            }
        }
    })
    .await;
    missed.map_or(Ok(found), Err)
}

fn slice(
    row: &PartitionRef<'_>,
    wish: &Wish,
    [starts, ends, highs, stable, from, until]: [&Offsets; 6],
) -> Result<Slice, Miss> {
    let index = u32::try_from(row.index).unwrap_or(u32::MAX);
    let get = |all: &Offsets| all.get(&index).map(|at| at.offset);
    let (Some(start), Some(end)) = (get(starts), get(ends)) else {
        let what = format!("the leader told no offsets of {}-{}", row.topic.name, row.partition);
        return Err(Miss::Soon(Trouble::new("list offsets", Cause::Malformed(what))));
    };
    let (begin, stop) = bounds(wish, start, end, get(from), get(until));
    Ok(Slice {
        topic: row.topic.name.clone(),
        partition: row.partition.0,
        from: begin,
        until: stop,
        start,
        end,
        held_back: get(highs).map_or(0, |high| {
            u64::try_from(high - get(stable).unwrap_or(end)).unwrap_or_default()
        }),
        leader: row.leader,
        epoch: row.epoch,
        id: row.topic.id,
    })
}

/// First offset, and the one after the last. `from` and `until` are the offsets of their times; −1 when no record is so
/// new.
pub(super) fn bounds(wish: &Wish, start: i64, end: i64, from: Option<i64>, until: Option<i64>) -> (i64, Option<i64>) {
    let end = end.max(start);
    let timed = |offset: Option<i64>| match offset {
        Some(offset) if offset >= 0 => offset.clamp(start, end),
        _ => end,
    };
    let begin = match wish.from {
        From::Earliest => start,
        From::Latest => end,
        From::Last(count) => end.saturating_sub(count).max(start),
        From::Offset(offset) => offset.max(start),
        From::Time(_) => timed(from),
    };
    let stop = match wish.until {
        Until::Now => Some(end),
        // one that has not come yet is waited for
        Until::Offset(offset) => Some(offset),
        Until::Time(_) => Some(timed(until)),
        Until::Never => None,
    };
    // nothing lies before its beginning
    (begin, stop.map(|stop| stop.max(begin)))
}
