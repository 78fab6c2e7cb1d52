//! The README's references are what the program says of itself. `KCONSOLE_UPDATE_DOCS=1` writes them anew.

use std::path::PathBuf;

use kconsole::{cli, config, tui};

fn readme() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// What stands between the markers of a name, by the program of today.
fn sections() -> [(&'static str, String); 4] {
    [
        ("config", config::reference::reference()),
        ("cli", cli::reference::markdown()),
        ("fields", cli::reference::fields()),
        ("keys", tui::action::key_table()),
    ]
}

/// The text with one section's content replaced; none when its markers are not there, once and in order.
fn replaced(text: &str, name: &str, content: &str) -> Option<String> {
    let (open, close) = (
        format!("<!-- generated:{name} -->"),
        format!("<!-- /generated:{name} -->"),
    );
    let (before, rest) = text.split_once(&open)?;
    let (_, after) = rest.split_once(&close)?;
    let once = !after.contains(&open) && !after.contains(&close);
    once.then(|| format!("{before}{open}\n\n{}\n\n{close}{after}", content.trim()))
}

#[test]
fn the_readme_says_what_the_program_says() {
    let is = std::fs::read_to_string(readme()).unwrap();
    let should = sections().iter().fold(is.clone(), |text, (name, content)| {
        replaced(&text, name, content).unwrap_or_else(|| panic!("README.md lacks the markers of {name}"))
    });
    if std::env::var_os("KCONSOLE_UPDATE_DOCS").is_some() {
        std::fs::write(readme(), should).unwrap();
        return;
    }
    let differs = is
        .lines()
        .zip(should.lines())
        .enumerate()
        .find(|(_, (is, should))| is != should);
    if let Some((at, (is, should))) = differs {
        panic!(
            "README.md is stale at line {}: it says\n  {is}\nand should say\n  {should}\n\
             Write it anew: KCONSOLE_UPDATE_DOCS=1 cargo test --test fast docs::",
            at + 1
        );
    }
    assert_eq!(is.len(), should.len(), "README.md is stale at its end");
}

#[test]
fn a_section_is_replaced_between_its_markers_only() {
    let text = "a\n<!-- generated:x -->\nold\n<!-- /generated:x -->\nb\n";
    let new = replaced(text, "x", "new\n").unwrap();
    assert_eq!(new, "a\n<!-- generated:x -->\n\nnew\n\n<!-- /generated:x -->\nb\n");
    assert_eq!(replaced(&new, "x", "new"), Some(new.clone()), "again changes nothing");
    assert_eq!(replaced(text, "y", "new"), None);
}
