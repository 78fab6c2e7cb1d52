//! From a name to a theme: user directory before the shipped ones, parents joined, colours fitted to the terminal.

use super::color::{self, Depth};
use super::glyphs::Glyphs;
use super::key::Role;
use super::parse::{Raw, RawStyle, parse};
use super::{Loaded, Theme};
use crate::text::nearest;
use ratatui::style::{Color, Modifier, Style};
use std::path::Path;

/// The themes that are part of the program.
const SHIPPED: [(&str, &str); 5] = [
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    ("high-contrast", include_str!("../../../themes/high-contrast.toml")),
    ("deuteranopia", include_str!("../../../themes/deuteranopia.toml")),
    ("mono", include_str!("../../../themes/mono.toml")),
];

/// The theme that is used when none is named, and whose styles fill the gaps of others.
pub const DEFAULT: &str = "dark";

/// The theme that is used where there is no colour.
pub const COLOURLESS: &str = "mono";

/// The names of the shipped themes.
pub fn shipped() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

/// Loads the theme `name` for a terminal. A file `name.toml` in `user_dir` goes before the shipped theme of that name;
/// it may inherit from it. Nothing is fatal: what is wrong is a warning, and the default stands in.
#[must_use]
pub fn load(name: &str, user_dir: Option<&Path>, depth: Depth, glyphs: Glyphs) -> Loaded {
    let name = if depth == Depth::None { COLOURLESS } else { name };
    let mut warnings = Vec::new();
    let mut chain = lineage(name, user_dir, &mut warnings);
    chain.reverse();
    let mut joined = Raw::default();
    let mut styles = vec![RawStyle::default(); Role::ALL.len()];
    for raw in chain {
        joined.palette.extend(raw.palette);
        joined.palette16.extend(raw.palette16);
        for (role, style) in raw.styles {
            if let Some(slot) = styles.get_mut(role as usize) {
                *slot = style;
            }
        }
    }
    let resolve = |role: Role, name: &Option<String>, warnings: &mut Vec<String>| -> Option<Color> {
        let name = name.as_ref()?;
        let color = joined.palette.get(name).copied().or_else(|| color::parse(name));
        if color.is_none() {
            warnings.push(format!(
                "{}: {name:?} is neither in the palette nor a colour",
                role.name()
            ));
        }
        match (depth, joined.palette16.get(name)) {
            (Depth::Ansi16, Some(named)) => Some(*named),
            _ => color.map(|color| color::downgrade(color, depth)),
        }
    };
    let styles = Role::ALL.iter().zip(&styles).map(|(role, raw)| {
        let fg = resolve(*role, &raw.fg, &mut warnings);
        let bg = resolve(*role, &raw.bg, &mut warnings);
        Style {
            fg,
            bg,
            underline_color: None,
            add_modifier: raw.mods,
            sub_modifier: Modifier::empty(),
        }
    });
    let theme = Theme {
        name: name.to_owned(),
        depth,
        glyphs,
        styles: styles.collect(),
    };
    Loaded { theme, warnings }
}

/// The theme and its parents, the theme first; the default is always the last.
fn lineage(name: &str, user_dir: Option<&Path>, warnings: &mut Vec<String>) -> Vec<Raw> {
    let (mut chain, mut seen): (Vec<Raw>, Vec<(String, bool)>) = (Vec::new(), Vec::new());
    let mut next = Some(name.to_owned());
    while let Some(name) = next.take() {
        // a user's `dark` that inherits from `dark` means the shipped one
        let shadowed = seen.contains(&(name.clone(), true));
        let shipped_too = SHIPPED.iter().any(|(shipped, _)| *shipped == name);
        if seen.contains(&(name.clone(), false)) || (shadowed && !shipped_too) {
            warnings.push(format!("{name}: the themes inherit from each other in a circle"));
            break;
        }
        let mut found = Vec::new();
        let Some((text, of_user)) = find(&name, user_dir.filter(|_| !shadowed)) else {
            warnings.push(match nearest(&name, shipped()) {
                Some(near) => format!("there is no theme {name:?}: did you mean {near:?}?"),
                None => format!("there is no theme {name:?}"),
            });
            break;
        };
        let raw = parse(&text, &mut found);
        warnings.extend(found.into_iter().map(|warning| format!("theme {name}: {warning}")));
        next = raw.inherits.clone();
        chain.push(raw);
        seen.push((name, of_user));
    }
    if !seen.contains(&(DEFAULT.to_owned(), false)) {
        chain.extend(find(DEFAULT, None).map(|(text, _)| parse(&text, &mut Vec::new())));
    }
    chain
}

/// The text of a theme, and whether it is the user's.
fn find(name: &str, user_dir: Option<&Path>) -> Option<(String, bool)> {
    // a theme is a name, never a path
    let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let of_user = user_dir
        .filter(|_| plain)
        .and_then(|dir| std::fs::read_to_string(dir.join(format!("{name}.toml"))).ok())
        .map(|text| (text, true));
    let of_program = || {
        SHIPPED
            .iter()
            .find(|(shipped, _)| *shipped == name)
            .map(|(_, text)| ((*text).to_owned(), false))
    };
    of_user.or_else(of_program)
}
