//! A screen as runs of cells that look alike.

use unicode_width::UnicodeWidthStr;

/// A colour as `#rrggbb`.
pub type Colour = String;

/// How a cell looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// None for the terminal's own.
    pub front: Option<Colour>,
    pub back: Option<Colour>,
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underline: bool,
}

/// One cell that holds something, or the first of a wide one.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Its text; a space where there is none.
    pub text: String,
    pub look: Look,
    /// Columns it takes.
    pub wide: usize,
}

/// The rows of a screen; a wide cell stands once.
pub fn rows(screen: &vt100::Screen) -> Vec<Vec<Cell>> {
    let (rows, columns) = screen.size();
    (0..rows.get())
        .map(|row| {
            let cells = (0..columns.get()).filter_map(|column| screen.cell(row, column));
            cells.filter(|cell| !cell.is_wide_continuation()).map(cell).collect()
        })
        .collect()
}

fn cell(cell: &vt100::Cell) -> Cell {
    let text = if cell.has_contents() { cell.contents() } else { " " };
    let (front, back) = (colour(cell.fgcolor()), colour(cell.bgcolor()));
    let (front, back) = if cell.inverse() { (back, front) } else { (front, back) };
    Cell {
        text: text.to_owned(),
        wide: text.width().max(1),
        look: Look {
            front,
            back,
            bold: cell.bold(),
            dim: cell.dim(),
            italic: cell.italic(),
            underline: cell.underline(),
        },
    }
}

fn colour(colour: vt100::Color) -> Option<Colour> {
    const BASIC: [&str; 16] = [
        "#1d1f21", "#cc6666", "#b5bd68", "#f0c674", "#81a2be", "#b294bb", "#8abeb7", "#c5c8c6", "#666666", "#d54e53",
        "#b9ca4a", "#e7c547", "#7aa6da", "#c397d8", "#70c0b1", "#eaeaea",
    ];
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let (r, g, b) = match colour {
        vt100::Color::Default => return None,
        vt100::Color::Rgb(r, g, b) => (r, g, b),
        vt100::Color::Idx(index @ 0..16) => return Some(BASIC[usize::from(index)].to_owned()),
        vt100::Color::Idx(index @ 16..232) => {
            let cube = usize::from(index - 16);
            (STEPS[cube / 36], STEPS[cube / 6 % 6], STEPS[cube % 6])
        }
        vt100::Color::Idx(index) => {
            let grey = 8 + (index - 232) * 10;
            (grey, grey, grey)
        }
    };
    Some(format!("#{r:02x}{g:02x}{b:02x}"))
}
