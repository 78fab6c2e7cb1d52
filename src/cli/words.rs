//! The command line that does what the arguments say, as a plan shows it.

use super::global::Global;
use crate::jobs::produce::Header;

/// The words of a command line, put down one after another.
pub struct Words(Vec<String>);

impl Words {
    /// Begins with the program, the cluster and the command. Properties are left out: they may be secrets.
    pub fn of(global: &Global, command: &str) -> Self {
        let mut words = Self(begin(global));
        words.word(command);
        words
    }

    /// A word that stands for itself.
    pub fn word(&mut self, word: impl ToString) {
        self.0.push(word.to_string());
    }

    /// A flag with its value, when there is one.
    pub fn put(&mut self, flag: &str, value: Option<impl ToString>) {
        self.each(flag, value);
    }

    /// A flag for each of its values.
    pub fn each(&mut self, flag: &str, values: impl IntoIterator<Item = impl ToString>) {
        for value in values {
            self.0.extend([flag.to_owned(), value.to_string()]);
        }
    }

    /// A flag without a value, when it is set.
    pub fn flag(&mut self, flag: &str, set: bool) {
        self.0.extend(set.then(|| flag.to_owned()));
    }

    /// `-H NAME=VALUE` for each header.
    pub fn headers(&mut self, headers: &[Header]) {
        let text = |(name, value): &Header| {
            let value = String::from_utf8_lossy(value.as_deref().unwrap_or_default());
            format!("{name}={value}")
        };
        self.each("-H", headers.iter().map(text));
    }

    /// All of them.
    pub fn done(self) -> Vec<String> {
        self.0
    }
}

/// How a command line on the cluster begins: the program, and what names the cluster.
pub fn begin(global: &Global) -> Vec<String> {
    let mut words = Words(vec!["kconsole".to_owned()]);
    words.put("-c", global.context.as_ref());
    words.put("-b", global.bootstrap.as_ref());
    words.done()
}
