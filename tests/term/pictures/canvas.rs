//! SVG's elements as text, with numbers as short as they can be.

use std::fmt::Write;

/// A picture under construction.
#[derive(Debug, Default)]
pub struct Canvas {
    text: String,
    /// Colours and the classes that stand for them: `c0`, `c1` and so on.
    colours: Vec<String>,
}

impl Canvas {
    /// The class of a colour.
    pub fn class(&mut self, colour: &str) -> String {
        let known = self.colours.iter().position(|known| known == colour);
        let at = known.unwrap_or_else(|| {
            self.colours.push(colour.to_owned());
            self.colours.len() - 1
        });
        format!("c{at}")
    }

    /// A rectangle of a class.
    pub fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64), opacity: f64) {
        let (x, y, width, height) = (short(x), short(y), short(width), short(height));
        let opacity = match opacity {
            1.0.. => String::new(),
            less => format!(" opacity=\"{}\"", short(less)),
        };
        self.line(&format!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"{opacity}/>"
        ));
    }

    /// One line of markup.
    pub fn line(&mut self, markup: &str) {
        self.text.push_str(markup);
        self.text.push('\n');
    }

    /// The rules of the classes.
    pub fn style(&self) -> String {
        let mut style = String::new();
        for (at, colour) in self.colours.iter().enumerate() {
            write!(style, ".c{at}{{fill:{colour}}}").unwrap();
        }
        style
    }

    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A number with two digits after the point at most.
pub fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Text as XML holds it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
