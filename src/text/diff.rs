//! What changed between two texts, line by line.

/// A line of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line<'a> {
    /// In both; numbered from 0 in each.
    Same(usize, usize, &'a str),
    /// Only in the first.
    Gone(usize, &'a str),
    /// Only in the second.
    New(usize, &'a str),
}

/// Beyond so many pairs of lines nothing is compared: all of the first goes, all of the second comes.
const MOST: usize = 4_000_000;

/// The shortest way from one text to the other (longest common subsequence of lines).
#[must_use]
pub fn diff<'a>(before: &'a str, after: &'a str) -> Vec<Line<'a>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let common = if old.len().saturating_mul(new.len()) > MOST {
        Vec::new()
    } else {
        lengths(&old, &new)
    };
    let length = |i: usize, j: usize| common.get(i * (new.len() + 1) + j).copied().unwrap_or(0);
    let (mut i, mut j, mut lines) = (0, 0, Vec::new());
    loop {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a == b && !common.is_empty() => {
                lines.push(Line::Same(i, j, a));
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || length(i + 1, j) >= length(i, j + 1) => {
                lines.push(Line::Gone(i, a));
                i += 1;
            }
            (_, Some(b)) => {
                lines.push(Line::New(j, b));
                j += 1;
            }
            _ => return lines,
        }
    }
}

/// A row of two texts beside each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The line of the first.
    pub left: Option<&'a str>,
    /// The line of the second.
    pub right: Option<&'a str>,
    /// They are not the same.
    pub changed: bool,
}

/// Both texts beside each other: what changed stands in the same rows.
#[must_use]
pub fn beside<'a>(before: &'a str, after: &'a str) -> Vec<Pair<'a>> {
    let mut out = Vec::new();
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let flush = |gone: &mut Vec<&'a str>, come: &mut Vec<&'a str>, out: &mut Vec<Pair<'a>>| {
        for at in 0..gone.len().max(come.len()) {
            out.push(Pair {
                left: gone.get(at).copied(),
                right: come.get(at).copied(),
                changed: true,
            });
        }
        gone.clear();
        come.clear();
    };
    for line in diff(before, after) {
        match line {
            Line::Gone(_, text) => gone.push(text),
            Line::New(_, text) => come.push(text),
            Line::Same(_, _, text) => {
                flush(&mut gone, &mut come, &mut out);
                out.push(Pair {
                    left: Some(text),
                    right: Some(text),
                    changed: false,
                });
            }
        }
    }
    flush(&mut gone, &mut come, &mut out);
    out
}

/// How many lines the rests from each pair of lines on have in common.
fn lengths(old: &[&str], new: &[&str]) -> Vec<u32> {
    let wide = new.len() + 1;
    let mut all = vec![0u32; (old.len() + 1) * wide];
    for (i, a) in old.iter().enumerate().rev() {
        for (j, b) in new.iter().enumerate().rev() {
            let at = |i: usize, j: usize| all.get(i * wide + j).copied().unwrap_or(0);
            let best = if a == b {
                at(i + 1, j + 1) + 1
            } else {
                at(i + 1, j).max(at(i, j + 1))
            };
            if let Some(place) = all.get_mut(i * wide + j) {
                *place = best;
            }
        }
    }
    all
}

/// A unified difference with three lines around each change, without a heading; nothing when the texts are the same.
#[must_use]
pub fn unified(before: &str, after: &str) -> Vec<String> {
    let lines = diff(before, after);
    let changed = |line: &Line<'_>| !matches!(line, Line::Same(..));
    let near = |at: usize| lines.iter().skip(at.saturating_sub(3)).take(at.min(3) + 4).any(changed);
    let (mut out, mut open) = (Vec::new(), None);
    // how many lines of each text went by
    let (mut i, mut j) = (0, 0);
    for (at, line) in lines.iter().enumerate() {
        match (near(at), open) {
            (true, None) => {
                open = Some((out.len(), i, j));
                out.push(String::new());
            }
            (false, Some(hunk)) => {
                head(&mut out, hunk, i, j);
                open = None;
            }
            _ => {}
        }
        let (mark, text) = match line {
            Line::Same(_, _, text) => (' ', text),
            Line::Gone(_, text) => ('-', text),
            Line::New(_, text) => ('+', text),
        };
        if open.is_some() {
            out.push(format!("{mark}{text}"));
        }
        i += usize::from(mark != '+');
        j += usize::from(mark != '-');
    }
    if let Some(hunk) = open {
        head(&mut out, hunk, i, j);
    }
    out
}

/// `@@ -1,3 +1,4 @@`, put where the hunk began.
fn head(out: &mut [String], (at, from_i, from_j): (usize, usize, usize), i: usize, j: usize) {
    let span = |from: usize, to: usize| match to - from {
        0 => format!("{from},0"),
        1 => format!("{}", from + 1),
        count => format!("{},{count}", from + 1),
    };
    if let Some(line) = out.get_mut(at) {
        *line = format!("@@ -{} +{} @@", span(from_i, i), span(from_j, j));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_change_stands_between_three_lines_of_each_side() {
        let before = "a\nb\nc\nd\ne\nf\ng\nh\n";
        let after = "a\nb\nc\nd\nE\nf\ng\nh\n";
        let wanted = ["@@ -2,7 +2,7 @@", " b", " c", " d", "-e", "+E", " f", " g", " h"];
        assert_eq!(unified(before, after), wanted);
        assert!(unified(before, before).is_empty());
        assert_eq!(unified("", "x\n"), ["@@ -0,0 +1 @@", "+x"]);
    }

    proptest! {
        #[test]
        fn both_texts_are_in_it(a in "[abc\n]{0,40}", b in "[abc\n]{0,40}") {
            let lines = diff(&a, &b);
            let side = |left: bool| lines.iter().filter_map(move |line| match *line {
                Line::Same(_, _, text) => Some(text),
                Line::Gone(_, text) => left.then_some(text),
                Line::New(_, text) => (!left).then_some(text),
            }).map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(side(true), a.lines().collect::<Vec<_>>());
            prop_assert_eq!(side(false), b.lines().collect::<Vec<_>>());
        }
    }
}
