//! What filters cost for each record: `cargo bench --bench filter`.
//!
//! The first are worked out on the JSON as it lies; those at the end are left to jq, or to what stands in for it.

#![expect(
    clippy::expect_used,
    reason = "a bench that cannot build its input has nothing to measure"
)]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kconsole::model::names::TopicName;
use kconsole::records::filter::Filter;
use kconsole::records::read::Place;
use kconsole::wire::batch::Record;

const FILTERS: [&str; 14] = [
    "late delivery",
    ".value.amount > 999.9",
    ".value.customer | test(\"^c-0001\")",
    ".value | to_entries | length > 7",
    ".value | tojson | length > 192",
    "[.value | paths] | length > 7",
    ".value.at / 1000 | todate | startswith(\"2031\")",
    "def tax: . * 0.2; .value.amount | tax > 199.9",
    "def up: if . < 999 then . + 100 | up else . end; .value.amount | up > 1098",
    "def depth: if type == \"object\" then 1 + ([.[] | depth] | max) else 0 end; .value | depth > 1",
    ".value[] == \"shipped\"",
    ".value.status as $status | .value.note | test($status)",
    "jq:(.value.status as $s | .value.note | test($s)) or (def up: if . < 999 then . + 100 | up else . end; .value.amount | up > 1098)",
    ".value | walk(if type == \"string\" then ascii_upcase else . end) | .status == \"LOST\"",
];

fn values() -> Vec<String> {
    let states = ["pending", "paid", "shipped", "cancelled"];
    let value = |at: u64| {
        format!(
            "{{\"order\":\"o-{at:09}\",\"customer\":\"c-{:05}\",\"status\":\"{}\",\"amount\":{}.{:02},\"currency\":\"EUR\",\
             \"at\":{},\"note\":\"left at the door of a neighbour, please ring twice\"}}",
            at * 7919 % 100_000,
            states[(at % 4) as usize],
            at * 31 % 1000,
            at * 17 % 100,
            1_795_000_000_000 + at
        )
    };
    (0..1000).map(value).collect()
}

fn filters(criterion: &mut Criterion) {
    let values = values();
    let topic = TopicName::from("orders");
    let place = Place {
        topic: &topic,
        partition: 3,
        append_time: false,
        control: false,
    };
    let records: Vec<_> = (0..)
        .zip(&values)
        .map(|(offset, value)| Record {
            offset,
            timestamp: 1_795_000_000_000,
            key: None,
            value: Some(value.as_bytes()),
            headers: Default::default(),
        })
        .collect();
    let mut group = criterion.benchmark_group("filter");
    group.throughput(Throughput::Elements(records.len() as u64));
    for filter in FILTERS {
        let mut sieve = Filter::parse(filter).expect("it is a filter").sieve();
        group.bench_function(filter, |bencher| {
            bencher.iter(|| {
                records
                    .iter()
                    .filter(|record| sieve.wants(&place, black_box(record)))
                    .count()
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().without_plots().sample_size(20);
    targets = filters
}
criterion_main!(benches);
