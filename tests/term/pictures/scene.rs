//! A scene: what is started and, picture by picture, what is typed and what is waited for.

use std::time::Duration;

use serde::Deserialize;

use super::{grid, svg};
use crate::terminal::{Terminal, start};

/// What comes this late after the frame that was waited for is not on the picture.
const SETTLED: Duration = Duration::from_millis(150);

/// A scene as its file says it: one play of the demo, and the pictures taken of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scene {
    /// The command line after the program's name.
    pub arguments: Vec<String>,
    /// The theme.
    #[serde(default = "dark")]
    pub theme: String,
    /// One after the other, on the same terminal.
    pub picture: Vec<Picture>,
}

/// One picture.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// Its file's name, without the ending.
    pub name: String,
    /// What it shows, for those who do not see it.
    pub about: String,
    /// Columns and rows.
    pub size: (u16, u16),
    /// What is typed.
    pub keys: String,
    /// What must then be on the screen.
    pub wait: String,
}

fn dark() -> String {
    "dark".to_owned()
}

impl Scene {
    /// The pictures by name.
    pub fn play(&self) -> Vec<(&str, String)> {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let mut terminal = start(&arguments)
            .env("COLORTERM", "truecolor")
            .config(&format!("[ui]\ntheme = {:?}\n", self.theme))
            .open();
        terminal.wait("the play's end", whole);
        let title = format!("kconsole {}", arguments.first().copied().unwrap_or_default());
        let taken = self
            .picture
            .iter()
            .map(|picture| (&*picture.name, picture.take(&mut terminal, &title)));
        taken.collect()
    }
}

impl Picture {
    fn take(&self, terminal: &mut Terminal, title: &str) -> String {
        let (columns, rows) = self.size;
        terminal
            .resize(columns, rows)
            .wait("the screen before at this size", whole);
        terminal.keys(&self.keys).wait_text(&self.wait);
        terminal.quiet_for(SETTLED);
        terminal.look(|screen| svg::draw(&grid::rows(screen), title, &self.about))
    }
}

/// From the first row to the hints in the last.
fn whole(screen: &vt100::Screen) -> bool {
    let text = screen.contents();
    let (mut first, mut last) = (text.lines(), text.lines());
    first.next().is_some_and(|line| line.trim_end().ends_with("live"))
        && last.next_back().is_some_and(|line| line.contains("help"))
}
