//! The first words on a new connection: which APIs, in which versions (API key 18; KIP-35, KIP-511).

use std::collections::BTreeMap;
use std::sync::Arc;

use kafka_protocol::messages::{ApiVersionsRequest, ApiVersionsResponse};
use kafka_protocol::protocol::StrBytes;

use super::super::abilities::Abilities;
use super::super::calls::versions;
use super::super::cause::Fault;
use super::line::Line;
use crate::model::trouble::Cause;
use crate::wire;

const UNSUPPORTED_VERSION: i16 = 35;

/// Asks in the newest version; a broker that does not know it says which it knows (since 2.4), or nothing: then version 0.
pub(super) async fn versions(line: &Line) -> Result<Abilities, Fault> {
    let ours = wire::range::<ApiVersionsRequest>();
    let mut version = ours.1;
    loop {
        let answer = ask(line, version).await?;
        if answer.error_code == UNSUPPORTED_VERSION && version > 0 {
            version = answer
                .api_keys
                .iter()
                .find(|api| api.api_key == 18)
                .and_then(|api| wire::negotiate(ours, (api.min_version, api.max_version)))
                .filter(|lower| *lower < version)
                .unwrap_or(0);
            continue;
        }
        if answer.error_code != 0 {
            return Err(Fault::new(Cause::Kafka {
                code: answer.error_code,
                name: wire::error_name(answer.error_code),
                message: None,
            }));
        }
        return Ok(abilities(&answer));
    }
}

async fn ask(line: &Line, version: i16) -> Result<ApiVersionsResponse, Fault> {
    let mut request = ApiVersionsRequest::default();
    if version >= 3 {
        request = request
            .with_client_software_name(StrBytes::from_static_str(env!("CARGO_PKG_NAME")))
            .with_client_software_version(StrBytes::from_static_str(env!("CARGO_PKG_VERSION")));
    }
    let sent = line.send(&request, version).await?;
    let frame = line.frame(sent).await?.body;
    Ok(wire::decode_api_versions(frame, version)?)
}

fn abilities(answer: &ApiVersionsResponse) -> Abilities {
    let apis: BTreeMap<_, _> = answer
        .api_keys
        .iter()
        .map(|api| (api.api_key, (api.min_version, api.max_version)))
        .collect();
    let features: BTreeMap<_, _> = answer
        .finalized_features
        .iter()
        .map(|feature| (feature.name.to_string(), feature.max_version_level))
        .collect();
    let told = answer.finalized_features_epoch >= 0;
    Abilities {
        software: versions::software(&apis),
        apis,
        features: told.then(|| Arc::new(features)),
    }
}
