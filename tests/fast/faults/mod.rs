//! Each claim of the foundation, held through the real client and the real engine against brokers that misbehave on
//! demand. Conditions are awaited; where a test waits for silence, that silence is what it is about.

mod addresses;
mod brokers;
mod bytes;
mod codes;
mod coordinator;
mod disks;
mod eras;
mod rights;
mod silence;
mod throttle;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use kconsole::config::profile::Profile;
use kconsole::demo::state::group::Group;
use kconsole::demo::state::group::offsets::Commit;
use kconsole::demo::state::placement::Wish;
use kconsole::demo::{Cluster, Plan};
use kconsole::kafka::Client;
use kconsole::kafka::calls::metadata;
use kconsole::live::{self, Live, Options};
use kconsole::model::names::{BrokerId, GroupId, TopicName};
use kconsole::model::view::{View, Want};
use tokio::runtime::{Builder, Runtime};

/// Nothing here takes so long on a machine that works.
const PATIENCE: Duration = Duration::from_secs(30);
/// A broker that does not answer within this time is told as such.
const SHORT: Duration = Duration::from_millis(400);

const ONE: BrokerId = BrokerId(1);
const TWO: BrokerId = BrokerId(2);

/// Three brokers, `orders` with a partition led by each, and a group for each to coordinate.
fn cluster() -> Cluster {
    peopled(&Plan::default())
}

fn peopled(plan: &Plan) -> Cluster {
    let cluster = Cluster::start(plan).unwrap();
    cluster.edit(|state| {
        let assignment = (0..3).map(|at| (at, [0, 1, 2].map(|next| BrokerId((at + next) % 3 + 1)).to_vec()));
        let wish = Wish {
            assignment: assignment.collect(),
            ..Wish::of(-1, -1)
        };
        state.create_topic("orders", &wish, 0).unwrap();
        for partition in 0..3 {
            state.topics.log_mut("orders", partition).unwrap().skip(100, 10_000);
        }
        for broker in 1..=3 {
            let id = coordinated_by(state, BrokerId(broker));
            let mut group = Group::classic(id);
            for partition in 0..3 {
                let commit = Commit {
                    offset: 90,
                    epoch: -1,
                    ..Commit::default()
                };
                group.offsets.commit(&TopicName::from("orders"), partition, commit);
            }
            state.groups.insert(group);
        }
    });
    cluster
}

/// The id of the group that this broker coordinates.
fn coordinated_by(state: &kconsole::demo::State, broker: BrokerId) -> GroupId {
    let mut ids = (0..).map(|n| GroupId::from(format!("billing-{broker}-{n}").as_str()));
    ids.find(|id| state.coordinator(id) == Some(broker)).unwrap()
}

fn group_of(cluster: &Cluster, broker: BrokerId) -> GroupId {
    let prefix = format!("billing-{broker}-");
    cluster.read(|state| {
        let mut ids = state.groups.iter().map(|group| group.id.clone());
        ids.find(|id| id.as_str().starts_with(&prefix)).unwrap()
    })
}

fn profile(cluster: &Cluster) -> Profile {
    Profile::plaintext(cluster.bootstrap().split(',').map(String::from).collect())
}

/// With brokers given up on soon.
fn hasty(cluster: &Cluster) -> Profile {
    Profile {
        request_timeout: SHORT,
        ..profile(cluster)
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// Runs a test's calls, and panics instead of hanging.
fn run<T>(calls: impl Future<Output = T>) -> T {
    runtime().block_on(async { tokio::time::timeout(PATIENCE, calls).await.unwrap() })
}

/// A client that knows the brokers.
async fn client(profile: Profile) -> Client {
    let client = Client::new(Arc::new(profile));
    metadata::fetch(&client, Some(&[])).await.unwrap();
    client
}

/// One look, as the command line takes it.
fn look(profile: Profile, want: Want) -> View {
    run(live::once(
        Arc::new(profile),
        want,
        Options::default(),
        Duration::from_secs(10),
    ))
    .unwrap()
}

/// The engine as the screens have it.
struct Watch {
    live: Live,
    runtime: Runtime,
}

impl Watch {
    fn start(profile: Profile, want: Want) -> Self {
        Self {
            live: Live::start(Arc::new(profile), want, Options::default()).unwrap(),
            runtime: runtime(),
        }
    }

    /// The first view that is so.
    fn until(&self, what: &str, so: impl Fn(&View) -> bool) -> Arc<View> {
        let mut views = self.live.view();
        let found = async { tokio::time::timeout(PATIENCE, views.wait_for(|view| so(view))).await };
        match self.runtime.block_on(found) {
            Ok(view) => Arc::clone(&view.unwrap()),
            Err(_late) => panic!("it never came to this: {what}"),
        }
    }
}
