use super::*;

fn request(member: &str, now_ms: i64) -> Request {
    Request {
        version: 9,
        member: member.to_owned(),
        new_id: format!("new-{now_ms}"),
        session_ms: 10_000,
        rebalance_ms: 60_000,
        protocol_type: String::from("consumer"),
        protocols: vec![(String::from("range"), Bytes::from_static(b"r"))],
        delay_ms: 100,
        now_ms,
        ..Request::default()
    }
}

/// The id that the coordinator gives, then the join with it.
fn enter(group: &mut Classic, now_ms: i64) -> (String, tokio::sync::oneshot::Receiver<Joined>) {
    let Joining::Now(given) = group.join(request("", now_ms)) else {
        panic!("an id comes first")
    };
    assert_eq!(given.code, E::MemberIdRequired.code());
    let Joining::Later(promise) = group.join(request(&given.member, now_ms)) else {
        panic!("it waits for the others")
    };
    (given.member, promise)
}

/// A stable group of two, and their ids: the leader first.
fn stable() -> (Classic, String, String) {
    let mut group = Classic::default();
    let (a, mut first) = enter(&mut group, 0);
    let (b, mut second) = enter(&mut group, 1);
    assert!(first.try_recv().is_err(), "an empty group waits for more");
    assert!(group.is_due(100));
    group.expire(100);
    let (first, second) = (first.try_recv().unwrap(), second.try_recv().unwrap());
    assert_eq!((first.generation, first.members.len(), second.members.len()), (1, 2, 0));
    assert_eq!((&first.leader, &first.protocol), (&a, &String::from("range")));
    let mut follower = group.sync(&b, None, 1, Vec::new(), 110).unwrap();
    assert!(follower.try_recv().is_err(), "the leader has not assigned");
    let blobs = vec![
        (a.clone(), Bytes::from_static(b"A")),
        (b.clone(), Bytes::from_static(b"B")),
    ];
    let mut leader = group.sync(&a, None, 1, blobs, 120).unwrap();
    assert_eq!(leader.try_recv().unwrap().unwrap(), "A");
    assert_eq!(follower.try_recv().unwrap().unwrap(), "B");
    assert_eq!(group.phase, Phase::Stable);
    (group, a, b)
}

#[test]
fn two_join_and_are_assigned() {
    let (mut group, a, _) = stable();
    assert_eq!(group.heartbeat(&a, None, 1, 200), Ok(()));
    assert_eq!(group.heartbeat(&a, None, 0, 200), Err(E::IllegalGeneration.code()));
    assert_eq!(group.heartbeat("who", None, 1, 200), Err(E::UnknownMemberId.code()));
    assert_eq!(group.may_commit(&a, None, 1, 200), Ok(()));
    assert_eq!(group.may_commit("", None, -1, 200), Err(E::UnknownMemberId.code()));
}

#[test]
fn one_leaves_and_the_other_reads_alone() {
    let (mut group, a, b) = stable();
    group.leave(&b, None, 300).unwrap();
    assert_eq!(group.heartbeat(&a, None, 1, 310), Err(E::RebalanceInProgress.code()));
    let Joining::Later(mut again) = group.join(request(&a, 320)) else {
        panic!("a new generation")
    };
    let told = again.try_recv().unwrap();
    assert_eq!((told.generation, told.members.len()), (2, 1));
    assert!(group.leave(&b, None, 330).is_err());
    group.leave(&a, None, 340).unwrap();
    assert_eq!((group.phase, group.generation), (Phase::Empty, 3));
    assert_eq!(group.may_commit("", None, -1, 350), Ok(()));
}

#[test]
fn the_silent_one_is_taken_for_dead() {
    let (mut group, a, b) = stable();
    group.heartbeat(&a, None, 1, 10_000).unwrap();
    assert!(!group.is_due(10_050));
    assert!(group.is_due(10_200));
    group.expire(10_200);
    assert_eq!(group.phase, Phase::PreparingRebalance);
    assert!(!group.members.contains_key(&b));
    // and whoever does not join again is left behind when the time is up
    group.heartbeat(&a, None, 1, 19_000).unwrap_err();
    group.expire(200_000);
    assert_eq!((group.phase, group.members.len()), (Phase::Empty, 0));
}

#[test]
fn a_static_member_comes_back_without_a_rebalance() {
    let mut group = Classic::default();
    let fixed = |member: &str, now_ms| Request {
        instance: Some(String::from("host-1")),
        ..request(member, now_ms)
    };
    let Joining::Later(mut promise) = group.join(fixed("", 0)) else {
        panic!("a static member needs no id first")
    };
    group.expire(100);
    let first = promise.try_recv().unwrap();
    let blobs = vec![(first.member.clone(), Bytes::from_static(b"A"))];
    group.sync(&first.member, Some("host-1"), 1, blobs, 110).unwrap();
    let Joining::Now(back) = group.join(fixed("", 500)) else {
        panic!("the generation goes on")
    };
    assert_eq!(
        (back.generation, back.skip_assignment, group.phase),
        (1, true, Phase::Stable)
    );
    assert_ne!(back.member, first.member);
    let fenced = group.heartbeat(&first.member, Some("host-1"), 1, 600);
    assert_eq!(fenced, Err(E::FencedInstanceId.code()));
    assert_eq!(group.assignment(&back.member), "A");
}

#[test]
fn members_must_agree_on_an_assignor() {
    let (mut group, ..) = stable();
    let other = Request {
        protocols: vec![(String::from("sticky"), Bytes::new())],
        ..request("", 400)
    };
    let Joining::Now(refused) = group.join(other) else {
        panic!("refused at once")
    };
    assert_eq!(refused.code, E::InconsistentGroupProtocol.code());
}
