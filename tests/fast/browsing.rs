//! Records for the eye, from the embedded cluster: what comes in is seen, and pages cover a topic once.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use kconsole::config::profile::Profile;
use kconsole::config::profile::Registry;
use kconsole::demo::batch::{Batch, Record, write};
use kconsole::demo::{Cluster, Demo, Plan, show};
use kconsole::jobs::browse::{
    Begin, Browser, Format, Formats, From, Go, KEPT, Order, Page, ROWS, ReadAs, Search, State,
};
use kconsole::jobs::desk::{Board, Boards};
use kconsole::model::names::BrokerId;
use kconsole::model::record::Says;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use crate::suite::place::Place;
use crate::suite::produce::{now_ms, produce, request};

/// Nothing here takes so long on a machine that works.
const PATIENCE: Duration = Duration::from_secs(30);

struct Desk {
    cluster: Cluster,
    topic: String,
    browser: Browser,
    board: watch::Receiver<Arc<Board>>,
    runtime: Runtime,
}

impl Desk {
    fn new(partitions: i32) -> Self {
        let cluster = Cluster::start(&Plan::default()).unwrap();
        let topic = Place::new(&cluster.bootstrap(), "browsing")
            .topic(partitions, &[])
            .unwrap();
        let addresses = cluster.bootstrap().split(',').map(str::to_owned).collect();
        let board = Boards::new(Arc::default());
        let seen = board.subscribe();
        Self {
            browser: Browser::new(Arc::new(Profile::plaintext(addresses)), board),
            cluster,
            topic,
            board: seen,
            runtime: Builder::new_current_thread().enable_time().build().unwrap(),
        }
    }

    fn write(&self, partition: usize, count: usize) {
        let place = Place::new(&self.cluster.bootstrap(), "browsing");
        let (mut leader, _) = place.leader(&self.topic, partition).unwrap();
        let records: Vec<Record<'_>> = (0..count)
            .map(|_| Record {
                timestamp: now_ms(),
                key: Some(b"key"),
                value: Some(br#"{"id": 7}"#),
                ..Record::default()
            })
            .collect();
        let partition = i32::try_from(partition).unwrap();
        let told = produce(
            &mut leader,
            9,
            &request(&self.topic, partition, -1, write(&Batch::of(&records))),
        )
        .unwrap();
        assert_eq!(told.error_code, 0);
    }

    fn show(&mut self, begin: Begin) {
        let order = Order {
            begin,
            ..Order::live(self.topic.as_str().into())
        };
        self.browser.show(Some(order));
    }

    fn page(&mut self, mut wanted: impl FnMut(&Arc<Page>) -> bool) -> Arc<Page> {
        let board = self.board.wait_for(|board| wanted(&board.records));
        let board = self
            .runtime
            .block_on(async { tokio::time::timeout(PATIENCE, board).await });
        Arc::clone(&board.unwrap().unwrap().records)
    }
}

#[test]
fn what_comes_in_is_seen_and_the_rest_is_counted() {
    let mut desk = Desk::new(2);
    desk.write(0, 3);
    desk.show(Begin::Live);
    let page = desk.page(|page| page.records.len() == 3);
    assert_eq!((page.read, page.not_shown(), &page.state), (3, 0, &State::Reading));
    let first = &page.records[0];
    assert_eq!(
        (first.offset, first.value.format, first.key.line.as_str()),
        (2, "json", "key")
    );
    assert!(matches!(first.value.says, Says::Tree(_)));
    desk.write(1, 2 * ROWS);
    let page = desk.page(|page| page.read == 3 + 2 * ROWS as u64);
    assert_eq!(page.records.len(), ROWS);
    assert_eq!(page.not_shown(), 3 + ROWS as u64);
    let offsets: Vec<i64> = page.records.iter().map(|record| record.offset).collect();
    let last = 2 * ROWS as i64 - 1;
    assert!(offsets.contains(&last) && !offsets.contains(&0), "the latest are shown");
    desk.browser.show(None);
    let page = desk.page(|page| page.state == State::Idle);
    assert!(page.records.is_empty());
}

/// What is seen of the shop's orders with this registry.
fn orders(demo: &Demo, registry: Option<&str>) -> Arc<Page> {
    let mut profile = Profile::plaintext(demo.bootstrap().split(',').map(str::to_owned).collect());
    profile.registry = registry.map(|url| Registry {
        urls: vec![url.to_owned()],
        ..Registry::default()
    });
    let board = Boards::new(Arc::default());
    let mut seen = board.subscribe();
    let mut browser = Browser::new(Arc::new(profile), board);
    browser.show(Some(Order::live("ecommerce.orders.created".into())));
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let board = seen.wait_for(|board| !board.records.records.is_empty());
    let board = runtime.block_on(async { tokio::time::timeout(PATIENCE, board).await });
    Arc::clone(&board.unwrap().unwrap().records)
}

#[test]
fn schemas_are_fetched_as_they_are_met() {
    let demo = Demo::start(&show::Options::default()).unwrap();
    let page = orders(&demo, Some(&format!("http://{}", demo.registry())));
    let value = &page.records[0].value;
    assert_eq!((value.format, &value.trouble), ("avro", &None), "{value:?}");
    assert!(value.note.contains("registry id"), "{}", value.note);
    assert!(value.line.contains("\"order_id\""), "{}", value.line);
}

#[test]
fn a_registry_that_is_not_there_is_named_and_the_bytes_are_shown() {
    let demo = Demo::start(&show::Options::default()).unwrap();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let told = |registry: Option<&str>| {
        let page = orders(&demo, registry);
        let value = page.records[0].value.clone();
        assert_eq!((value.format, value.says), ("hex", Says::Bytes));
        value.trouble.unwrap()
    };
    let refused = told(Some(&format!("http://{nobody}")));
    assert!(refused.contains(&nobody.to_string()), "{refused}");
    assert!(told(None).contains("schema.registry.url"));
}

#[test]
fn pages_cover_a_topic_once() {
    let mut desk = Desk::new(3);
    for (partition, count) in [(0, 700), (1, 10), (2, 400)] {
        desk.write(partition, count);
    }
    let mut seen = BTreeSet::new();
    let mut begin = Begin::At(From::Earliest);
    let mut pages = 0;
    loop {
        desk.show(begin.clone());
        let page = desk.page(|page| {
            let mine = page.order.as_ref().is_some_and(|order| order.begin == begin);
            mine && matches!(page.state, State::Ended { .. })
        });
        assert!(page.records.len() <= ROWS + 2);
        for record in page.records.iter() {
            assert!(seen.insert((record.partition, record.offset)), "{record:?} twice");
        }
        pages += 1;
        let State::Ended { upto, more } = &page.state else {
            panic!("{page:?}")
        };
        if !more {
            break;
        }
        begin = Begin::After(upto.clone());
    }
    assert_eq!((seen.len(), pages), (1_110, 3));
}

#[test]
fn a_page_reaches_over_offsets_without_records() {
    let mut desk = Desk::new(1);
    let topic = desk.topic.clone();
    desk.cluster
        .edit(|state| state.topics.log_mut(&topic, 0).unwrap().skip(1_000_000, 10));
    desk.write(0, 5);
    desk.show(Begin::At(From::Earliest));
    let page = desk.page(|page| matches!(page.state, State::Ended { .. }));
    assert_eq!(page.records.len(), 5);
    assert!(matches!(page.state, State::Ended { more: false, .. }));
}

#[test]
fn a_live_reading_outlives_the_loss_of_all_brokers() {
    let mut desk = Desk::new(1);
    desk.write(0, 1);
    for id in 1..=3 {
        desk.cluster.edit(|state| state.stop_broker(BrokerId(id)));
    }
    desk.show(Begin::Live);
    let page = desk.page(|page| matches!(page.state, State::Failed(_)));
    assert!(page.records.is_empty());
    for id in 1..=3 {
        desk.cluster.edit(|state| state.start_broker(BrokerId(id), now_ms()));
    }
    desk.page(|page| page.records.len() == 1);
    for id in 1..=3 {
        desk.cluster.edit(|state| state.stop_broker(BrokerId(id)));
    }
    let page = desk.page(|page| !page.troubles.is_empty());
    assert_eq!(page.state, State::Reading);
    let said = &page.troubles[0];
    assert!(
        said.starts_with("partition 0: ") && said.ends_with("; it is tried again"),
        "{said}"
    );
    for id in 1..=3 {
        desk.cluster.edit(|state| state.start_broker(BrokerId(id), now_ms()));
    }
    desk.page(|page| page.troubles.is_empty());
    desk.write(0, 1);
    desk.page(|page| page.records.len() == 2);
}

fn search(topic: &str, filter: &str, go: Go) -> Order {
    Order {
        search: Some(Search {
            filter: filter.to_owned(),
            go,
        }),
        ..Order::live(topic.into())
    }
}

#[test]
fn a_search_stands_where_it_is_held_and_finds_each_once() {
    let mut desk = Desk::new(3);
    for partition in 0..3 {
        desk.write(partition, 900);
    }
    let topic = desk.topic.clone();
    desk.browser.show(Some(search(&topic, ".value.id == 7", Go::No)));
    let page = desk.page(|page| page.state == State::Held);
    let scan = page.scan.clone().unwrap();
    assert_eq!((scan.all(), scan.done(), page.read), (2_700, 0, 0));
    desk.browser.show(Some(search(&topic, ".value.id == 7", Go::Yes)));
    let page = desk.page(|page| matches!(page.state, State::Ended { .. }));
    let scan = page.scan.clone().unwrap();
    assert_eq!((scan.found, scan.done(), page.records.len()), (2_700, 2_700, KEPT));
    assert_eq!(page.not_shown(), 700);
    let seen: BTreeSet<_> = page.records.iter().map(|one| (one.partition, one.offset)).collect();
    assert_eq!(seen.len(), KEPT, "none twice");
    desk.browser.show(Some(search(&topic, "nothing such", Go::WhenSmall)));
    let page = desk.page(|page| page.reading == 2 && matches!(page.state, State::Ended { .. }));
    assert_eq!((page.records.len(), page.scan.clone().unwrap().done()), (0, 2_700));
}

#[test]
fn a_search_that_lost_its_brokers_is_no_whole_one_and_goes_on_when_they_are_back() {
    let mut desk = Desk::new(2);
    desk.write(0, 10);
    desk.write(1, 10);
    let topic = desk.topic.clone();
    desk.browser.show(Some(search(&topic, "id", Go::No)));
    desk.page(|page| page.state == State::Held);
    for id in 1..=3 {
        desk.cluster.edit(|state| state.stop_broker(BrokerId(id)));
    }
    desk.browser.show(Some(search(&topic, "id", Go::Yes)));
    let page = desk.page(|page| page.state == State::Paused);
    assert!(
        page.scan.clone().unwrap().done() < 20 && !page.troubles.is_empty(),
        "{page:?}"
    );
    for id in 1..=3 {
        desk.cluster.edit(|state| state.start_broker(BrokerId(id), now_ms()));
    }
    desk.browser.show(Some(search(&topic, "id", Go::Yes)));
    let page = desk.page(|page| matches!(page.state, State::Ended { .. }));
    assert_eq!(page.scan.clone().unwrap().found, 20);
}

#[test]
fn a_search_that_is_left_stands_and_goes_on_when_it_is_looked_at_again() {
    let mut desk = Desk::new(2);
    desk.write(0, 10);
    desk.write(1, 10);
    let topic = desk.topic.clone();
    desk.browser.show(Some(search(&topic, "id", Go::No)));
    desk.page(|page| page.state == State::Held);
    for id in 1..=3 {
        desk.cluster.edit(|state| state.stop_broker(BrokerId(id)));
    }
    desk.browser.show(Some(search(&topic, "id", Go::Yes)));
    desk.page(|page| page.state == State::Reading && !page.troubles.is_empty());
    desk.browser.show(None);
    desk.browser.show(None);
    desk.page(|page| page.state == State::Paused);
    for id in 1..=3 {
        desk.cluster.edit(|state| state.start_broker(BrokerId(id), now_ms()));
    }
    desk.browser.show(Some(search(&topic, "id", Go::WhenSmall)));
    let page = desk.page(|page| matches!(page.state, State::Ended { .. }));
    assert_eq!((page.reading, page.records.len()), (1, 20));
    desk.browser.show(None);
    desk.browser.show(Some(search(&topic, "id", Go::WhenSmall)));
    let again = desk.page(|page| matches!(page.state, State::Ended { .. }));
    assert_eq!(
        (again.reading, again.number),
        (1, page.number),
        "what was found is there yet"
    );
    // asked for once more while it is looked at, it begins anew
    desk.browser.show(Some(search(&topic, "id", Go::WhenSmall)));
    desk.page(|page| page.reading == 2 && page.records.len() == 20);
}

#[test]
fn a_search_reads_what_a_schema_says() {
    let demo = Demo::start(&show::Options::default()).unwrap();
    let mut profile = Profile::plaintext(demo.bootstrap().split(',').map(str::to_owned).collect());
    profile.registry = Some(Registry {
        urls: vec![format!("http://{}", demo.registry())],
        ..Registry::default()
    });
    let board = Boards::new(Arc::default());
    let mut seen = board.subscribe();
    let mut browser = Browser::new(Arc::new(profile), board);
    browser.show(Some(search(
        "ecommerce.orders.created",
        ".value.order_id != null",
        Go::Yes,
    )));
    let runtime = Builder::new_current_thread().enable_time().build().unwrap();
    let over = seen.wait_for(|board| matches!(board.records.state, State::Ended { .. }));
    let page = runtime.block_on(async { tokio::time::timeout(PATIENCE, over).await });
    let page = Arc::clone(&page.unwrap().unwrap().records);
    assert!(
        !page.records.is_empty() && page.scan.clone().unwrap().found == page.read,
        "{page:?}"
    );
}

#[test]
fn a_format_that_is_chosen_holds_for_the_topic() {
    let mut desk = Desk::new(1);
    desk.write(0, 1);
    let topic = desk.topic.clone();
    let forced = Formats {
        value: ReadAs::As(Format::Hex),
        ..Formats::default()
    };
    desk.browser.show(Some(Order {
        formats: forced,
        ..Order::live(topic.as_str().into())
    }));
    let page = desk.page(|page| page.records.len() == 1);
    assert_eq!(
        (page.records[0].value.format, page.forced),
        ("hex", [None, Some("hex")])
    );
    desk.browser.show(None);
    desk.show(Begin::At(From::Earliest));
    let page = desk.page(|page| page.reading == 3 && page.records.len() == 1);
    assert_eq!(page.records[0].value.format, "hex", "it was chosen before");
}
