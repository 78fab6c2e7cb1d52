//! Real Kafka does what every cluster must: the same suite that the embedded cluster is held to.

use anyhow::Result;

use crate::case::{Case, case};
use crate::clusters;
use crate::harness::listener::Listener;
use crate::suite;

/// The cases of this area.
pub fn cases() -> Vec<Case> {
    vec![
        case("conformance::versions", || area("versions")),
        case("conformance::metadata", || area("metadata")),
        case("conformance::topics", || area("topics")),
        case("conformance::produce", || area("produce")),
        case("conformance::codecs", || area("codecs")),
        case("conformance::fetch", || area("fetch")),
        case("conformance::offsets", || area("offsets")),
        case("conformance::joining", || area("joining")),
        case("conformance::groups", || area("groups")),
        case("conformance::lag", || area("lag")),
        case("conformance::configs", || area("configs")),
        case("conformance::disks", || area("disks")),
        case("conformance::quorum", || area("quorum")),
        case("conformance::transactions", || area("transactions")),
        case("conformance::members", || area("members")),
        case("conformance::redrive", || area("redrive")),
        case("conformance::writing", || area("writing")),
        case("conformance::printing", || area("printing")),
    ]
}

fn area(name: &str) -> Result<()> {
    let calm = clusters::calm()?;
    suite::area(name, &calm.bootstrap(Listener::Plaintext)?)
}
