//! What is measured.

/// One value of one series.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The metric's name, as `jmx_exporter` or `kafka_exporter` gives it.
    pub name: &'static str,
    /// Its labels; one that is empty is none.
    pub labels: Vec<(&'static str, String)>,
    /// The value. Counters (`…_total`) fall only when what they count was started anew.
    pub value: f64,
}

impl Sample {
    /// A sample without labels.
    #[must_use]
    pub fn new(name: &'static str, value: f64) -> Self {
        Self {
            name,
            labels: Vec::new(),
            value,
        }
    }

    /// With one label more.
    #[must_use]
    pub fn label(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.labels.push((name, value.into()));
        self
    }
}

/// An alert that fires.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Its `alertname`.
    pub name: &'static str,
    /// Its labels besides.
    pub labels: Vec<(&'static str, String)>,
    /// What it tells people.
    pub summary: String,
    /// Since when, in milliseconds since the epoch.
    pub active_at: i64,
    /// The value that made it fire.
    pub value: f64,
}

/// What can be measured now.
pub trait Source: Send + Sync + 'static {
    /// Adds one sample of every series.
    fn samples(&self, out: &mut Vec<Sample>);

    /// The alerts that fire.
    fn alerts(&self) -> Vec<Alert> {
        Vec::new()
    }
}
