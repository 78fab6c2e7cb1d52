//! A theme file as data: palette, styles, parent. What it says wrong is a warning, and the rest holds.

use super::color;
use super::key::Role;
use crate::text::nearest;
use ratatui::style::{Color, Modifier};
use std::collections::BTreeMap;

/// A theme file, read but not yet joined with its parents.
#[derive(Debug, Default, Clone)]
pub(super) struct Raw {
    pub(super) inherits: Option<String>,
    pub(super) palette: BTreeMap<String, Color>,
    pub(super) palette16: BTreeMap<String, Color>,
    pub(super) styles: Vec<(Role, RawStyle)>,
}

/// A style whose colours are still names of the palette (or colours themselves).
#[derive(Debug, Default, Clone)]
pub(super) struct RawStyle {
    pub(super) fg: Option<String>,
    pub(super) bg: Option<String>,
    pub(super) mods: Modifier,
}

const MODIFIERS: [(&str, Modifier); 6] = [
    ("bold", Modifier::BOLD),
    ("dim", Modifier::DIM),
    ("italic", Modifier::ITALIC),
    ("underlined", Modifier::UNDERLINED),
    ("reversed", Modifier::REVERSED),
    ("crossed-out", Modifier::CROSSED_OUT),
];

/// Reads the text of a theme file; each thing that is not understood adds a warning and is left out.
pub(super) fn parse(text: &str, warnings: &mut Vec<String>) -> Raw {
    let table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            warnings.push(error.message().to_owned());
            return Raw::default();
        }
    };
    let mut raw = Raw::default();
    for (key, value) in &table {
        match (key.as_str(), value) {
            ("inherits", toml::Value::String(name)) => raw.inherits = Some(name.clone()),
            ("palette", toml::Value::Table(palette)) => read_palette(palette, &mut raw, warnings),
            ("style", toml::Value::Table(styles)) => {
                for (name, value) in styles {
                    read_style(name, value, &mut raw, warnings);
                }
            }
            _ => warnings.push(unknown("key", key, ["inherits", "palette", "style"])),
        }
    }
    raw
}

fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    match nearest(name, known) {
        Some(near) => format!("unknown {what} {name:?}: did you mean {near:?}?"),
        None => format!("unknown {what} {name:?}"),
    }
}

fn read_palette(palette: &toml::Table, raw: &mut Raw, warnings: &mut Vec<String>) {
    for (name, value) in palette {
        match value {
            toml::Value::Table(overrides) if name == "16" => {
                for (name, value) in overrides {
                    if let Some(color) = read_color(name, value, warnings) {
                        raw.palette16.insert(name.clone(), color);
                    }
                }
            }
            value => {
                if let Some(color) = read_color(name, value, warnings) {
                    raw.palette.insert(name.clone(), color);
                }
            }
        }
    }
}

fn read_color(name: &str, value: &toml::Value, warnings: &mut Vec<String>) -> Option<Color> {
    let color = match value {
        toml::Value::String(text) => color::parse(text),
        toml::Value::Integer(index) => u8::try_from(*index).ok().map(Color::Indexed),
        _ => None,
    };
    if color.is_none() {
        warnings.push(format!(
            "palette.{name}: {value} is no colour: write #rrggbb, a name like bright-red, or 0 to 255"
        ));
    }
    color
}

fn read_style(name: &str, value: &toml::Value, raw: &mut Raw, warnings: &mut Vec<String>) {
    let Some(role) = Role::ALL.iter().find(|role| role.name() == name) else {
        warnings.push(unknown("style", name, Role::ALL.iter().map(|role| role.name())));
        return;
    };
    let mut style = RawStyle::default();
    match value {
        toml::Value::String(fg) => style.fg = Some(fg.clone()),
        toml::Value::Table(parts) => {
            for (part, value) in parts {
                match (part.as_str(), value) {
                    ("fg", toml::Value::String(fg)) => style.fg = Some(fg.clone()),
                    ("bg", toml::Value::String(bg)) => style.bg = Some(bg.clone()),
                    ("mods", toml::Value::Array(mods)) => {
                        for modifier in mods {
                            style.mods |= read_modifier(name, modifier, warnings);
                        }
                    }
                    _ => warnings.push(format!("{name}: {}", unknown("part", part, ["fg", "bg", "mods"]))),
                }
            }
        }
        _ => warnings.push(format!(
            "{name}: a style is a colour, or {{ fg = …, bg = …, mods = […] }}"
        )),
    }
    raw.styles.push((*role, style));
}

fn read_modifier(style: &str, value: &toml::Value, warnings: &mut Vec<String>) -> Modifier {
    let name = value.as_str().unwrap_or_default();
    if let Some((_, modifier)) = MODIFIERS.iter().find(|(known, _)| *known == name) {
        return *modifier;
    }
    warnings.push(format!(
        "{style}: {}",
        unknown("modifier", name, MODIFIERS.iter().map(|(name, _)| *name))
    ));
    Modifier::empty()
}
