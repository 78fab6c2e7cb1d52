//! The rights of the users that are no super users, by CreateAcls.

use anyhow::{Result, bail};
use kafka_protocol::error::ResponseError;
use kafka_protocol::messages::create_acls_request::{AclCreation, CreateAclsRequest};
use kafka_protocol::protocol::StrBytes;

use crate::harness::raw::Connection;

/// What names must begin with, for `reader` and `limited` to see them.
const OPEN: &str = "open";

const TOPIC: i8 = 2;
const GROUP: i8 = 3;
const CLUSTER: i8 = 4;
const LITERAL: i8 = 3;
const PREFIXED: i8 = 4;
const READ: i8 = 3;
const DESCRIBE: i8 = 8;
const DESCRIBE_CONFIGS: i8 = 10;
const ALLOW: i8 = 3;

/// `reader` reads topics and groups that begin with `open`, their configs, and sees the cluster;
/// `limited` sees topics that begin with `open`, and nothing else.
pub fn grant(connection: &mut Connection) -> Result<()> {
    let creations = vec![
        allow("reader", (TOPIC, OPEN, PREFIXED), READ),
        allow("reader", (TOPIC, OPEN, PREFIXED), DESCRIBE_CONFIGS),
        allow("reader", (GROUP, OPEN, PREFIXED), READ),
        allow("reader", (CLUSTER, "kafka-cluster", LITERAL), DESCRIBE),
        allow("limited", (TOPIC, OPEN, PREFIXED), DESCRIBE),
    ];
    let answer = connection.call(&CreateAclsRequest::default().with_creations(creations))?;
    for result in answer.results {
        if let Some(error) = ResponseError::try_from_code(result.error_code) {
            bail!("cannot create an ACL: {error}");
        }
    }
    Ok(())
}

fn allow(user: &str, (kind, name, pattern): (i8, &str, i8), operation: i8) -> AclCreation {
    AclCreation::default()
        .with_resource_type(kind)
        .with_resource_name(StrBytes::from_string(name.to_owned()))
        .with_resource_pattern_type(pattern)
        .with_principal(StrBytes::from_string(format!("User:{user}")))
        .with_host(StrBytes::from_static_str("*"))
        .with_operation(operation)
        .with_permission_type(ALLOW)
}
