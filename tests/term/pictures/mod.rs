//! The pictures in `screenshots/` are what the program shows today. `tests/pictures` writes them anew.
//!
//! A scene runs the real binary on its demo cluster, whose clock and the console's stand still after the play, on a
//! terminal of its own; the screen is drawn as SVG. The same binary draws the same picture, to the byte.

mod blocks;
mod canvas;
mod grid;
mod scene;
mod svg;
mod tests;

use std::path::{Path, PathBuf};

use scene::Scene;

/// A test for each scene, and the list of them.
macro_rules! scenes {
    ($($name:ident),* $(,)?) => {
        const SCENES: &[&str] = &[$(stringify!($name)),*];
        $(#[test] fn $name() { fresh(stringify!($name)); })*
    };
}

scenes! {
    overview,
    broker_down,
    topics,
    topic,
    groups,
    group_lag,
    brokers,
    quorum,
    overview_light,
    overview_small,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots")
}

/// The file of a scene or of its picture: with hyphens, as files are named here.
fn file(name: &str, under: &str, kind: &str) -> PathBuf {
    folder().join(under).join(format!("{}.{kind}", name.replace('_', "-")))
}

fn fresh(name: &str) {
    let text = std::fs::read_to_string(file(name, "scenes", "toml")).unwrap();
    let scene: Scene = toml::from_str(&text).unwrap_or_else(|why| panic!("{name}: {why}"));
    let should = scene.play();
    let picture = file(name, "", "svg");
    if std::env::var_os("KCONSOLE_UPDATE_PICTURES").is_some() {
        std::fs::write(picture, should).unwrap();
        return;
    }
    let is = std::fs::read_to_string(&picture).unwrap_or_default();
    if let Some(differs) = first_difference(&is, &should) {
        panic!(
            "{} is stale; write it anew: tests/pictures\n{differs}",
            picture.display()
        );
    }
}

/// Where two texts begin to differ, both lines of it.
fn first_difference(is: &str, should: &str) -> Option<String> {
    let (mut old, mut new) = (is.lines(), should.lines());
    (1..).find_map(|number| match (old.next(), new.next()) {
        (None, None) => Some(None),
        (old, new) if old == new => None,
        (old, new) => Some(Some(format!(
            "line {number}:\n- {}\n+ {}",
            old.unwrap_or("(its end)"),
            new.unwrap_or("(its end)")
        ))),
    })?
}

#[test]
fn every_scene_is_played_and_every_picture_has_one() {
    let names = |under: &str, kind: &str| {
        let entries = std::fs::read_dir(folder().join(under)).unwrap();
        let names = entries.filter_map(|entry| {
            let path = entry.unwrap().path();
            let is = path.extension().is_some_and(|extension| extension == kind);
            is.then(|| path.file_stem().unwrap().to_str().unwrap().replace('-', "_"))
        });
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    };
    let mut played: Vec<&str> = SCENES.to_vec();
    played.sort_unstable();
    assert_eq!(names("scenes", "toml"), played);
    assert_eq!(names("", "svg"), played);
}
