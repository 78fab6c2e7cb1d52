//! A screen as a picture: a window, its rows, lines and blocks as rectangles, text run by run in its place.

use std::collections::BTreeMap;

use super::blocks::{is_line, parts};
use super::canvas::{Canvas, escaped, short};
use super::grid::{Cell, Look};

/// A cell in pixels: the advance of most monospaced fonts at this size, and a line's height.
const CELL: (f64, f64) = (9.0, 19.0);
const FONT: f64 = 15.0;
/// From a row's top to its text's base line.
const BASE: f64 = 14.0;
/// Around the screen, within the window.
const PAD: (f64, f64) = (12.0, 10.0);
/// The window's title bar.
const BAR: f64 = 30.0;
const ROUND: f64 = 9.0;
const FONTS: &str =
    "ui-monospace,'SF Mono',Menlo,'Cascadia Mono','DejaVu Sans Mono',Consolas,'Liberation Mono',monospace";
/// What the terminal's own colours are, where a theme leaves them.
const OWN: (&str, &str) = ("#d3d9e3", "#14171c");

/// A run of cells in a row.
struct Run<'a> {
    column: usize,
    wide: usize,
    text: String,
    look: &'a Look,
}

/// The picture of a screen.
pub fn draw(rows: &[Vec<Cell>], title: &str, about: &str) -> String {
    let columns = rows.first().map_or(0, |row| row.iter().map(|cell| cell.wide).sum());
    let (paper, ink) = colours(rows);
    let (wide, high) = (
        span(columns, CELL.0) + 2.0 * PAD.0,
        span(rows.len(), CELL.1) + 2.0 * PAD.1 + BAR,
    );
    let mut canvas = Canvas::default();
    let ink_class = canvas.class(&ink);
    for (at, row) in rows.iter().enumerate() {
        let top = BAR + PAD.1 + span(at, CELL.1);
        backgrounds(&mut canvas, row, top, &paper);
        lines(&mut canvas, row, top, &ink);
        for run in runs(row) {
            text(&mut canvas, &run, top, &ink);
        }
    }
    let dots: String = (0..3)
        .map(|at| {
            format!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"5.5\"/>",
                short(18.0 + span(at, 18.0)),
                short(BAR / 2.0 + 1.0)
            )
        })
        .collect();
    let (full_wide, full_high) = (short(wide), short(high));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{full_wide}\" height=\"{full_high}\" \
         viewBox=\"0 0 {full_wide} {full_high}\" role=\"img\">\n<title>{about}</title>\n\
         <style>text{{font:{FONT}px {FONTS};white-space:pre}}.b{{font-weight:700}}.i{{font-style:italic}}.d{{opacity:.6}}.m{{text-anchor:middle}}.l{{shape-rendering:auto}}{style}</style>\n\
         <rect x=\".5\" y=\".5\" width=\"{inner_wide}\" height=\"{inner_high}\" rx=\"{ROUND}\" fill=\"{paper}\" stroke=\"{ink}\" stroke-opacity=\".25\"/>\n\
         <g fill=\"{ink}\" opacity=\".3\">{dots}</g>\n\
         <text class=\"{ink_class} m d\" x=\"{middle}\" y=\"{title_base}\">{title}</text>\n\
         <g shape-rendering=\"crispEdges\">\n{body}</g></svg>\n",
        about = escaped(about),
        title = escaped(title),
        style = canvas.style(),
        inner_wide = short(wide - 1.0),
        inner_high = short(high - 1.0),
        middle = short(wide / 2.0),
        title_base = short(BAR / 2.0 + 6.0),
        body = canvas.text(),
    )
}

fn span(cells: usize, of: f64) -> f64 {
    f64::from(u32::try_from(cells).unwrap()) * of
}

fn left(column: usize) -> f64 {
    PAD.0 + span(column, CELL.0)
}

/// The background that most cells have, and the text colour that most have on it.
fn colours(rows: &[Vec<Cell>]) -> (String, String) {
    let most = |of: &dyn Fn(&Cell) -> Option<String>, own: &str| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for cell in rows.iter().flatten() {
            *counts.entry(of(cell).unwrap_or_else(|| own.to_owned())).or_default() += 1;
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        most.map_or_else(|| own.to_owned(), |(colour, _)| colour)
    };
    (
        most(&|cell| cell.look.back.clone(), OWN.1),
        most(&|cell| cell.look.front.clone(), OWN.0),
    )
}

/// Cells one after the other that `same` holds for, with the column they begin at and the columns they take.
fn groups<K: PartialEq>(row: &[Cell], key: impl Fn(&Cell) -> K) -> Vec<(usize, usize, K)> {
    let mut groups: Vec<(usize, usize, K)> = Vec::new();
    let mut column = 0;
    for cell in row {
        let key = key(cell);
        match groups.last_mut() {
            Some((_, wide, last)) if *last == key => *wide += cell.wide,
            _ => groups.push((column, cell.wide, key)),
        }
        column += cell.wide;
    }
    groups
}

/// What is not the window's own colour; at its sides it reaches to the window's.
fn backgrounds(canvas: &mut Canvas, row: &[Cell], top: f64, paper: &str) {
    let columns: usize = row.iter().map(|cell| cell.wide).sum();
    for (column, wide, back) in groups(row, |cell| cell.look.back.clone()) {
        if let Some(back) = back.filter(|back| back != paper) {
            let class = canvas.class(&back);
            let before = if column == 0 { PAD.0 - 1.0 } else { 0.0 };
            let after = if column + wide == columns { PAD.0 - 1.0 } else { 0.0 };
            let wide = span(wide, CELL.0) + before + after;
            canvas.rect(&class, (left(column) - before, top), (wide, CELL.1), 1.0);
        }
    }
}

/// Lines, blocks and underlines; equal ones side by side are one where they touch.
fn lines(canvas: &mut Canvas, row: &[Cell], top: f64, ink: &str) {
    let front = |look: &Look| look.front.clone().unwrap_or_else(|| ink.to_owned());
    for (column, wide, (c, look)) in groups(row, |cell| (cell.text.chars().next().unwrap_or(' '), cell.look.clone())) {
        let mut class = canvas.class(&front(&look));
        if is_line(c) {
            class += " l";
        }
        for part in parts(c) {
            let whole = part.width > 0.99;
            let steps = if whole { 1 } else { wide };
            let width = part.width * if whole { span(wide, CELL.0) } else { CELL.0 };
            for step in 0..steps {
                let place = (left(column + step) + part.left * CELL.0, top + part.top * CELL.1);
                canvas.rect(&class, place, (width, part.height * CELL.1), part.opacity);
            }
        }
    }
    for (column, wide, line) in groups(row, |cell| cell.look.underline.then(|| front(&cell.look))) {
        if let Some(colour) = line {
            let class = canvas.class(&colour);
            canvas.rect(&class, (left(column), top + BASE + 2.0), (span(wide, CELL.0), 1.0), 1.0);
        }
    }
}

/// Text in runs of one look: words with single spaces between them. What is no ASCII stands alone, in the middle of its
/// cell: it may come from another font.
fn runs(row: &[Cell]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    let (mut column, mut open) = (0, false);
    for cell in row {
        let c = cell.text.chars().next().unwrap_or(' ');
        let drawn = !parts(c).is_empty();
        let plain = c.is_ascii() && cell.text.len() == 1;
        let goes_on = open && plain && runs.last().is_some_and(|run| *run.look == cell.look);
        match runs.last_mut() {
            _ if drawn => open = false,
            Some(run) if goes_on => {
                open = !(c == ' ' && run.text.ends_with(' '));
                run.text.push(c);
                run.wide += 1;
            }
            _ if c == ' ' => open = false,
            _ => {
                open = plain;
                runs.push(Run {
                    column,
                    wide: cell.wide,
                    text: cell.text.clone(),
                    look: &cell.look,
                });
            }
        }
        column += cell.wide;
    }
    for run in &mut runs {
        let kept = run.text.trim_end_matches(' ').len();
        run.wide -= run.text.len() - kept;
        run.text.truncate(kept);
    }
    runs
}

fn text(canvas: &mut Canvas, run: &Run<'_>, top: f64, ink: &str) {
    let mut class = canvas.class(run.look.front.as_deref().unwrap_or(ink));
    for (is, more) in [(run.look.bold, " b"), (run.look.italic, " i"), (run.look.dim, " d")] {
        if is {
            class += more;
        }
    }
    let (y, wide) = (short(top + BASE), span(run.wide, CELL.0));
    let text = escaped(&run.text);
    let markup = if run.text.is_ascii() {
        let (x, wide) = (short(left(run.column)), short(wide));
        format!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" textLength=\"{wide}\" lengthAdjust=\"spacingAndGlyphs\">{text}</text>"
        )
    } else {
        let x = short(left(run.column) + wide / 2.0);
        format!("<text class=\"{class} m\" x=\"{x}\" y=\"{y}\">{text}</text>")
    };
    canvas.line(&markup);
}
