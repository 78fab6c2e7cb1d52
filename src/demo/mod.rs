//! The embedded cluster: in-process brokers on loopback ports that speak the Kafka protocol.
//!
//! A newcomer's first cluster, and the tests' cluster that misbehaves on demand. It is no second Kafka: produce, fetch and
//! classic groups are real; everything else is state that a scenario plays and the APIs tell truly. It listens on loopback
//! only and is never presented as a broker for real use.
//!
//! | part | what it is |
//! |---|---|
//! | [`cluster`] | [`Cluster`], the handle: its own thread, its addresses; dropping it stops everything |
//! | [`plan`] | [`Plan`]: how large, which racks, which names are advertised |
//! | [`shared`] | [`Shared`]: the one owner of the state, and who is told when it changed |
//! | [`state`] | what the cluster holds, as plain data: one file a noun |
//! | [`configs`] | every config with its type, default and words |
//! | [`story`] | the cast of the demo: a shop's topics and their readers, and the cluster they begin with |
//! | [`schemas`] | by which the records are written, and what the registry serves |
//! | [`traffic`] | producers and consumers inside the demo |
//! | [`scenario`] | what goes wrong, and when |
//! | [`player`] | [`player::Player`]: the story step by step |
//! | [`show`] | [`Demo`]: all of it in one handle |
//! | [`batch`] | record batches in place: read a header, patch it, check its CRC, write one |
//! | [`net`] | sockets: one listener a broker, requests of a connection answered in their order |
//! | [`protocol`] | one file an API, and the table of what is spoken at which versions |
//! | [`fault`] | faults on demand: delays, cut frames, garbage, error codes, old brokers |
//! | [`registry`] | a schema registry: Confluent's REST subset |
//! | [`prometheus`] | a Prometheus HTTP API over the cluster's state |
//! | [`http`] | the small server both stand on |
//! | [`clock`] | the cluster's clock: the wall's, or one that a test or a picture moves by hand |
//!
//! ```text
//! bytes → net → frame → protocol (decode, version) → Shared::edit | read → state → answer → net
//! scenario, traffic → Shared::edit → state → (woken) long polls, listeners
//! ```

pub mod batch;
pub mod clock;
pub mod cluster;
pub mod configs;
pub mod fault;
pub mod http;
mod net;
pub mod plan;
pub mod player;
pub mod prometheus;
pub mod protocol;
pub mod registry;
pub mod scenario;
pub mod schemas;
pub mod shared;
pub mod show;
pub mod state;
pub mod story;
pub mod traffic;

pub use cluster::Cluster;
pub use plan::Plan;
pub use shared::Shared;
pub use show::Demo;
pub use state::State;
