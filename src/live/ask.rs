//! One task's calls, as a future that owns all it needs.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use kafka_protocol::messages::ApiVersionsRequest;

use super::answer::{Answer, Part};
use super::engine::{Engine, now};
use super::sweep;
use super::task::Task;
use crate::kafka::calls::configs::Resource;
use crate::kafka::calls::offsets::{Spec, Told};
use crate::kafka::calls::{cluster, configs, log_dirs, metadata, offsets, quorum, reassignments, topic_partitions};
use crate::kafka::{Ask, Client};
use crate::model::finding::PartitionState;
use crate::model::known::{Known, Reason};
use crate::model::names::{BrokerId, TopicName};
use crate::model::topology::Topology;
use crate::model::trouble::Trouble;
use crate::model::view::{Open, Opened};

/// Faulty topics that are asked for their eligible leaders at once at most.
const FAULTY: usize = 200;

/// A ping that takes longer counts as none.
const PATIENCE: Duration = Duration::from_secs(3);

/// The task as a future.
pub(super) fn job(engine: &Engine, task: Task, began: Instant) -> LocalBoxFuture<'static, Answer> {
    let began_at = now();
    let part = part(engine, task);
    async move {
        Answer {
            task,
            began,
            began_at,
            outcome: part.await,
        }
    }
    .boxed_local()
}

fn part(engine: &Engine, task: Task) -> LocalBoxFuture<'static, Result<Part, Trouble>> {
    let client = engine.client.clone();
    let want = engine.want.clone();
    let topology = Arc::clone(&engine.board.view.topology.data);
    match task {
        Task::Metadata => async move {
            let only = (!want.only_topics.is_empty()).then_some(&want.only_topics[..]);
            Ok(Part::Metadata(metadata::fetch(&client, only).await?))
        }
        .boxed_local(),
        Task::Cluster => async move { Ok(Part::Cluster(cluster::describe(&client).await?)) }.boxed_local(),
        Task::Ping(broker) => async move {
            ping(&client, broker).await?;
            Ok(Part::Pong)
        }
        .boxed_local(),
        Task::Abilities(broker) => async move {
            let abilities = client.abilities(broker).await?;
            let least = abilities.software.map(|version| Arc::from(format!("≥ {version}")));
            Ok(Part::Software(Known::from_option(least, Reason::NotSupported)))
        }
        .boxed_local(),
        Task::Groups(broker) => async move {
            let (groups, read) = sweep::read(&client, broker, &want.only_groups, now()).await?;
            Ok(Part::Groups(groups, read))
        }
        .boxed_local(),
        Task::Ends(leader) => {
            let only = led(engine, &topology, leader);
            async move {
                let high = ask_leader(&client, &topology, Spec::Latest, &only);
                if want.all_offsets {
                    let stable = ask_leader(&client, &topology, Spec::LatestStable, &only);
                    let (high, stable) = futures_util::try_join!(high, stable)?;
                    return Ok(Part::Ends {
                        high,
                        stable,
                        asked: Arc::clone(&topology),
                    });
                }
                Ok(Part::Ends {
                    high: high.await?,
                    stable: Vec::new(),
                    asked: Arc::clone(&topology),
                })
            }
            .boxed_local()
        }
        Task::Starts(leader) => {
            let only = led(engine, &topology, leader);
            async move {
                let starts = ask_leader(&client, &topology, Spec::Earliest, &only).await?;
                Ok(Part::Starts(starts, Arc::clone(&topology)))
            }
            .boxed_local()
        }
        Task::Storage(broker) => {
            async move { Ok(Part::Storage(log_dirs::describe(&client, broker).await?)) }.boxed_local()
        }
        Task::TopicSettings => async move {
            let names: Vec<TopicName> = topology.topics().iter().map(|t| t.name.clone()).collect();
            let told = configs::named(&client, &names).await?;
            Ok(Part::TopicSettings(
                told.into_iter()
                    .filter_map(|(name, told)| Some((name, told.ok()?)))
                    .collect(),
            ))
        }
        .boxed_local(),
        Task::BrokerSettings(broker) => {
            async move { Ok(Part::BrokerSettings(configs::broker(&client, broker).await?)) }.boxed_local()
        }
        Task::Quorum => async move { Ok(Part::Quorum(quorum::describe(&client).await?)) }.boxed_local(),
        Task::Moves => async move { Ok(Part::Moves(reassignments::list(&client).await?)) }.boxed_local(),
        Task::Eligible => {
            let faulty = faulty(engine, &topology);
            async move {
                if faulty.is_empty() {
                    return Ok(Part::Eligible(BTreeMap::new()));
                }
                Ok(Part::Eligible(topic_partitions::eligible(&client, &faulty).await?))
            }
            .boxed_local()
        }
        Task::Opened => async move { opened(&client, want.open).await }.boxed_local(),
    }
}

/// The smallest question there is. It keeps `reach` honest about brokers that nothing else is asked of.
async fn ping(client: &Client, broker: BrokerId) -> Result<(), Trouble> {
    let ask = Ask::of(broker, "ask whether it answers")
        .within(PATIENCE)
        .versions(0, 2);
    client.ask(ask, |_| ApiVersionsRequest::default()).await.map(drop)
}

/// The partitions to ask a leader for: all it leads, or those that a look at a few groups needs.
fn led(engine: &Engine, topology: &Topology, leader: BrokerId) -> Vec<u32> {
    if engine.want.offsets {
        return topology.led_by(leader).collect();
    }
    let mut needed = engine.board.needed();
    needed.retain(|index| topology.leader(*index as usize) == Some(leader));
    needed
}

async fn ask_leader(client: &Client, topology: &Topology, spec: Spec, only: &[u32]) -> Result<Told, Trouble> {
    let mut all = Told::new();
    let mut trouble = None;
    offsets::list(client, topology, spec, Some(only), |_, told| match told {
        Ok(told) if all.is_empty() => all = told,
        Ok(told) => all.extend(told),
        Err(failed) => trouble = Some(failed),
    })
    .await;
    trouble.map_or(Ok(all), Err)
}

/// Topics with partitions that are offline or short of replicas, the worst first, bounded.
fn faulty(engine: &Engine, topology: &Topology) -> Vec<TopicName> {
    let states = &engine.board.view.health.partitions;
    let mut topics: Vec<TopicName> = Vec::new();
    for worst in [PartitionState::Offline, PartitionState::UnderMinIsr] {
        for (index, _) in states.iter().enumerate().filter(|(_, state)| **state == worst) {
            let Some(row) = topology.get(index) else { continue };
            if topics.len() < FAULTY && topics.last() != Some(&row.topic.name) {
                topics.push(row.topic.name.clone());
            }
        }
    }
    topics
}

async fn opened(client: &Client, open: Option<Open>) -> Result<Part, Trouble> {
    let known = |told: Result<_, Trouble>| match told {
        Ok(entries) => Known::Value(entries),
        Err(trouble) => Known::Unknown(trouble.reason()),
    };
    match open {
        None => Ok(Part::Pong),
        Some(Open::Topic(name)) => {
            let configs = known(configs::all(client, Resource::Topic(&name)).await);
            let opened = Opened::Topic {
                name: name.clone(),
                configs,
            };
            Ok(Part::Opened(Open::Topic(name), Box::new(opened)))
        }
        Some(Open::Broker(id)) => {
            if !client.nodes().iter().any(|node| node.id == id) {
                // the first look: nobody has told yet where it is
                metadata::fetch(client, Some(&[])).await?;
            }
            let (configs, abilities) =
                futures_util::join!(configs::all(client, Resource::Broker(id)), client.abilities(id));
            let apis = match abilities {
                Ok(abilities) => Known::Value(
                    abilities
                        .apis
                        .iter()
                        .map(|(&key, &(low, high))| (key, low, high))
                        .collect(),
                ),
                Err(trouble) => Known::Unknown(trouble.reason()),
            };
            let opened = Opened::Broker {
                id,
                configs: known(configs),
                apis,
            };
            Ok(Part::Opened(Open::Broker(id), Box::new(opened)))
        }
    }
}
