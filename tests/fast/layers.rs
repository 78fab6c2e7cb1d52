//! The house's rules that a compiler does not hold: who may import whom, and how long a file may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom, besides themselves. `clock` and `log` are leaves that only the outer rooms may use.
const MAY: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("wire", &[]),
    ("clock", &[]),
    ("log", &[]),
    ("model", &["text"]),
    ("plan", &["model", "text"]),
    ("config", &["model", "text"]),
    ("report", &["model", "plan", "text"]),
    ("kafka", &["wire", "model", "config", "clock"]),
    ("records", &["kafka", "wire", "model", "config", "plan"]),
    ("live", &["kafka", "model", "config", "clock"]),
    (
        "jobs",
        &[
            "live", "records", "kafka", "wire", "plan", "model", "config", "text", "clock",
        ],
    ),
    (
        "cli",
        &[
            "jobs", "live", "report", "plan", "model", "config", "text", "clock", "log",
        ],
    ),
    (
        "tui",
        &["jobs", "live", "report", "plan", "model", "config", "text", "clock"],
    ),
    ("lib", &[]),
    ("main", &["cli", "tui"]),
];

/// The same inside the TUI.
const MAY_TUI: &[(&str, &[&str])] = &[
    ("theme", &[]),
    ("widgets", &["theme"]),
    ("panes", &["widgets", "theme", "context"]),
];

/// Lines of a file, tests included.
const LONGEST: usize = 500;

fn files(dir: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut todo = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(dir)];
    while let Some(dir) = todo.pop() {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                todo.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The modules a file stands in: `src/cli/commands/lag.rs` is `cli`, `commands`, `lag`.
fn module(path: &Path) -> Vec<String> {
    let inside = path
        .strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap();
    let mut parts: Vec<_> = inside
        .with_extension("")
        .iter()
        .map(|p| p.to_string_lossy().into_owned())
        .collect();
    if parts.len() > 1 && parts.last().is_some_and(|p| p == "mod") {
        parts.pop();
    }
    parts
}

fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The names right behind each `prefix::`, also those of a group.
fn heads(code: &str, prefix: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        if code[..at].chars().next_back().is_some_and(|c| is_name(c) || c == ':') {
            continue;
        }
        let rest = &code[at + prefix.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut name) = (0, String::new());
            for c in group.chars() {
                match c {
                    '}' if depth == 0 => break,
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ if depth == 0 && is_name(c) => name.push(c),
                    ',' if depth == 0 => {
                        found.insert(std::mem::take(&mut name));
                    }
                    // what follows `::` is no head: the name is kept as it is until the comma
                    ':' if depth == 0 && !name.ends_with('/') => name.push('/'),
                    _ => {}
                }
            }
            found.insert(name);
        } else {
            found.insert(rest.chars().take_while(|c| is_name(*c)).collect());
        }
    }
    found
        .into_iter()
        .map(|name| name.split('/').next().unwrap_or_default().to_owned())
        .filter(|n| !n.is_empty())
        .collect()
}

#[test]
fn nobody_imports_whom_they_may_not() {
    let may: BTreeMap<_, _> = MAY.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut paths = 0;
    for file in files("src") {
        let (module, code) = (module(&file), code(&file));
        let room = module[0].as_str();
        let allowed = may
            .get(room)
            .unwrap_or_else(|| panic!("{room} has no line in the table of layers"));
        let mut heads = heads(&code, "crate::");
        if room == "main" {
            heads = self::heads(&code, "kconsole::");
        }
        // enough `super::` reach the root, too
        heads.extend(
            self::heads(&code, &"super::".repeat(module.len()))
                .into_iter()
                .filter(|h| may.contains_key(h.as_str())),
        );
        for head in heads {
            let is_room = may.contains_key(head.as_str());
            paths += usize::from(is_room);
            if is_room && head != room && !allowed.contains(&head.as_str()) {
                wrong.push(format!("{}: {room} may not import {head}", file.display()));
            }
        }
    }
    assert!(
        paths > 300,
        "only {paths} paths were found: the reader of this test is broken"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn inside_the_tui_too() {
    let may: BTreeMap<_, _> = MAY_TUI.iter().copied().collect();
    let mut wrong = Vec::new();
    for file in files("src/tui") {
        let (module, code) = (module(&file), code(&file));
        let Some(part) = module.get(1).map(String::as_str) else {
            continue;
        };
        let mut heads = heads(&code, "crate::tui::");
        heads.extend(self::heads(&code, &"super::".repeat(module.len() - 1)));
        if let Some(allowed) = may.get(part) {
            let others = heads
                .iter()
                .filter(|h| may.contains_key(h.as_str()) || matches!(h.as_str(), "screens" | "ui" | "run" | "context"));
            for head in others.filter(|h| *h != part && !allowed.contains(&h.as_str())) {
                wrong.push(format!("{}: {part} may not import {head}", file.display()));
            }
        }
        if part == "screens" && module.len() > 2 {
            let screens: BTreeSet<_> = files("src/tui/screens")
                .iter()
                .filter_map(|f| self::module(f).get(2).cloned())
                .collect();
            let named = self::heads(&code, "crate::tui::screens::");
            for head in named.iter().filter(|h| **h != module[2] && screens.contains(*h)) {
                wrong.push(format!("{}: a screen may not import another, {head}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_have_one_purpose_and_are_no_longer_than_it() {
    let mut long = Vec::new();
    let mut lengths = Vec::new();
    for file in files("src").into_iter().chain(files("tests")) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        lengths.push(lines);
        if lines > LONGEST {
            long.push(format!("{}: {lines} lines", file.display()));
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= 150, "the median file has {median} lines");
}

#[test]
fn the_reader_of_paths_reads_groups_and_lone_paths() {
    let code = "use crate::{model::{view::View, known}, text};\nfn f() -> crate::report::Row { mycrate::nothing() }";
    let found: Vec<_> = heads(code, "crate::").into_iter().collect();
    assert_eq!(found, ["model", "report", "text"]);
}
