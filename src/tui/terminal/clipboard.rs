//! Copying through the terminal (OSC 52): it reaches the clipboard of the person, through SSH as well.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The multiplexer the sequence has to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrap {
    /// None.
    Plain,
    /// tmux: passed on when `allow-passthrough` is on; `set-clipboard on` takes it as well.
    Tmux,
    /// GNU screen: in pieces of at most 768 bytes.
    Screen,
}

impl Wrap {
    /// The multiplexer of the environment.
    #[must_use]
    pub fn from_env(env: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| env(name).is_some_and(|value| !value.is_empty());
        if set("TMUX") {
            Self::Tmux
        } else if set("STY") || env("TERM").is_some_and(|term| term.starts_with("screen")) {
            Self::Screen
        } else {
            Self::Plain
        }
    }
}

/// The most a terminal is known to take: 74,994 encoded bytes. Bytes of text.
const LONGEST: usize = 74_994 / 4 * 3;

/// The sequence that puts `text` on the clipboard; none when it is longer than terminals take.
#[must_use]
pub fn osc52(text: &str, wrap: Wrap) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let sequence = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    Some(match wrap {
        Wrap::Plain => sequence.into_bytes(),
        Wrap::Tmux => format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b")).into_bytes(),
        Wrap::Screen => {
            let pieces = sequence.as_bytes().chunks(512);
            pieces.flat_map(|piece| [b"\x1bP", piece, b"\x1b\\"].concat()).collect()
        }
    })
}
