//! A word on a coloured ground: the environment of a cluster.

use super::line::Line;
use crate::tui::theme::Role;

/// The role of an environment's badge, by its name: whatever begins like production is red.
#[must_use]
pub fn environment(name: &str) -> Role {
    let name = name.to_lowercase();
    let begins = |starts: &[&str]| starts.iter().any(|start| name.starts_with(start));
    if begins(&["prod", "prd", "live"]) {
        Role::EnvProd
    } else if begins(&["stag", "stg", "pre", "uat", "qa", "test"]) {
        Role::EnvStaging
    } else if begins(&["dev", "local", "demo", "sandbox"]) {
        Role::EnvDev
    } else {
        Role::EnvOther
    }
}

/// Draws ` WORD `.
pub fn draw(line: &mut Line<'_>, role: Role, word: &str) {
    line.put(role, " ").put(role, &word.to_uppercase()).put(role, " ");
}
