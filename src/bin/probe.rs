//! probe
use kconsole::config::profile::Profile;
use kconsole::model::view::Want;
use std::sync::Arc;
use std::time::{Duration, Instant};
fn main() {
    let b = std::env::args().nth(1).unwrap();
    let mode = std::env::args().nth(2).unwrap_or_default();
    let rt = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let profile = Arc::new(Profile::plaintext(b.split(',').map(String::from).collect()));
    if mode == "watch" {
        let live = kconsole::live::Live::start(profile, Want::everything(), Default::default()).unwrap();
        rt.block_on(async move {
            let mut v = live.view();
            let t = Instant::now();
            while t.elapsed() < Duration::from_secs(30) {
                if tokio::time::timeout(Duration::from_secs(5), v.changed()).await.is_err() {
                    println!("nothing 5s");
                    continue;
                }
                let view = v.borrow_and_update().clone();
                println!(
                    "{:6} ms seq {} link {} topics {} groups {} rows {} brokers {:?} load {:?}",
                    t.elapsed().as_millis(),
                    view.seq,
                    matches!(view.link, kconsole::model::view::Link::Live),
                    view.topology.topics().len(),
                    view.groups.list.len(),
                    view.groups
                        .list
                        .iter()
                        .filter_map(|g| g.offsets.as_ref().value())
                        .map(Vec::len)
                        .sum::<usize>(),
                    view.cluster
                        .brokers
                        .iter()
                        .map(|b| format!(
                            "{} {:?} {}",
                            b.id,
                            b.state,
                            match &b.reach {
                                kconsole::model::cluster::Reach::Answers { rtt } => format!("rtt {rtt}us"),
                                kconsole::model::cluster::Reach::Lost { trouble, .. } => format!("LOST {trouble}"),
                                _ => "?".into(),
                            }
                        ))
                        .collect::<Vec<_>>(),
                    view.load
                );
            }
        });
        return;
    }
    let want = match mode.as_str() {
        "topics" => Want {
            topology: true,
            ..Want::default()
        },
        "lag" => Want {
            topology: true,
            groups: true,
            all_offsets: true,
            ..Want::default()
        },
        _ => Want::everything(),
    };
    let t = Instant::now();
    let view = rt.block_on(kconsole::live::once(profile, want, Duration::from_secs(10)));
    println!("took {:?}", t.elapsed());
    match view {
        Err(e) => println!("{e}"),
        Ok(v) => {
            println!(
                "topics {} parts {} brokers {:?}",
                v.topology.topics().len(),
                v.topology.partitions(),
                v.cluster
            );
            println!("groups {} {:?}", v.groups.list.len(), v.groups.stamp);
            if let Some(g) = v.groups.list.first() {
                println!(
                    "{:?} {:?}",
                    g.id,
                    g.offsets.as_ref().value().map(|o| &o[..2.min(o.len())])
                );
            }
            println!("quorum {:?}", v.quorum.data);
            println!("storage {:?}", v.storage.stamp);
            println!("settings {} {:?}", v.settings.topics.len(), v.settings.stamp);
            println!("load {:?}", v.load);
        }
    }
}
