//! What the registry refuses, by Confluent's codes.

use super::state::Which;

/// A refusal. Its code's first three digits are the HTTP status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each is")]
pub enum Fault {
    #[error("Subject '{0}' not found.")]
    NoSubject(String),
    #[error("Version {0} not found.")]
    NoVersion(Which),
    #[error("Schema not found")]
    NoSchema,
    #[error("Schema {0} not found")]
    NoId(i32),
    #[error("Subject '{0}' was soft deleted. Set permanent=true to delete permanently")]
    SubjectSoftDeleted(String),
    #[error("Subject '{0}' was not deleted first before being permanently deleted")]
    SubjectNotDeleted(String),
    #[error("Subject '{0}' Version {1} was soft deleted. Set permanent=true to delete permanently")]
    VersionSoftDeleted(String, i32),
    #[error("Subject '{0}' Version {1} was not deleted first before being permanently deleted")]
    VersionNotDeleted(String, i32),
    #[error("Subject '{0}' does not have subject-level compatibility configured")]
    NoLevel(String),
    #[error("Invalid schema: {0}")]
    InvalidSchema(String),
    #[error(
        "The specified version '{0}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\""
    )]
    InvalidVersion(String),
    #[error(
        "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive"
    )]
    InvalidLevel,
    #[error("One or more references exist to the schema {{subject={0}, version={1}}}.")]
    Referenced(String, i32),
    #[error("Schema being registered is incompatible with an earlier schema for subject \"{0}\": {1}")]
    Incompatible(String, String),
    #[error("{0}")]
    Unprocessable(String),
    #[error("HTTP 404 Not Found")]
    NoPath,
    #[error("HTTP 405 Method Not Allowed")]
    NoMethod,
}

impl Fault {
    /// Confluent's `error_code`.
    #[must_use]
    pub fn code(&self) -> u32 {
        match self {
            Self::NoSubject(_) => 40401,
            Self::NoVersion(_) => 40402,
            Self::NoSchema | Self::NoId(_) => 40403,
            Self::SubjectSoftDeleted(_) => 40404,
            Self::SubjectNotDeleted(_) => 40405,
            Self::VersionSoftDeleted(..) => 40406,
            Self::VersionNotDeleted(..) => 40407,
            Self::NoLevel(_) => 40408,
            Self::InvalidSchema(_) => 42201,
            Self::InvalidVersion(_) => 42202,
            Self::InvalidLevel => 42203,
            Self::Referenced(..) => 42206,
            Self::Incompatible(..) => 409,
            Self::Unprocessable(_) => 422,
            Self::NoPath => 404,
            Self::NoMethod => 405,
        }
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        let code = self.code();
        let status = if code >= 1_000 { code / 100 } else { code };
        u16::try_from(status).unwrap_or(500)
    }
}
