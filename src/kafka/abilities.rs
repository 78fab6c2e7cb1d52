//! What a broker can do, as ApiVersions told when the connection was made.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::cause::Fault;
use crate::model::trouble::Cause;
use crate::wire::{self, Guarded};

/// One broker's APIs and features (API key 18, KIP-35, KIP-584).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// API key → lowest and highest version the broker speaks.
    pub apis: BTreeMap<i16, (i16, i16)>,
    /// Features the cluster has finalised, such as `metadata.version`, by name; none when the broker tells none
    /// (before 2.7, or no features yet).
    pub features: Option<Arc<BTreeMap<String, i16>>>,
    /// The least version of Apache Kafka that speaks like this, such as "3.9": no API tells the true one.
    pub software: Option<&'static str>,
}

impl Abilities {
    /// Whether the broker has this API at all.
    #[must_use]
    pub fn has(&self, api: i16) -> bool {
        self.apis.contains_key(&api)
    }

    /// The highest version of an API that the codec, the broker and the caller's wish share.
    pub(super) fn version<R: Guarded>(&self, wished: Option<(i16, i16)>) -> Result<i16, Fault> {
        let name = wire::api_name(R::KEY);
        let ours = wire::range::<R>();
        let (low, high) = wished.map_or(ours, |wish| (wish.0.max(ours.0), wish.1.min(ours.1)));
        let Some(&theirs) = self.apis.get(&R::KEY) else {
            return Err(Fault::new(Cause::TooOld(format!("it has no {name}"))));
        };
        wire::negotiate((low, high), theirs).ok_or_else(|| {
            let (least, most) = theirs;
            Fault::new(Cause::TooOld(format!(
                "it speaks {name} {least} to {most}, {low} to {high} is needed"
            )))
        })
    }
}
