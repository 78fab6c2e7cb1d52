//! Keys to actions, by scope: the registry's defaults, and over them the `[keys]` of the config.

use super::action::{self, Action, Id, Scope};
use super::key::Chord;
use crate::text::nearest;
use std::collections::{BTreeMap, HashMap};

/// Which key does what.
#[derive(Debug, Clone)]
pub struct Keymap {
    actions: HashMap<(Scope, Chord), Id>,
    keys: HashMap<Id, Vec<(Scope, Chord)>>,
}

impl Default for Keymap {
    fn default() -> Self {
        // the defaults have no duplicates: a test holds them to it
        Self::new(&BTreeMap::new()).unwrap_or(Self {
            actions: HashMap::new(),
            keys: HashMap::new(),
        })
    }
}

impl Keymap {
    /// The defaults, with the keys of each action in `user` (`"table.mark" = ["space", "ctrl-t"]`) in place of its own.
    ///
    /// # Errors
    /// One line a mistake: an unknown action or key, or two actions of one scope on one key.
    pub fn new(user: &BTreeMap<String, Vec<String>>) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        for name in user.keys() {
            if !action::all().any(|action| action.full_name() == *name) {
                let names: Vec<String> = action::all().map(Action::full_name).collect();
                errors.push(match nearest(name, names.iter().map(String::as_str)) {
                    Some(near) => format!("keys: there is no action {name:?}: did you mean {near:?}?"),
                    None => format!("keys: there is no action {name:?}"),
                });
            }
        }
        let mut map = Self {
            actions: HashMap::new(),
            keys: HashMap::new(),
        };
        // the user's keys first, so that a clash with a default names the default
        let bound = |action: &&Action| user.contains_key(&action.full_name());
        for action in action::all().filter(bound) {
            for key in user.get(&action.full_name()).into_iter().flatten() {
                match Chord::parse(key) {
                    Some(chord) => map.bind(action, action.scope, chord, &mut errors),
                    None => errors.push(format!(
                        "keys.{:?}: {key:?} is no key: write it like x, G, ctrl-r, shift-left, f5 or space",
                        action.full_name()
                    )),
                }
            }
        }
        for action in action::all().filter(|action| !bound(action)) {
            let own = action.keys.iter().map(|key| (action.scope, *key));
            let also = action
                .also
                .iter()
                .flat_map(|(scope, keys)| keys.iter().map(|key| (*scope, *key)));
            for (scope, key) in own.chain(also) {
                if let Some(chord) = Chord::parse(key) {
                    map.bind(action, scope, chord, &mut errors);
                }
            }
        }
        if errors.is_empty() { Ok(map) } else { Err(errors) }
    }

    fn bind(&mut self, action: &Action, scope: Scope, chord: Chord, errors: &mut Vec<String>) {
        match self.actions.insert((scope, chord), action.id) {
            Some(other) if other != action.id => {
                let other = action::get(other).map(Action::full_name).unwrap_or_default();
                errors.push(format!(
                    "keys: {chord} is bound to both {:?} and {other:?}: give one of them another key",
                    action.full_name()
                ));
            }
            Some(_) => {}
            None => self.keys.entry(action.id).or_default().push((scope, chord)),
        }
    }

    /// What a key does, the innermost scope first.
    #[must_use]
    pub fn action(&self, scopes: &[Scope], chord: Chord) -> Option<Id> {
        scopes
            .iter()
            .find_map(|scope| self.actions.get(&(*scope, chord)).copied())
    }

    /// The keys of an action that are reachable from these scopes, in the order of the scopes: a key that a narrower scope
    /// uses for something else is not one of them.
    #[must_use]
    pub fn keys(&self, id: Id, scopes: &[Scope]) -> Vec<Chord> {
        let all = self.keys.get(&id).map(Vec::as_slice).unwrap_or_default();
        let mut found = Vec::new();
        for scope in scopes {
            let reachable = |(of, chord): &&(Scope, Chord)| of == scope && self.action(scopes, *chord) == Some(id);
            found.extend(all.iter().filter(reachable).map(|(_, chord)| *chord));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(pairs: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
        let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        pairs
            .iter()
            .map(|(name, keys)| ((*name).to_owned(), owned(keys)))
            .collect()
    }

    const LIST: &[Scope] = &[Scope::Topics, Scope::Table, Scope::Global];
    const OVERVIEW: &[Scope] = &[Scope::Overview, Scope::Table, Scope::Global];

    fn chord(text: &str) -> Chord {
        Chord::parse(text).unwrap()
    }

    #[test]
    fn the_defaults_have_no_duplicates() {
        assert!(Keymap::new(&BTreeMap::new()).is_ok());
    }

    #[test]
    fn the_narrower_scope_wins() {
        let map = Keymap::default();
        assert_eq!(map.action(LIST, chord("g")), Some(Id::First));
        assert_eq!(map.action(OVERVIEW, chord("g")), Some(Id::Groups));
        assert_eq!(map.action(OVERVIEW, chord("f12")), None);
        assert_eq!(map.keys(Id::First, OVERVIEW), [chord("home")]);
        assert_eq!(map.keys(Id::Groups, OVERVIEW), [chord("g"), chord("3")]);
    }

    #[test]
    fn the_user_rebinds_and_frees_the_old_key() {
        let map = Keymap::new(&user(&[
            ("table.mark", &["x", "ctrl-t"]),
            ("global.freeze", &["space"]),
        ]))
        .unwrap();
        assert_eq!(map.action(LIST, chord("x")), Some(Id::Mark));
        assert_eq!(map.action(LIST, chord("space")), Some(Id::Freeze));
        assert_eq!(map.action(LIST, chord("f")), None);
    }

    #[test]
    fn a_duplicate_is_refused_by_name() {
        let errors = Keymap::new(&user(&[("table.mark", &["j"])])).unwrap_err();
        assert_eq!(
            errors,
            ["keys: j is bound to both \"table.down\" and \"table.mark\": give one of them another key"]
        );
    }

    #[test]
    fn mistakes_are_all_told() {
        let errors = Keymap::new(&user(&[("table.marc", &["x"]), ("global.quit", &["hyper-q"])])).unwrap_err();
        assert_eq!(errors.len(), 2);
        assert!(errors[0].contains("did you mean \"table.mark\"?"), "{errors:?}");
        assert!(errors[1].contains("\"hyper-q\" is no key"), "{errors:?}");
    }
}
