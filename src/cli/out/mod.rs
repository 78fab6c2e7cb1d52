//! Where and how a command prints: table, JSON, YAML or CSV, buffered, to stdout or to what a test reads.

mod harmless;
mod json;
mod page;
mod table;
mod yaml;

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::model::time::At;
use crate::report::data::{self, List};
use crate::report::{Column, HIDDEN, Length, Look, Mark, Row};
use crate::text::escape;

use super::global::{Format, Global, When};
use harmless::Harmless;
use page::Page;

/// One command's output. Nothing is on stdout before [`Out::flush`], but for what overflows the buffer.
pub struct Out {
    to: To,
    /// How it is printed.
    pub format: Format,
    /// The columns of the terminal; none when there is no terminal, and nothing is cut.
    width: Option<usize>,
    color: bool,
    /// One document a line, however many follow.
    lines: bool,
    headed: bool,
    /// The moment it is printed at.
    pub now: At,
}

impl Out {
    /// The process's stdout.
    #[must_use]
    pub fn stdout(global: &Global) -> Self {
        let tty = io::stdout().is_terminal();
        let (columns, lines) = terminal_size();
        let stdout = io::BufWriter::with_capacity(64 << 10, io::stdout());
        let in_place = tty && global.watch.is_some() && global.output == Format::Table;
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|set| !set.is_empty());
        Self {
            to: match in_place {
                true => To::Page(Page::new(stdout, lines)),
                false => To::Plain(Box::new(stdout)),
            },
            format: global.output,
            width: tty.then_some(columns),
            color: match global.color {
                When::Always => true,
                When::Never => false,
                When::Auto => tty && !no_color,
            },
            lines: !tty || global.watch.is_some(),
            headed: false,
            now: At::default(),
        }
    }

    /// Output of another shape to another place.
    #[cfg(test)]
    pub fn to(to: Box<dyn Write>, format: Format, width: Option<usize>, now: At) -> Self {
        Self {
            to: To::Plain(to),
            format,
            width,
            color: false,
            lines: true,
            headed: false,
            now,
        }
    }

    /// The columns of the terminal; none when there is no terminal.
    #[must_use]
    pub const fn width(&self) -> Option<usize> {
        self.width
    }

    /// Whether each table is drawn over the one before.
    #[must_use]
    pub const fn in_place(&self) -> bool {
        matches!(self.to, To::Page(_))
    }

    /// Begins a page, when tables are drawn in place.
    ///
    /// # Errors
    /// When stdout takes nothing more.
    pub fn begin_page(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Page(page) => page.begin(),
            To::Plain(_) => Ok(()),
        }
    }

    /// Ends the page, and makes sure that all of it is out.
    ///
    /// # Errors
    /// When stdout takes nothing more.
    pub fn end_page(&mut self) -> io::Result<()> {
        if let To::Page(page) = &mut self.to {
            page.end()?;
        }
        self.flush()
    }

    /// Prints rows: a table of the columns that have a place in one, or data of all of them.
    ///
    /// # Errors
    /// When stdout takes nothing more.
    pub fn rows<R: Row>(&mut self, rows: &[R], columns: &[&'static Column<R>]) -> io::Result<()> {
        match self.format {
            Format::Table | Format::Raw => self.table(rows, columns),
            Format::Csv => self.csv(rows, columns),
            Format::Json | Format::Yaml => self.document(&List::new(rows, columns)),
        }
    }

    /// Prints a table, whatever the format; a column that nobody can know anything of is left out.
    ///
    /// # Errors
    /// When stdout takes nothing more.
    pub fn table<R: Row>(&mut self, rows: &[R], columns: &[&'static Column<R>]) -> io::Result<()> {
        let shown: Vec<_> = columns.iter().copied().filter(|c| c.priority != HIDDEN).collect();
        let look = Look {
            now: self.now,
            length: Length::Full,
        };
        table::Table::new(rows, &shown, look).print(&mut self.to, self.width, self.color)
    }

    /// Prints one document as JSON or YAML.
    ///
    /// # Errors
    /// When stdout takes nothing more.
    pub fn document(&mut self, value: &impl Serialize) -> io::Result<()> {
        if self.format == Format::Yaml {
            if self.headed {
                self.to.write_all(b"---\n")?;
            }
            self.headed = true;
            let text = yaml::text(&serde_json::to_value(value)?).map_err(io::Error::other)?;
            return Harmless::new(&mut self.to).write_all(text.as_bytes());
        }
        json::write(&mut Harmless::new(&mut self.to), value, !self.lines)
    }

    /// Prints one line of JSON, whatever the format.
    ///
    /// # Errors
    /// When stdout takes nothing more.
    pub fn data_line(&mut self, value: &impl Serialize) -> io::Result<()> {
        json::write(&mut Harmless::new(&mut self.to), value, false)
    }

    fn csv<R: Row>(&mut self, rows: &[R], columns: &[&'static Column<R>]) -> io::Result<()> {
        let mut writer = csv::WriterBuilder::new().from_writer(&mut self.to);
        if !self.headed {
            writer.write_record(columns.iter().map(|c| c.name))?;
            self.headed = true;
        }
        for row in rows {
            for column in columns {
                writer.write_field(&*data::csv(&(column.cell)(row)))?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        writer.flush()
    }

    /// Prints a line of text for people, escaped.
    ///
    /// # Errors
    /// When stdout takes nothing more.
    pub fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.to, "{}", escape(text))
    }

    /// Prints a line that begins with a mark in its colour.
    ///
    /// # Errors
    /// When stdout takes nothing more.
    pub fn marked(&mut self, mark: Mark, text: &str) -> io::Result<()> {
        let (on, off) = if self.color {
            (table::colour(mark), table::RESET)
        } else {
            ("", "")
        };
        writeln!(self.to, "{on}{}{off} {}", mark.symbol(), escape(text))
    }

    /// Makes sure that all of it is out.
    ///
    /// # Errors
    /// When stdout takes nothing more.
    pub fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Writes bytes that this program made itself to stdout.
///
/// # Errors
/// When stdout takes nothing more.
pub fn write_stdout(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Columns and lines. A terminal that tells no size has that of them all, once.
fn terminal_size() -> (usize, usize) {
    match crossterm::terminal::size() {
        Ok((columns, lines)) if columns > 0 && lines > 0 => (usize::from(columns), usize::from(lines)),
        _ => (80, 24),
    }
}

/// Where it goes.
enum To {
    Plain(Box<dyn Write>),
    Page(Page<io::BufWriter<io::Stdout>>),
}

impl Write for To {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(to) => to.write(bytes),
            Self::Page(to) => to.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(to) => to.flush(),
            Self::Page(to) => to.flush(),
        }
    }
}

#[cfg(test)]
pub mod tests;
