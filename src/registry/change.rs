//! The calls that change something. Each takes the gate's [`Permit`].

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::Client;
use super::fault::Failed;
use super::types::Draft;
use crate::plan::Permit;

#[derive(Deserialize)]
struct Id {
    id: u32,
}

impl Client {
    /// Registers a schema; the id it has now. One that is there already keeps its id.
    ///
    /// # Errors
    /// 409 when it is not compatible, 42201 when it is no schema.
    pub async fn register(&self, _permit: &Permit, subject: &str, draft: &Draft) -> Result<u32, Failed> {
        let path = ["subjects", subject, "versions"];
        let id: Id = self
            .call("register a schema", Method::POST, &path, &[], Some(draft))
            .await?;
        Ok(id.id)
    }

    /// Deletes a subject, or one version of it; softly, or for good what was softly deleted before. The versions that
    /// are gone.
    ///
    /// # Errors
    /// 40401, 40402 when there is none; 40405, 40407 when it was not softly deleted first; 42206 when others refer to it.
    pub async fn delete(
        &self,
        _permit: &Permit,
        subject: &str,
        version: Option<i32>,
        permanent: bool,
    ) -> Result<Vec<i32>, Failed> {
        let number = version.map(|number| number.to_string());
        let path: Vec<&str> = ["subjects", subject]
            .into_iter()
            .chain(number.iter().flat_map(|number| ["versions", number.as_str()]))
            .collect();
        let query: &[(&str, &str)] = if permanent { &[("permanent", "true")] } else { &[] };
        let gone: Value = self
            .call("delete a schema", Method::DELETE, &path, query, None::<&()>)
            .await?;
        let all = gone.as_array().cloned().unwrap_or_else(|| vec![gone]);
        let number = |one: &Value| one.as_i64().and_then(|number| i32::try_from(number).ok());
        Ok(all.iter().filter_map(number).collect())
    }

    /// Sets the compatibility level of a subject, or the one that holds where a subject has none.
    ///
    /// # Errors
    /// 42203 when it is no level.
    pub async fn set_level(&self, _permit: &Permit, subject: Option<&str>, level: &str) -> Result<(), Failed> {
        let path: Vec<&str> = std::iter::once("config").chain(subject).collect();
        let body = json!({ "compatibility": level });
        let _said: Value = self
            .call("set the compatibility level", Method::PUT, &path, &[], Some(&body))
            .await?;
        Ok(())
    }

    /// Takes a subject's own level away: the registry's holds.
    ///
    /// # Errors
    /// 40401, 40408 when it has none.
    pub async fn unset_level(&self, _permit: &Permit, subject: &str) -> Result<(), Failed> {
        let path = ["config", subject];
        let what = "take the compatibility level away";
        let _said: Value = self.call(what, Method::DELETE, &path, &[], None::<&()>).await?;
        Ok(())
    }

    /// Takes a subject's own mode away: the registry's holds.
    ///
    /// # Errors
    /// 40401, 40409 when it has none.
    pub async fn unset_mode(&self, _permit: &Permit, subject: &str) -> Result<(), Failed> {
        let path = ["mode", subject];
        let _said: Value = self
            .call("take away the mode", Method::DELETE, &path, &[], None::<&()>)
            .await?;
        Ok(())
    }

    /// Sets the mode.
    ///
    /// # Errors
    /// 42204 when it is no mode, 42205 when the registry does not let it be changed.
    pub async fn set_mode(&self, _permit: &Permit, subject: Option<&str>, mode: &str) -> Result<(), Failed> {
        let path: Vec<&str> = std::iter::once("mode").chain(subject).collect();
        let body = json!({ "mode": mode });
        let _said: Value = self.call("set the mode", Method::PUT, &path, &[], Some(&body)).await?;
        Ok(())
    }
}
