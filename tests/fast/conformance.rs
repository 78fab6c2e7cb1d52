//! The embedded cluster does what every cluster must.

use kconsole::demo::{Cluster, Plan};

use crate::suite;

/// One test an area, each on a cluster of its own.
macro_rules! areas {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            let plan = Plan { auto_create: true, ..Plan::default() };
            let cluster = Cluster::start(&plan).unwrap();
            cluster.edit(|state| state.disks.total = Some(1 << 40));
            suite::area(stringify!($name), &cluster.bootstrap()).unwrap();
        })*

        #[test]
        fn every_area_is_run() {
            let run = [$(stringify!($name)),*];
            assert!(suite::AREAS.iter().all(|(area, _)| run.contains(area)));
        }
    };
}

areas!(versions metadata topics produce codecs fetch offsets joining groups lag configs disks quorum transactions members redrive writing printing);
