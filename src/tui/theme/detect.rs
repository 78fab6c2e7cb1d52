//! What the terminal can show, from the environment alone: a question to the terminal would cost a round trip over SSH,
//! and its late answer would arrive as typed keys.

use super::color::Depth;
use super::glyphs::Glyphs;

/// The number of colours, by `NO_COLOR`, `COLORTERM` and `TERM`. sshd passes on `TERM` alone, so there 256 is usual.
#[must_use]
pub fn depth(env: impl Fn(&str) -> Option<String>) -> Depth {
    if env("NO_COLOR").is_some_and(|value| !value.is_empty()) {
        return Depth::None;
    }
    let term = env("TERM").unwrap_or_default();
    if term == "dumb" {
        return Depth::None;
    }
    let colorterm = env("COLORTERM").unwrap_or_default();
    let modern = ["-direct", "kitty", "ghostty", "alacritty", "wezterm", "foot", "contour"];
    if matches!(colorterm.as_str(), "truecolor" | "24bit") || modern.iter().any(|name| term.contains(name)) {
        Depth::True
    } else if term.contains("256") {
        Depth::Ansi256
    } else {
        Depth::Ansi16
    }
}

/// The signs, by the locale: ASCII where it is set and names no UTF-8, and on the Linux console.
#[must_use]
pub fn glyphs(env: impl Fn(&str) -> Option<String>) -> Glyphs {
    let set = |name: &str| env(name).filter(|value| !value.is_empty());
    if matches!(set("TERM").as_deref(), Some("linux" | "dumb")) {
        return Glyphs::ASCII;
    }
    match set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG")) {
        Some(locale) => {
            let locale = locale.to_ascii_lowercase();
            if locale.contains("utf-8") || locale.contains("utf8") {
                Glyphs::UNICODE
            } else {
                Glyphs::ASCII
            }
        }
        // a container has no locale, and the terminal before it is a modern one
        None => Glyphs::UNICODE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn colours_by_what_ssh_leaves_of_the_environment() {
        assert_eq!(depth(env(&[("TERM", "xterm-256color")])), Depth::Ansi256);
        assert_eq!(
            depth(env(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")])),
            Depth::True
        );
        assert_eq!(depth(env(&[("TERM", "xterm-kitty")])), Depth::True);
        assert_eq!(depth(env(&[("TERM", "xterm")])), Depth::Ansi16);
        assert_eq!(depth(env(&[])), Depth::Ansi16);
        assert_eq!(depth(env(&[("TERM", "dumb")])), Depth::None);
        assert_eq!(
            depth(env(&[("COLORTERM", "truecolor"), ("NO_COLOR", "1")])),
            Depth::None
        );
        assert_eq!(depth(env(&[("COLORTERM", "truecolor"), ("NO_COLOR", "")])), Depth::True);
    }

    #[test]
    fn signs_by_the_locale() {
        assert_eq!(glyphs(env(&[])), Glyphs::UNICODE);
        assert_eq!(glyphs(env(&[("LANG", "de_DE.UTF-8")])), Glyphs::UNICODE);
        assert_eq!(glyphs(env(&[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")])), Glyphs::ASCII);
        assert_eq!(
            glyphs(env(&[("TERM", "linux"), ("LANG", "en_US.UTF-8")])),
            Glyphs::ASCII
        );
    }
}
