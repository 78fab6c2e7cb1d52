//! A scene: what is started, what is typed, what is waited for.

use std::time::Duration;

use serde::Deserialize;

use super::{grid, svg};
use crate::terminal::start;

/// The first moment nothing is written for so long, the screen is drawn.
const SETTLED: Duration = Duration::from_millis(700);

/// A scene as its file says it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// What the picture shows, for those who do not see it.
    pub about: String,
    /// The command line after the program's name.
    pub arguments: Vec<String>,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The theme.
    #[serde(default = "dark")]
    pub theme: String,
    /// One after the other.
    pub steps: Vec<Step>,
}

/// Keys, and the text that shows that they were taken.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is typed.
    #[serde(default)]
    pub keys: String,
    /// What must then be on the screen.
    pub wait: String,
}

fn dark() -> String {
    "dark".to_owned()
}

impl Scene {
    /// The picture.
    pub fn play(&self) -> String {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let (columns, rows) = self.size;
        let mut terminal = start(&arguments)
            .env("COLORTERM", "truecolor")
            .config(&format!("[ui]\ntheme = {:?}\n", self.theme))
            .size(columns, rows)
            .open();
        for step in &self.steps {
            terminal.keys(&step.keys).wait_text(&step.wait);
        }
        terminal.quiet_for(SETTLED);
        let title = format!("kconsole {}", self.arguments.first().map_or("", String::as_str));
        terminal.look(|screen| svg::draw(&grid::rows(screen), &title, &self.about))
    }
}
