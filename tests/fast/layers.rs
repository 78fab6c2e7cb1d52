//! The house rules of src/: who may import whom, and how long a file may be. The table is the one of `src/lib.rs`'s layers.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::paths::paths;

/// Every folder of src/ and what it may name by `crate::`, itself aside. `clock` and `log` are leaves for all that are
/// not pure.
const MAY: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("wire", &[]),
    ("clock", &[]),
    ("log", &["config"]),
    ("model", &["text"]),
    ("plan", &["model", "text"]),
    ("config", &["model", "text"]),
    ("report", &["model", "plan", "text"]),
    ("kafka", &["wire", "model", "config", "clock"]),
    ("decode", &["model", "text"]),
    // plan: nothing is changed without its Permit
    ("registry", &["decode", "model", "config", "plan"]),
    ("connect", &["model", "config"]),
    ("prometheus", &["model", "config"]),
    // plan: nothing is written without its Permit
    (
        "records",
        &["kafka", "wire", "decode", "model", "config", "plan", "clock"],
    ),
    (
        "live",
        &["kafka", "prometheus", "connect", "registry", "model", "config", "clock"],
    ),
    (
        "jobs",
        &[
            "text",
            "wire",
            "clock",
            "model",
            "plan",
            "config",
            "report",
            "kafka",
            "decode",
            "registry",
            "connect",
            "prometheus",
            "records",
            "live",
        ],
    ),
    (
        "tui",
        &["jobs", "live", "report", "plan", "model", "config", "text", "clock"],
    ),
    (
        "cli",
        &[
            "jobs", "live", "report", "plan", "model", "config", "text", "clock", "log",
        ],
    ),
    ("demo", &["wire", "decode", "model", "text", "clock"]),
];

/// Parts of src/tui and the other parts of it that they may not name.
const MAY_NOT: &[(&str, &[&str])] = &[
    (
        "theme",
        &[
            "widgets", "panes", "screens", "ui", "action", "run", "terminal", "program", "watching",
        ],
    ),
    (
        "widgets",
        &[
            "panes", "screens", "ui", "action", "run", "terminal", "program", "watching",
        ],
    ),
    ("panes", &["screens", "ui", "run", "terminal", "program", "watching"]),
    ("screens", &["run", "terminal", "program", "watching"]),
    ("ui", &["run", "terminal", "program", "watching"]),
];

/// More lines than this no file has.
const LONGEST: usize = 500;

/// More lines than this the median file does not have.
const MEDIAN: usize = 150;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

fn files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    rust_files(&root().join(folder), &mut found);
    found.sort();
    assert!(!found.is_empty(), "{folder} is empty");
    found
}

/// The module a file of src/ is: `src/tui/screens/mod.rs` is `["tui", "screens"]`.
fn module(file: &Path) -> Vec<String> {
    let below = file.strip_prefix(root().join("src")).unwrap().with_extension("");
    let mut parts: Vec<String> = below.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        parts.pop();
    }
    parts
}

/// Every path of every file, with the file that names it and that file's module.
fn named() -> Vec<(String, Vec<String>, Vec<String>)> {
    let mut all = Vec::new();
    for file in files("src") {
        let from = module(&file);
        let shown = file.strip_prefix(root()).unwrap().display().to_string();
        let text = std::fs::read_to_string(&file).unwrap();
        all.extend(
            paths(&text, &from)
                .into_iter()
                .map(|to| (shown.clone(), from.clone(), to)),
        );
    }
    all
}

fn told(wrong: &BTreeSet<String>) {
    let lines: Vec<&str> = wrong.iter().map(String::as_str).collect();
    assert!(wrong.is_empty(), "\n{}", lines.join("\n"));
}

#[test]
fn every_path_follows_the_layers() {
    let mut wrong = BTreeSet::new();
    let all = named();
    assert!(
        all.len() > 1_000,
        "only {} paths were found: the reader is broken",
        all.len()
    );
    for (file, from, to) in all {
        let (Some(from), Some(to)) = (from.first(), to.first()) else {
            continue;
        };
        let Some((_, may)) = MAY.iter().find(|(name, _)| name == from) else {
            wrong.insert(format!("{file}: {from} is no layer of the table"));
            continue;
        };
        let is_layer = MAY.iter().any(|(name, _)| name == to);
        if from != to && is_layer && !may.contains(&to.as_str()) {
            wrong.insert(format!("{file}: {from} may not name crate::{to}"));
        }
    }
    told(&wrong);
}

#[test]
fn inside_the_tui_every_part_knows_only_what_is_below_it() {
    let mut wrong = BTreeSet::new();
    for (file, from, to) in named() {
        let ([tui, part, ..], [other, named, ..]) = (from.as_slice(), to.as_slice()) else {
            continue;
        };
        if tui != "tui" || other != "tui" {
            continue;
        }
        // what a screen asks the person is a value of the ui's, and a test may draw the whole of it
        let excepted = named == "ui" && to.last().is_some_and(|last| last == "Confirm");
        let no: &[&str] = MAY_NOT.iter().find(|(name, _)| name == part).map_or(&[], |(_, no)| no);
        if no.contains(&named.as_str()) && !excepted && !file.ends_with("tests.rs") {
            wrong.insert(format!("{file}: {part} may not name tui::{}", to[1..].join("::")));
        }
    }
    told(&wrong);
}

#[test]
fn no_screen_names_another() {
    let is_screen = |name: &str| {
        let screens = root().join("src/tui/screens");
        screens.join(name).is_dir() || screens.join(format!("{name}.rs")).is_file()
    };
    let mut wrong = BTreeSet::new();
    for (file, from, to) in named() {
        let ([_, part, screen, ..], [_, other, named, ..]) = (from.as_slice(), to.as_slice()) else {
            continue;
        };
        let shared = screen == "tests";
        if part == "screens" && other == "screens" && !shared && screen != named && is_screen(named) {
            wrong.insert(format!("{file}: the screen {screen} names the screen {named}"));
        }
    }
    told(&wrong);
}

#[test]
fn the_front_ends_are_the_binarys_only_imports() {
    let text = std::fs::read_to_string(root().join("src/main.rs")).unwrap();
    for part in text.split("kconsole::").skip(1) {
        assert!(
            ["cli", "tui", "demo"].iter().any(|may| part.starts_with(may)),
            "{part:.40}"
        );
    }
}

#[test]
fn no_file_is_longer_than_its_purpose() {
    let mut wrong = BTreeSet::new();
    let mut lengths = Vec::new();
    for file in files("src").into_iter().chain(files("tests")) {
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        lengths.push(lines);
        if lines > LONGEST {
            let file = file.strip_prefix(root()).unwrap().display();
            wrong.insert(format!("{file}: {lines} lines, at most {LONGEST}"));
        }
    }
    told(&wrong);
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= MEDIAN, "the median file has {median} lines");
}

#[test]
fn a_module_with_children_is_a_folder() {
    let wrong = files("src")
        .into_iter()
        .filter(|file| file.with_extension("").is_dir())
        .map(|file| format!("{} has a folder beside it: it is mod.rs in there", file.display()))
        .collect();
    told(&wrong);
}
