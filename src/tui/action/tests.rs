use super::*;
use crate::tui::key::Chord;
use std::collections::HashSet;

#[test]
fn each_identity_has_one_action_and_each_name_is_its_own() {
    let mut ids = HashSet::new();
    let mut names = HashSet::new();
    for action in all() {
        assert!(ids.insert(action.id), "{:?} twice", action.id);
        assert!(names.insert(action.full_name()), "{} twice", action.full_name());
    }
    // the last variant of the enum: when one is added, so is its action
    assert_eq!(ids.len(), Id::DialogCancel as usize + 1);
}

#[test]
fn every_default_key_is_a_key() {
    for action in all() {
        for key in action
            .keys
            .iter()
            .chain(action.also.iter().flat_map(|(_, keys)| keys.iter()))
        {
            let chord = Chord::parse(key);
            assert_eq!(
                chord.map(|chord| chord.to_string()).as_deref(),
                Some(*key),
                "{}",
                action.full_name()
            );
        }
    }
}

#[test]
fn no_two_commands_share_a_name() {
    let mut names = HashSet::new();
    for action in all().filter(|action| action.command) {
        for name in [action.name].iter().chain(action.aliases) {
            assert!(names.insert(*name), "{name} twice");
        }
    }
}

#[test]
fn docs_are_short_and_in_one_style() {
    for action in all() {
        assert!(action.doc.len() <= 76 && !action.doc.ends_with('.'), "{}", action.doc);
        assert!(action.doc.starts_with(char::is_uppercase), "{}", action.doc);
    }
}

#[test]
fn a_read_only_context_refuses_every_change() {
    let read_only = Facts {
        read_only: true,
        row: true,
        topic: true,
        dead_letters: true,
        back: true,
        forward: true,
        work: true,
        demo: true,
    };
    for action in all() {
        let refused = action.why_not(&read_only) == Some("this context is read-only");
        assert_eq!(refused, action.danger > Danger::Read, "{}", action.full_name());
    }
}

#[test]
fn the_key_table_lists_every_action() {
    let table = key_table();
    for action in all() {
        assert!(table.contains(&action.full_name()), "{}", action.full_name());
    }
    assert!(table.contains("`A` … `Z`"));
}
