//! The command line that does what the arguments say, as a plan shows it.

use clap::ValueEnum as _;

use super::args::Args;
use super::words::which_text;
use crate::cli::global::Global;
use crate::cli::words::Words;
use crate::jobs::produce::OnError;

impl Args {
    /// The command line as a plan shows it. Properties are left out: they may be secrets.
    pub(super) fn command(&self, global: &Global) -> Vec<String> {
        let mut words = Words::of(global, "produce");
        words.word(&self.topic);
        words.put("-f", self.file.as_ref().map(|path| path.display().to_string()));
        let format = self.input.to_possible_value().map(|value| value.get_name().to_owned());
        words.put("-i", format.filter(|name| name != "lines"));
        words.put("--template", self.template.clone());
        words.put("--seed", self.seed.map(|seed| seed.to_string()));
        words.put("--repeat", (self.repeat != 1).then(|| self.repeat.to_string()));
        words.put("--rate", self.rate.map(|rate| rate.to_string()));
        words.put("-k", self.key.clone());
        words.put("-K", self.key_separator.clone());
        words.headers(&self.headers);
        words.put("-p", self.partition.map(|number| number.to_string()));
        words.put("--timestamp", self.timestamp.clone());
        words.put("--null-marker", self.null_marker.clone());
        words.put("--schema", self.value_schema().as_ref().map(which_text));
        words.put("--key-schema", self.key_schema.as_ref().map(which_text));
        let strategy = self
            .strategy
            .to_possible_value()
            .map(|value| value.get_name().to_owned());
        words.put("--strategy", strategy.filter(|name| name != "topic"));
        words.put("--subject", self.subject.clone());
        words.put("--record", self.record.clone());
        words.put("-z", self.compression.clone());
        words.put("--acks", self.acks.clone());
        match &self.on_error.0 {
            OnError::Stop => {}
            OnError::Skip => words.put("--on-error", Some("skip")),
            OnError::DeadLetter(topic) => words.put("--on-error", Some(format!("dlq={topic}"))),
        }
        words.put(
            "--failed-file",
            self.failed_file.as_ref().map(|path| path.display().to_string()),
        );
        words.flag("--register", self.register);
        words.flag("--null-empty", self.null_empty);
        words.flag("--no-idempotence", self.no_idempotence);
        match self.transaction.as_deref() {
            None => {}
            Some("") => words.word("--transaction"),
            Some(id) => words.word(format!("--transaction={id}")),
        }
        words.done()
    }
}
