//! "Did you mean": the known name nearest to a mistyped one.

/// The candidate nearest to `word`, if it is near enough to be what was meant; case does not matter.
///
/// Near enough: at most a third of the longer name's letters inserted, deleted, changed or swapped with their
/// neighbour, or the word begins the candidate. Ties go to the earlier candidate.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // a word longer than any name is no typing mistake, and the cost is quadratic
    const LONGEST: usize = 120;
    let wanted: Vec<char> = word.chars().take(LONGEST + 1).flat_map(char::to_lowercase).collect();
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let name: Vec<char> = candidate
            .chars()
            .take(LONGEST + 1)
            .flat_map(char::to_lowercase)
            .collect();
        let longer = name.len().max(wanted.len());
        let distance = if wanted.len() >= 2 && name.starts_with(&wanted) {
            1
        } else {
            distance(&wanted, &name)
        };
        let near = distance <= (longer / 3).max(1) && distance < longer;
        if near && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Optimal string alignment: edits and swaps of neighbours, each part edited once.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut older: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, to) in b.iter().enumerate() {
            let changed = previous.get(j).copied().unwrap_or(0) + usize::from(from != to);
            let inserted = row.get(j).copied().unwrap_or(0) + 1;
            let deleted = previous.get(j + 1).copied().unwrap_or(0) + 1;
            let mut least = changed.min(inserted).min(deleted);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(to) && b.get(j - 1) == Some(from);
            if swapped {
                least = least.min(older.get(j - 1).copied().unwrap_or(0) + 1);
            }
            row.push(least);
        }
        older = std::mem::replace(&mut previous, row);
    }
    previous.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NAMES: [&str; 5] = [
        "bootstrap.servers",
        "security.protocol",
        "sasl.mechanism",
        "topics",
        "quorum",
    ];

    #[test]
    fn a_slip_is_understood() {
        assert_eq!(nearest("bootstrap.server", NAMES), Some("bootstrap.servers"));
        assert_eq!(nearest("boostrap.servers", NAMES), Some("bootstrap.servers"));
        assert_eq!(nearest("tpoics", NAMES), Some("topics"));
        assert_eq!(nearest("Quorm", NAMES), Some("quorum"));
        assert_eq!(nearest("sasl", NAMES), Some("sasl.mechanism"));
    }

    #[test]
    fn what_is_far_is_not_guessed() {
        assert_eq!(nearest("frobnicate", NAMES), None);
        assert_eq!(nearest("", NAMES), None);
        assert_eq!(nearest("x", NAMES), None);
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn a_swap_counts_once() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        assert_eq!(distance(&chars("ab"), &chars("ba")), 1);
        assert_eq!(distance(&chars("kitten"), &chars("sitting")), 3);
        assert_eq!(distance(&chars(""), &chars("abc")), 3);
    }

    proptest! {
        #[test]
        fn a_name_is_nearest_to_itself(word in "[a-z.]{1,20}", other in "[a-z.]{1,20}") {
            prop_assert_eq!(nearest(&word, [word.as_str(), other.as_str()]), Some(word.as_str()));
        }
    }
}
