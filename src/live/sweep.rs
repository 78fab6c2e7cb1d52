//! One coordinator's groups in one sweep: listed, then described and their commits read at once, then put together.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use crate::kafka::Client;
use crate::kafka::calls::groups::{self, Commit, Described, ListedGroup};
use crate::model::column::encode;
use crate::model::group::{Group, GroupKind, GroupOffset, Member};
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, GroupId, Partition, TopicName};
use crate::model::time::At;
use crate::model::trouble::Trouble;

type Commits = HashMap<GroupId, Known<Vec<Commit>>>;

/// Reads the groups that `coordinator` looks after: all, or those of `only`. Also the moment when the commits had
/// been read: the ends must be asked after it.
pub(super) async fn read(
    client: &Client,
    coordinator: BrokerId,
    only: &[GroupId],
    at: At,
) -> Result<(Vec<Arc<Group>>, Instant), Trouble> {
    let mut listed = groups::list_of(client, coordinator).await?;
    if !only.is_empty() {
        listed.retain(|group| only.contains(&group.id));
    }
    let kinds: Vec<(GroupId, GroupKind)> = listed.iter().map(|g| (g.id.clone(), g.kind)).collect();
    let described = async {
        if kinds.is_empty() {
            Ok(Vec::new())
        } else {
            groups::describe(client, coordinator, &kinds).await
        }
    };
    let (described, commits) = futures_util::join!(described, commits(client, coordinator, &listed));
    let read = Instant::now();
    let mut described: HashMap<GroupId, Result<Described, Trouble>> = match described {
        Ok(all) => all.into_iter().collect(),
        Err(trouble) => kinds.into_iter().map(|(id, _)| (id, Err(trouble.clone()))).collect(),
    };
    let mut commits = commits?;
    let assemble = |group: ListedGroup| {
        let told = described.remove(&group.id);
        let offsets = commits.remove(&group.id).unwrap_or(Known::Unknown(Reason::NotYet));
        Arc::new(assemble(group, told, offsets, coordinator, at))
    };
    Ok((listed.into_iter().map(assemble).collect(), read))
}

/// Committed offsets, and the start offsets of share groups.
async fn commits(client: &Client, coordinator: BrokerId, listed: &[ListedGroup]) -> Result<Commits, Trouble> {
    let of = |share: bool| -> Vec<GroupId> {
        listed
            .iter()
            .filter(|g| (g.kind == GroupKind::Share) == share)
            .map(|g| g.id.clone())
            .collect()
    };
    let (plain, share) = (of(false), of(true));
    let read = async {
        if plain.is_empty() {
            Ok(Vec::new())
        } else {
            groups::committed(client, coordinator, &plain).await
        }
    };
    let starts = async {
        if share.is_empty() {
            Ok(Vec::new())
        } else {
            groups::share_offsets(client, coordinator, &share).await
        }
    };
    let (read, starts) = futures_util::join!(read, starts);
    let known = |told: Result<Vec<Commit>, i16>| match told {
        Ok(commits) => Known::Value(commits),
        Err(29 | 30) => Known::Unknown(Reason::NotAuthorised),
        Err(code) => Known::Unknown(Reason::Failed(code)),
    };
    let mut all: Commits = read?.into_iter().map(|(id, told)| (id, known(told))).collect();
    match starts {
        Ok(starts) => all.extend(starts.into_iter().map(|(id, told)| (id, known(told)))),
        // Share groups' offsets are a newer call than the rest: their failure costs only them.
        Err(trouble) => all.extend(share.into_iter().map(|id| (id, Known::Unknown(trouble.reason())))),
    }
    Ok(all)
}

fn assemble(
    listed: ListedGroup,
    told: Option<Result<Described, Trouble>>,
    commits: Known<Vec<Commit>>,
    coordinator: BrokerId,
    at: At,
) -> Group {
    let mut group = Group {
        id: listed.id,
        kind: listed.kind,
        state: listed.state,
        protocol_type: listed.protocol_type,
        assignor: Known::default(),
        coordinator: Known::Value(coordinator),
        epoch: Known::default(),
        assignment_epoch: Known::default(),
        members: Known::default(),
        offsets: Known::default(),
        rights: Known::default(),
        read_at: Some(at),
    };
    match told {
        Some(Ok(told)) => {
            group.kind = told.kind;
            if told.state.is_known() || !group.state.is_known() {
                group.state = told.state;
            }
            if let Some(kind) = told.protocol_type {
                group.protocol_type = kind;
            }
            group.assignor = told.assignor;
            group.epoch = told.epoch;
            group.assignment_epoch = told.assignment_epoch;
            group.members = told.members;
            group.rights = told.rights;
        }
        Some(Err(trouble)) => group.members = Known::Unknown(trouble.reason()),
        None => {}
    }
    group.offsets = commits.map(|commits| rows(commits, group.members.as_ref().value().map_or(&[], Vec::as_slice)));
    group
}

/// The commits and the assigned partitions as rows, by topic and partition, as the commits come. What is assigned and was
/// never committed is part of the group, with no commit.
fn rows(commits: Vec<Commit>, members: &[Member]) -> Vec<GroupOffset> {
    let mut owned: Vec<(&TopicName, Partition, u32)> = Vec::new();
    for (at, member) in (0..).zip(members) {
        owned.extend(member.assigned.iter().map(|(topic, partition)| (topic, *partition, at)));
    }
    owned.sort_unstable();
    // while it moves, two members may claim it: the last one has it
    owned.reverse();
    owned.dedup_by_key(|(topic, partition, _)| (*topic, *partition));
    owned.reverse();
    let mut owned = owned.into_iter().peekable();
    let mut rows: Vec<GroupOffset> = Vec::with_capacity(commits.len().max(owned.len()));
    let never = encode(Known::Unknown(Reason::NoCommit));
    for commit in &commits {
        let place = (&commit.topic, commit.partition);
        while let Some((topic, partition, member)) = owned.next_if(|(topic, partition, _)| (*topic, *partition) < place)
        {
            rows.push(row(topic, partition, never, Some(member)));
        }
        let own = owned.next_if(|(topic, partition, _)| (*topic, *partition) == place);
        let member = own.map(|(.., member)| member);
        rows.push(row(&commit.topic, commit.partition, encode(commit.offset), member));
    }
    rows.extend(owned.map(|(topic, partition, member)| row(topic, partition, never, Some(member))));
    rows
}

fn row(topic: &TopicName, partition: Partition, committed_raw: i64, member: Option<u32>) -> GroupOffset {
    let unknown = encode(Known::Unknown(Reason::NotYet));
    GroupOffset {
        topic: topic.clone(),
        partition,
        index: None,
        committed_raw,
        high_raw: unknown,
        stable_raw: unknown,
        start_raw: unknown,
        member,
        changed: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(topic: &str, partition: i32, offset: i64) -> Commit {
        Commit {
            topic: topic.into(),
            partition: Partition(partition),
            offset: Known::Value(offset),
            epoch: -1,
            metadata: None,
        }
    }

    #[test]
    fn an_assigned_partition_that_was_never_committed_is_a_row_of_the_group() {
        let member = Member {
            id: "m".into(),
            instance: None,
            client: "c".into(),
            host: "h".into(),
            epoch: Known::default(),
            assigned: vec![("b".into(), Partition(0)), ("a".into(), Partition(1))],
            target: Known::default(),
        };
        let rows = rows(vec![commit("a", 0, 5), commit("a", 1, 7)], &[member]);
        let got: Vec<_> = rows
            .iter()
            .map(|r| (r.topic.as_str(), r.partition.0, r.committed(), r.member))
            .collect();
        let never = Known::Unknown(Reason::NoCommit);
        assert_eq!(
            got,
            [
                ("a", 0, Known::Value(5), None),
                ("a", 1, Known::Value(7), Some(0)),
                ("b", 0, never, Some(0))
            ]
        );
    }
}
