use std::num::NonZeroU16;

use super::blocks::parts;
use super::{first_difference, grid, svg};

fn drawn(bytes: &str, columns: u16, rows: u16) -> String {
    let size = |n| NonZeroU16::new(n).unwrap();
    let mut parser = vt100::Parser::new(size(rows), size(columns), 0);
    parser.process(bytes.as_bytes());
    svg::draw(&grid::rows(parser.screen()), "kconsole demo", "a <screen>")
}

#[test]
fn text_stands_where_its_cell_is_and_is_as_long_as_its_cells() {
    let picture = drawn("\x1b[31mab c\x1b[0m  d\x1b[1m\u{25cf}", 20, 1);
    // 12 + 0 cells, four cells of 9
    assert!(
        picture.contains("x=\"12\" y=\"54\" textLength=\"36\" lengthAdjust=\"spacingAndGlyphs\">ab c</text>"),
        "{picture}"
    );
    assert!(picture.contains("x=\"66\" y=\"54\" textLength=\"9\""), "{picture}");
    // alone, in the middle of its cell: 12 + 7.5 cells
    assert!(
        picture.contains(" b m\" x=\"79.5\" y=\"54\">\u{25cf}</text>"),
        "{picture}"
    );
}

#[test]
fn lines_touch_and_are_one() {
    let picture = drawn("┌──┐", 4, 1);
    let rects = picture.lines().filter(|line| line.starts_with("<rect class")).count();
    assert_eq!(rects, 5, "two corners of two arms and one line: {picture}");
    assert!(picture.contains("width=\"18\""), "{picture}");
    assert!(!picture.contains('┌'));
}

#[test]
fn what_is_shown_cannot_break_the_markup() {
    let picture = drawn("<a&\"b>", 10, 1);
    assert!(
        picture.contains(">&lt;a&amp;&quot;b&gt;</text>") && picture.contains("a &lt;screen&gt;"),
        "{picture}"
    );
}

#[test]
fn blocks_fill_their_share_and_letters_are_no_blocks() {
    let filled = |c| parts(c).iter().map(|part| part.width * part.height).sum::<f64>();
    for (c, share) in [
        ('▁', 0.125),
        ('▄', 0.5),
        ('█', 1.0),
        ('▉', 0.875),
        ('▌', 0.5),
        ('▏', 0.125),
        ('▐', 0.5),
        ('x', 0.0),
        ('●', 0.0),
    ] {
        assert!((filled(c) - share).abs() < 1e-9, "{c}: {}", filled(c));
    }
}

#[test]
fn the_first_difference_is_told() {
    assert_eq!(first_difference("a\nb", "a\nb"), None);
    assert_eq!(first_difference("a\nb", "a\nc").unwrap(), "line 2:\n- b\n+ c");
    assert_eq!(first_difference("", "a").unwrap(), "line 1:\n- (its end)\n+ a");
}
