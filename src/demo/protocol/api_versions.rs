//! ApiVersions (key 18): what this broker speaks, and the cluster's features.

use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::error::ResponseError as E;
use kafka_protocol::messages::api_versions_response::{ApiVersion, FinalizedFeatureKey, SupportedFeatureKey};
use kafka_protocol::messages::{ApiKey, ApiVersionsRequest, ApiVersionsResponse};
use kafka_protocol::protocol::Encodable;

use super::{Call, Peer, Refused, support, table};
use crate::demo::fault::{Era, Faults};
use crate::demo::state::State;
use crate::model::names::BrokerId;

/// Finalised features: name, lowest and highest level supported, level finalised (as Kafka 4.1 has them).
const FEATURES: &[(&str, i16, i16, i16)] = &[
    ("metadata.version", 7, 27, 27),
    ("group.version", 0, 1, 1),
    ("transaction.version", 0, 2, 2),
    ("eligible.leader.replicas.version", 0, 1, 1),
    ("share.version", 0, 1, 1),
];

pub(super) fn answer(call: &Call, _state: &State, _request: ApiVersionsRequest) -> ApiVersionsResponse {
    let faults = &call.shared.faults;
    let answer = ApiVersionsResponse::default().with_api_keys(announced(faults, call.broker));
    let features = match faults.era(call.broker) {
        None => FEATURES,
        Some(Era::Kafka3_9) => &[("metadata.version", 1, 21, 21)],
        Some(_) => &[],
    };
    if call.version < 3 || features.is_empty() {
        return answer;
    }
    let name = |name: &str| support::text(name);
    let supported = features.iter().map(|(feature, min, max, _)| {
        SupportedFeatureKey::default()
            .with_name(name(feature))
            .with_min_version(*min)
            .with_max_version(*max)
    });
    let finalized = features.iter().map(|(feature, _, _, level)| {
        FinalizedFeatureKey::default()
            .with_name(name(feature))
            .with_min_version_level(*level)
            .with_max_version_level(*level)
    });
    // Before version 4 a lowest level of 0 breaks old clients, so brokers leave such features out (KAFKA-17011).
    let supported = supported.filter(|feature| call.version >= 4 || feature.min_version > 0);
    answer
        .with_supported_features(supported.collect())
        .with_finalized_features(finalized.collect())
        .with_finalized_features_epoch(1)
}

/// What a client gets that asks in a version that is not known (KIP-511): the error and the range of this very API, in the
/// body of version 0.
pub(super) fn unsupported(peer: &Peer, correlation: i32) -> Result<Bytes, Refused> {
    let ours = announced(&peer.shared.faults, peer.broker);
    let ours = ours.into_iter().filter(|api| api.api_key == ApiKey::ApiVersions as i16);
    let answer = ApiVersionsResponse::default()
        .with_error_code(E::UnsupportedVersion.code())
        .with_api_keys(ours.collect());
    let mut body = BytesMut::new();
    answer
        .encode(&mut body, 0)
        .map_err(|error| Refused::Codec(error.to_string()))?;
    let len = i32::try_from(body.len() + 4).map_err(|error| Refused::Codec(error.to_string()))?;
    let mut frame = BytesMut::with_capacity(body.len() + 8);
    frame.put_i32(len);
    frame.put_i32(correlation);
    frame.extend_from_slice(&body);
    Ok(frame.freeze())
}

fn announced(faults: &Faults, broker: BrokerId) -> Vec<ApiVersion> {
    let api = |&(key, ..): &(ApiKey, i16, i16)| {
        let (min, max) = table::spoken(faults, broker, key);
        // Kafka 4 says so although it takes 3 at least: librdkafka would not compress otherwise (KAFKA-18659).
        let min = if key == ApiKey::Produce { 0 } else { min };
        (min <= max).then(|| {
            ApiVersion::default()
                .with_api_key(key as i16)
                .with_min_version(min)
                .with_max_version(max)
        })
    };
    table::APIS.iter().filter_map(api).collect()
}
