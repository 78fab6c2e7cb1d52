use super::*;
use ratatui::style::{Color, Modifier};

fn shipped_theme(name: &str, depth: Depth) -> Loaded {
    load(name, None, depth, Glyphs::UNICODE)
}

#[test]
fn every_shipped_theme_is_whole_and_without_warning() {
    for name in shipped() {
        for depth in [Depth::None, Depth::Ansi16, Depth::Ansi256, Depth::True] {
            let loaded = shipped_theme(name, depth);
            assert_eq!(loaded.warnings, Vec::<String>::new(), "{name}");
            for role in Role::ALL {
                let style = loaded.theme.style(*role);
                let plain = matches!(*role, Role::HintText | Role::Text);
                let colourless = name == COLOURLESS || depth == Depth::None;
                assert!(
                    plain || colourless || style != Style::default(),
                    "{name}: {} has no style",
                    role.name()
                );
            }
        }
    }
}

#[test]
fn every_text_can_be_read() {
    for name in shipped().filter(|name| *name != COLOURLESS) {
        for depth in [Depth::Ansi256, Depth::True] {
            let theme = shipped_theme(name, depth).theme;
            let ground = theme.style(Role::Text).bg.unwrap();
            let selected = theme.style(Role::TableSelected);
            for role in Role::ALL {
                let style = theme.style(*role);
                let least = match role {
                    Role::Rule | Role::GaugeRest => 1.5,
                    Role::Faint | Role::Border | Role::PromptGhost | Role::Stale | Role::RowRemoved => 3.0,
                    _ if name == "high-contrast" => 7.0,
                    _ if depth == Depth::Ansi256 => 4.0,
                    _ => 4.5,
                };
                let Some(fg) = style.fg else { continue };
                let on_ground = contrast(fg, style.bg.unwrap_or(ground)).unwrap();
                assert!(
                    on_ground >= least,
                    "{name} {depth:?}: {} is {on_ground:.1}",
                    role.name()
                );
                if style.bg.is_none() && least > 3.0 {
                    let on_select = contrast(selected.fg.unwrap_or(fg), selected.bg.unwrap()).unwrap();
                    assert!(
                        on_select >= 4.0,
                        "{name} {depth:?}: {} is {on_select:.1} on the cursor",
                        role.name()
                    );
                }
            }
        }
    }
}

#[test]
fn without_colour_the_cursor_and_the_states_still_differ() {
    let theme = shipped_theme("light", Depth::None).theme;
    assert_eq!(theme.name, COLOURLESS);
    for role in Role::ALL {
        let style = theme.style(*role);
        let colours = [style.fg, style.bg].into_iter().flatten();
        assert!(
            colours.into_iter().all(|color| color == Color::Reset),
            "{}",
            role.name()
        );
    }
    assert!(
        theme
            .style(Role::TableSelected)
            .add_modifier
            .contains(Modifier::REVERSED)
    );
    let states = [
        Role::StateOk,
        Role::StateWarn,
        Role::StateBad,
        Role::StateUnknown,
        Role::StateMoving,
    ];
    for (i, a) in states.iter().enumerate() {
        for b in states.iter().skip(i + 1) {
            assert_ne!(
                theme.style(*a).add_modifier,
                theme.style(*b).add_modifier,
                "{} {}",
                a.name(),
                b.name()
            );
        }
    }
}

#[test]
fn a_user_theme_inherits_and_overrides() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    write(
        "mine.toml",
        "inherits = \"light\"\n[palette]\naccent = \"#010203\"\n[style]\n\"state.ok\" = \"accent\"\n",
    );
    write("dark.toml", "inherits = \"dark\"\n[style]\ndim = \"bright\"\n");
    let load = |name: &str| load(name, Some(dir.path()), Depth::True, Glyphs::UNICODE);
    let mine = load("mine");
    assert_eq!(mine.warnings, Vec::<String>::new());
    assert_eq!(mine.theme.style(Role::StateOk).fg, Some(Color::Rgb(1, 2, 3)));
    let light = shipped_theme("light", Depth::True).theme;
    assert_eq!(mine.theme.style(Role::StateBad), light.style(Role::StateBad));
    let shadow = load("dark");
    assert_eq!(shadow.warnings, Vec::<String>::new());
    assert_eq!(
        shadow.theme.style(Role::Dim).fg,
        Theme::standard().style(Role::Strong).fg
    );
}

#[test]
fn what_is_wrong_is_a_warning_and_the_default_stands_in() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    write(
        "a.toml",
        "inherits = \"b\"\n[style]\n\"state.okay\" = \"red\"\ndim = { fg = \"nowhere\", mods = [\"bald\"] }\n",
    );
    write("b.toml", "inherits = \"a\"\ncolour = 1\n[palette]\nred = \"#12\"\n");
    write("broken.toml", "[style\n");
    let load = |name: &str| load(name, Some(dir.path()), Depth::True, Glyphs::UNICODE);
    let said = load("a").warnings.join("\n");
    for part in [
        "did you mean \"state.ok\"?",
        "\"bold\"?",
        "\"nowhere\"",
        "in a circle",
        "\"colour\"",
        "\"#12\" is no colour",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!load("broken").warnings.is_empty());
    let missing = load("drak");
    assert_eq!(missing.warnings, ["there is no theme \"drak\": did you mean \"dark\"?"]);
    assert_eq!(
        missing.theme.style(Role::StateBad),
        Theme::standard().style(Role::StateBad)
    );
    assert!(!load("../secret").warnings.is_empty());
}

#[test]
fn sixteen_colours_are_named_ones() {
    for name in shipped() {
        let theme = shipped_theme(name, Depth::Ansi16).theme;
        for role in Role::ALL {
            let style = theme.style(*role);
            for color in [style.fg, style.bg].into_iter().flatten() {
                assert!(
                    !matches!(color, Color::Rgb(..) | Color::Indexed(_)),
                    "{name} {}: {color}",
                    role.name()
                );
            }
        }
    }
}
