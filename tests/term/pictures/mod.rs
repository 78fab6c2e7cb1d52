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
    quiet,
    broker_down,
    lag_spike,
    light,
    produce,
    records,
    redrive,
    schemas,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("screenshots")
}

/// A scene by its name; its file has hyphens, as files are named here.
fn scene(name: &str) -> Scene {
    let path = folder().join("scenes").join(format!("{}.toml", name.replace('_', "-")));
    let text = std::fs::read_to_string(path).unwrap();
    toml::from_str(&text).unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// Every picture of the scene is what the program shows today; or it is made so.
fn fresh(name: &str) {
    let mut stale = String::new();
    for (name, should) in scene(name).play() {
        let picture = folder().join(format!("{name}.svg"));
        if std::env::var_os("KCONSOLE_UPDATE_PICTURES").is_some() {
            std::fs::write(picture, should).unwrap();
            continue;
        }
        let is = std::fs::read_to_string(&picture).unwrap_or_default();
        if let Some(differs) = first_difference(&is, &should) {
            stale.push_str(&format!("{}: {differs}\n", picture.display()));
        }
    }
    assert!(stale.is_empty(), "stale; write them anew with tests/pictures\n{stale}");
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
fn every_scene_is_played_and_every_picture_is_of_a_scene() {
    let names = |under: &str, kind: &str| {
        let entries = std::fs::read_dir(folder().join(under)).unwrap();
        let names = entries.filter_map(|entry| {
            let path = entry.unwrap().path();
            let is = path.extension().is_some_and(|extension| extension == kind);
            is.then(|| path.file_stem().unwrap().to_str().unwrap().to_owned())
        });
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    };
    let mut played: Vec<String> = SCENES.iter().map(|name| name.replace('_', "-")).collect();
    played.sort_unstable();
    assert_eq!(names("scenes", "toml"), played);
    let scenes = SCENES.iter().map(|name| scene(name));
    let mut pictures: Vec<String> = scenes
        .flat_map(|scene| scene.picture)
        .map(|picture| picture.name)
        .collect();
    pictures.sort_unstable();
    assert_eq!(names("", "svg"), pictures);
}
