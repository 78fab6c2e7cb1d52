//! ApiVersions, and what happens to a version that is not spoken.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use bytes::Buf;
use kafka_protocol::messages::{ApiKey, ApiVersionsRequest, MetadataRequest};

use super::{Check, Place, same, says};

pub const CHECKS: &[Check] = &[
    ("every-version-says-the-same", every_version),
    ("too-new-a-question", too_new),
    ("an-unspoken-version", unspoken),
    ("no-kafka", no_kafka),
];

fn request(version: i16) -> ApiVersionsRequest {
    match version {
        ..3 => ApiVersionsRequest::default(),
        _ => ApiVersionsRequest::default()
            .with_client_software_name("conformance".into())
            .with_client_software_version("1".into()),
    }
}

fn every_version(place: &Place) -> Result<()> {
    let mut raw = place.any()?;
    let mut first = None;
    for version in 0..=4 {
        let answer = raw.ask(version, &request(version))?;
        says("ApiVersions", answer.error_code, "NONE")?;
        let ranges: BTreeMap<i16, (i16, i16)> = answer
            .api_keys
            .iter()
            .map(|api| (api.api_key, (api.min_version, api.max_version)))
            .collect();
        same("versions told", &ranges, first.get_or_insert_with(|| ranges.clone()))?;
        if version >= 3 {
            let features: Vec<&str> = answer
                .finalized_features
                .iter()
                .map(|feature| feature.name.as_str())
                .collect();
            ensure!(features.contains(&"metadata.version"), "{features:?}");
        }
    }
    let ranges = first.context("no answer")?;
    // as librdkafka needs it, see KAFKA-18659
    let produce = ranges.get(&(ApiKey::Produce as i16)).context("no Produce")?;
    same("the lowest Produce", produce.0, 0)?;
    for (key, (min, max)) in ranges {
        ensure!(min <= max, "API {key}: {min}..{max}");
    }
    Ok(())
}

fn too_new(place: &Place) -> Result<()> {
    let mut raw = place.any()?;
    raw.send_body(18, 77, 2, &[0, 0, 0])?;
    let mut frame = raw.frame()?;
    frame.advance(4);
    let (error, count) = (frame.get_i16(), frame.get_i32());
    says("ApiVersions v77", error, "UNSUPPORTED_VERSION")?;
    same("APIs in the answer", count, 1)?;
    same("the API", frame.get_i16(), 18)?;
    let (min, max) = (frame.get_i16(), frame.get_i16());
    ensure!(min == 0 && max >= 3, "{min}..{max}");
    // the connection goes on
    let answer = raw.ask(max, &request(max))?;
    says("ApiVersions", answer.error_code, "NONE")
}

fn unspoken(place: &Place) -> Result<()> {
    let mut raw = place.any()?;
    raw.send_body(ApiKey::Metadata as i16, 99, 2, &[0; 8])?;
    ensure!(raw.frame().is_err(), "Metadata v99 was answered");
    let request = MetadataRequest::default().with_topics(Some(Vec::new()));
    place.any()?.ask(1, &request).map(|_| ())
}

fn no_kafka(place: &Place) -> Result<()> {
    let mut raw = place.any()?;
    raw.send_body(9_999, 0, 1, b"GET / HTTP/1.1")?;
    ensure!(raw.frame().is_err(), "an unknown API was answered");
    Ok(())
}
