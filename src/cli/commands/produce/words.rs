//! The words of `produce`'s command line: what some of them mean.

use std::path::PathBuf;

use super::args::OnErrorArg;
use crate::jobs::produce::{Header, OnError, Which};
use crate::model::names::TopicName;

pub(super) fn separator(text: &str) -> Result<String, String> {
    match text {
        "" => Err("it may not be empty".into()),
        "\\t" => Ok("\t".into()),
        "\\0" => Ok("\0".into()),
        other => Ok(other.to_owned()),
    }
}

pub(super) fn header(text: &str) -> Result<Header, String> {
    let (name, value) = text.split_once('=').ok_or("write it like trace-id=7f1c")?;
    Ok((name.to_owned(), Some(value.as_bytes().to_vec())))
}

pub(super) fn which(text: &str) -> Result<Which, String> {
    let wrong = || "latest, a version such as 3, id:7 or @FILE".to_owned();
    if let Some(path) = text.strip_prefix('@').filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        return Ok(Which::File { path, register: false });
    }
    if let Some(id) = text.strip_prefix("id:") {
        return id.parse().map(Which::Id).map_err(|_ill| wrong());
    }
    match (text, text.parse::<i32>()) {
        ("latest", _) => Ok(Which::Latest),
        (_, Ok(version)) if version > 0 => Ok(Which::Version(version)),
        _ => Err(wrong()),
    }
}

pub(super) fn which_text(which: &Which) -> String {
    match which {
        Which::Id(id) => format!("id:{id}"),
        Which::Latest => "latest".to_owned(),
        Which::Version(version) => version.to_string(),
        Which::File { path, .. } => format!("@{}", path.display()),
    }
}

pub(super) fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate > 0.0 => Ok(rate),
        _ => Err("a number above 0".into()),
    }
}

pub(super) fn on_error(text: &str) -> Result<OnErrorArg, String> {
    Ok(OnErrorArg(match text.split_once('=') {
        None if text == "stop" => OnError::Stop,
        None if text == "skip" => OnError::Skip,
        Some(("dlq", topic)) if !topic.is_empty() => OnError::DeadLetter(TopicName::from(topic)),
        _ => return Err("stop, skip or dlq=TOPIC".into()),
    }))
}
