//! The calls that change nothing.

use reqwest::Method;
use serde::Deserialize;

use super::client::Client;
use super::fault::{Code, Failed};
use super::types::{Check, Draft, Registered, User, Version};
use crate::decode::SchemaKey;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Level {
    #[serde(alias = "compatibility")]
    compatibility_level: String,
}

#[derive(Deserialize)]
struct Mode {
    mode: String,
}

const DELETED: &[(&str, &str)] = &[("deleted", "true")];

impl Client {
    /// The subjects, in order; those softly deleted too when asked for.
    ///
    /// # Errors
    /// As every call: nobody answers, or the registry refuses.
    pub async fn subjects(&self, deleted: bool) -> Result<Vec<String>, Failed> {
        let query = if deleted { DELETED } else { &[] };
        let mut names: Vec<String> = self.get("list subjects", &["subjects"], query).await?;
        names.sort_unstable();
        Ok(names)
    }

    /// The versions of a subject, in order.
    ///
    /// # Errors
    /// 40401 when there is no such subject.
    pub async fn versions(&self, subject: &str, deleted: bool) -> Result<Vec<i32>, Failed> {
        let query = if deleted { DELETED } else { &[] };
        self.get("list versions", &["subjects", subject, "versions"], query)
            .await
    }

    /// A version of a subject.
    ///
    /// # Errors
    /// 40401, 40402 when there is no such subject or version.
    pub async fn version(&self, subject: &str, version: Version, deleted: bool) -> Result<Registered, Failed> {
        let number = version.to_string();
        let query = if deleted { DELETED } else { &[] };
        self.get("read a schema", &["subjects", subject, "versions", &number], query)
            .await
    }

    /// The version that a schema is registered as under a subject.
    ///
    /// # Errors
    /// 40401, 40403 when it is not.
    pub async fn registered_as(&self, subject: &str, draft: &Draft) -> Result<Registered, Failed> {
        self.call(
            "look a schema up",
            Method::POST,
            &["subjects", subject],
            &[],
            Some(draft),
        )
        .await
    }

    /// A schema by its id or GUID.
    ///
    /// # Errors
    /// 40403 when there is no such schema.
    pub async fn schema(&self, key: SchemaKey) -> Result<Registered, Failed> {
        match key {
            SchemaKey::Id(id) => {
                self.get("read a schema", &["schemas", "ids", &id.to_string()], &[])
                    .await
            }
            SchemaKey::Guid(guid) => {
                self.get("read a schema", &["schemas", "guids", &guid.to_string()], &[])
                    .await
            }
        }
    }

    /// The ids of the schemas that build on a version.
    ///
    /// # Errors
    /// 40401, 40402 when there is no such subject or version.
    pub async fn referenced_by(&self, subject: &str, version: i32) -> Result<Vec<u32>, Failed> {
        let number = version.to_string();
        self.get(
            "list references",
            &["subjects", subject, "versions", &number, "referencedby"],
            &[],
        )
        .await
    }

    /// The subjects and versions that a schema is registered under.
    ///
    /// # Errors
    /// 40403 when there is no such schema.
    pub async fn used_by(&self, id: u32) -> Result<Vec<User>, Failed> {
        let path = ["schemas", "ids", &id.to_string(), "versions"];
        self.get("list the subjects of a schema", &path, &[]).await
    }

    /// The compatibility level: a subject's own, or the registry's.
    ///
    /// # Errors
    /// 40408 (older registries: 40401) when the subject has none of its own.
    pub async fn level(&self, subject: Option<&str>) -> Result<String, Failed> {
        let path: Vec<&str> = std::iter::once("config").chain(subject).collect();
        let level: Level = self.get("read the compatibility level", &path, &[]).await?;
        Ok(level.compatibility_level)
    }

    /// The compatibility level that a subject is held to.
    ///
    /// # Errors
    /// As every call.
    pub async fn level_held(&self, subject: &str) -> Result<String, Failed> {
        let query = [("defaultToGlobal", "true")];
        let level: Result<Level, Failed> = self
            .get("read the compatibility level", &["config", subject], &query)
            .await;
        match level {
            Ok(level) => Ok(level.compatibility_level),
            // a registry that does not know the question
            Err(failed) if failed.code.is_some_and(Code::no_level) => self.level(None).await,
            Err(failed) => Err(failed),
        }
    }

    /// The mode: `READWRITE`, `READONLY`, `IMPORT`.
    ///
    /// # Errors
    /// As every call.
    pub async fn mode(&self, subject: Option<&str>) -> Result<String, Failed> {
        let path: Vec<&str> = std::iter::once("mode").chain(subject).collect();
        let mode: Mode = self.get("read the mode", &path, &[]).await?;
        Ok(mode.mode)
    }

    /// Whether a schema may follow: the version, or all that the level holds it to when `version` is none.
    ///
    /// # Errors
    /// 42201 when it is no schema; 40401, 40402 when there is nothing to check it against.
    pub async fn check(&self, subject: &str, version: Option<Version>, draft: &Draft) -> Result<Check, Failed> {
        let said = self.check_by(subject, version, draft).await;
        match said {
            // Karapace does not know the question, and holds the latest to all where the level says so
            Err(failed) if version.is_none() && failed.code.is_some_and(|code| matches!(code.0, 404 | 405)) => {
                self.check_by(subject, Some(Version::Latest), draft).await
            }
            said => said,
        }
    }

    async fn check_by(&self, subject: &str, version: Option<Version>, draft: &Draft) -> Result<Check, Failed> {
        let number = version.map(|version| version.to_string());
        let path: Vec<&str> = ["compatibility", "subjects", subject, "versions"]
            .into_iter()
            .chain(number.as_deref())
            .collect();
        let query = [("verbose", "true")];
        self.call("check a schema", Method::POST, &path, &query, Some(draft))
            .await
    }
}
