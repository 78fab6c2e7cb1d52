//! Keys as a person writes them: `q`, `G`, `ctrl-r`, `shift-left`, `pgdn`, `f5`.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt;

/// A key with the modifiers held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    /// The key. A char carries its own case.
    pub code: KeyCode,
    /// Control, alt and shift; never shift with a char.
    pub mods: KeyModifiers,
}

const NAMES: [(&str, KeyCode); 15] = [
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backspace", KeyCode::Backspace),
    ("del", KeyCode::Delete),
    ("ins", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
    ("space", KeyCode::Char(' ')),
];

const MODIFIERS: [(&str, KeyModifiers); 3] = [
    ("ctrl-", KeyModifiers::CONTROL),
    ("alt-", KeyModifiers::ALT),
    ("shift-", KeyModifiers::SHIFT),
];

impl Chord {
    /// The char without modifiers.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self {
            code: KeyCode::Char(c),
            mods: KeyModifiers::NONE,
        }
    }

    /// The key without modifiers.
    #[must_use]
    pub const fn plain(code: KeyCode) -> Self {
        Self {
            code,
            mods: KeyModifiers::NONE,
        }
    }

    /// A terminal's key in one spelling: shift is in the char, and shift-tab is `shift-tab`.
    #[must_use]
    pub fn from_terminal(key: KeyEvent) -> Self {
        let known = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT;
        let mods = key.modifiers & known;
        match key.code {
            KeyCode::Char(c) if mods.contains(KeyModifiers::CONTROL) => Self {
                code: KeyCode::Char(c.to_ascii_lowercase()),
                mods: mods - KeyModifiers::SHIFT,
            },
            KeyCode::Char(c) => Self {
                code: KeyCode::Char(c),
                mods: mods - KeyModifiers::SHIFT,
            },
            KeyCode::BackTab => Self {
                code: KeyCode::Tab,
                mods: mods | KeyModifiers::SHIFT,
            },
            code => Self { code, mods },
        }
    }

    /// The key a person wrote; none when it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (mut rest, mut mods) = (text, KeyModifiers::NONE);
        while let Some((after, modifier)) = MODIFIERS
            .iter()
            .find_map(|(name, modifier)| Some((rest.strip_prefix(name)?, modifier)))
        {
            if after.is_empty() {
                break;
            }
            mods |= *modifier;
            rest = after;
        }
        let mut chars = rest.chars();
        let code = match (chars.next(), chars.next()) {
            (Some(c), None) => KeyCode::Char(c),
            (Some('f'), Some(_))
                if rest
                    .get(1..)
                    .is_some_and(|digits| digits.chars().all(|c| c.is_ascii_digit())) =>
            {
                KeyCode::F(rest.get(1..)?.parse().ok().filter(|number| (1..=24).contains(number))?)
            }
            _ => NAMES.iter().find(|(name, _)| *name == rest)?.1,
        };
        if matches!(code, KeyCode::Char(_)) && mods.contains(KeyModifiers::SHIFT) {
            let KeyCode::Char(c) = code else { return None };
            return Some(Self {
                code: KeyCode::Char(c.to_ascii_uppercase()),
                mods: mods - KeyModifiers::SHIFT,
            });
        }
        Some(Self { code, mods })
    }

    /// The char a text field would take from this key.
    #[must_use]
    pub const fn typed(&self) -> Option<char> {
        match self.code {
            KeyCode::Char(c)
                if !self.mods.contains(KeyModifiers::CONTROL) && !self.mods.contains(KeyModifiers::ALT) =>
            {
                Some(c)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, modifier) in MODIFIERS {
            if self.mods.contains(modifier) {
                f.write_str(name)?;
            }
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, KeyCode::Char(c)) => write!(f, "{c}"),
            (None, KeyCode::F(number)) => write!(f, "f{number}"),
            (None, other) => write!(f, "{}", other.to_string().to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_shown_can_be_written() {
        for text in [
            "q",
            "G",
            "?",
            "-",
            "ctrl-r",
            "alt-x",
            "shift-left",
            "pgdn",
            "f5",
            "space",
            "enter",
            "shift-tab",
            "ctrl--",
        ] {
            let chord = Chord::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(chord.to_string(), text);
        }
        assert_eq!(Chord::parse("shift-g"), Some(Chord::char('G')));
        for bad in ["", "ctrl-", "hyper-x", "f99", "qq"] {
            assert_eq!(Chord::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn terminals_differ_and_chords_do_not() {
        let press = |code, mods| Chord::from_terminal(KeyEvent::new(code, mods));
        assert_eq!(press(KeyCode::Char('G'), KeyModifiers::SHIFT), Chord::char('G'));
        assert_eq!(
            press(KeyCode::BackTab, KeyModifiers::SHIFT),
            Chord::parse("shift-tab").unwrap()
        );
        assert_eq!(
            press(KeyCode::Char('R'), KeyModifiers::CONTROL | KeyModifiers::SHIFT),
            Chord::parse("ctrl-r").unwrap()
        );
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            if let Some(chord) = Chord::parse(&text) {
                prop_assert_eq!(Chord::parse(&chord.to_string()), Some(chord));
            }
        }
    }
}
