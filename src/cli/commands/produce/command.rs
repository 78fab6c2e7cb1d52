//! The command line that does what the arguments say, as a plan shows it.

use clap::ValueEnum as _;

use super::args::Args;
use super::words::which_text;
use crate::cli::global::Global;
use crate::jobs::produce::OnError;

impl Args {
    /// The command line as a plan shows it. Properties are left out: they may be secrets.
    pub(super) fn command(&self, global: &Global) -> Vec<String> {
        let mut words = vec!["kconsole".to_owned()];
        let mut put = |flag: &str, value: Option<String>| {
            words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value]));
        };
        put("-c", global.context.clone());
        put("-b", global.bootstrap.clone());
        put("produce", Some(self.topic.clone()));
        put("-f", self.file.as_ref().map(|path| path.display().to_string()));
        let format = self.input.to_possible_value().map(|value| value.get_name().to_owned());
        put("-i", format.filter(|name| name != "lines"));
        put("--template", self.template.clone());
        put("--seed", self.seed.map(|seed| seed.to_string()));
        put("--repeat", (self.repeat != 1).then(|| self.repeat.to_string()));
        put("--rate", self.rate.map(|rate| rate.to_string()));
        put("-k", self.key.clone());
        put("-K", self.key_separator.clone());
        for (name, value) in &self.headers {
            let value = String::from_utf8_lossy(value.as_deref().unwrap_or_default());
            put("-H", Some(format!("{name}={value}")));
        }
        put("-p", self.partition.map(|number| number.to_string()));
        put("--timestamp", self.timestamp.clone());
        put("--null-marker", self.null_marker.clone());
        put("--schema", self.value_schema().as_ref().map(which_text));
        put("--key-schema", self.key_schema.as_ref().map(which_text));
        let strategy = self
            .strategy
            .to_possible_value()
            .map(|value| value.get_name().to_owned());
        put("--strategy", strategy.filter(|name| name != "topic"));
        put("--subject", self.subject.clone());
        put("--record", self.record.clone());
        put("-z", self.compression.clone());
        put("--acks", self.acks.clone());
        match &self.on_error.0 {
            OnError::Stop => {}
            OnError::Skip => put("--on-error", Some("skip".into())),
            OnError::DeadLetter(topic) => put("--on-error", Some(format!("dlq={topic}"))),
        }
        put(
            "--failed-file",
            self.failed_file.as_ref().map(|path| path.display().to_string()),
        );
        words.extend(self.register.then(|| "--register".to_owned()));
        words.extend(self.null_empty.then(|| "--null-empty".to_owned()));
        words.extend(self.no_idempotence.then(|| "--no-idempotence".to_owned()));
        words.extend(self.transaction.as_ref().map(|id| match id.as_str() {
            "" => "--transaction".to_owned(),
            id => format!("--transaction={id}"),
        }));
        words
    }
}
