//! Columns, and which of them fit.

/// Where a column's text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Names and words.
    Left,
    /// Numbers.
    Right,
}

/// A column of a table; a `const` of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name for `:sort`, in a saved table and in JSON: lower case, `-` or `_` between words.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Where its text stands.
    pub align: Align,
    /// The least width it makes sense at; narrower, it is dropped.
    pub min: u16,
    /// The width that shows nearly everything.
    pub ideal: u16,
    /// The most it takes where there is room to spare.
    pub max: u16,
    /// 0 stays always; the highest number is dropped first.
    pub priority: u8,
    /// Shift and this letter sort by it. Not G (the end of the table).
    pub letter: Option<char>,
    /// The first sort is descending: large numbers are what one looks for.
    pub descending: bool,
    /// Too long a text is cut in its middle: of a path or a host both ends tell.
    pub middle: bool,
}

impl Column {
    /// A column of names or words.
    #[must_use]
    pub const fn text(id: &'static str, title: &'static str, min: u16, ideal: u16) -> Self {
        Self {
            id,
            title,
            align: Align::Left,
            min,
            ideal,
            max: ideal,
            priority: 0,
            letter: None,
            descending: false,
            middle: false,
        }
    }

    /// A column of numbers; sorted the largest first.
    #[must_use]
    pub const fn number(id: &'static str, title: &'static str, width: u16) -> Self {
        Self {
            align: Align::Right,
            descending: true,
            ..Self::text(id, title, width, width)
        }
    }

    /// The column, dropped from a narrow terminal before those of a lower number.
    #[must_use]
    pub const fn priority(self, priority: u8) -> Self {
        Self { priority, ..self }
    }

    /// The column, sorted by shift and this letter.
    #[must_use]
    pub const fn letter(self, letter: char) -> Self {
        Self {
            letter: Some(letter),
            ..self
        }
    }

    /// The column, growing to `max` where there is room.
    #[must_use]
    pub const fn grow(self, max: u16) -> Self {
        Self { max, ..self }
    }

    /// The column, too long a text cut in its middle.
    #[must_use]
    pub const fn middle(self) -> Self {
        Self { middle: true, ..self }
    }

    /// The column, sorted the smallest first.
    #[must_use]
    pub const fn ascending(self) -> Self {
        Self {
            descending: false,
            ..self
        }
    }
}

/// A column that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fitted {
    /// Its number among all.
    pub column: usize,
    /// Its first column on the screen, from the left edge of the table's columns.
    pub x: u16,
    /// Its width.
    pub width: u16,
}

/// From this priority on a column is not worth a name that is cut for it.
const SPARE: u8 = 6;

/// The columns that fit into `width`, in their order, with their widths.
///
/// First every column gets its least width and the least useful ones are dropped until they fit, [`SPARE`] ones also
/// until no name is cut for their sake; then each grows to its ideal in the order of its use; then those that may grow
/// take the rest.
#[must_use]
pub fn fit(columns: &[Column], width: u16) -> Vec<Fitted> {
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    let of = |shown: &[usize], room: fn(&Column) -> u16| -> u32 {
        let gaps = u32::try_from(shown.len()).unwrap_or(0).saturating_sub(1);
        let rooms = shown.iter().filter_map(|i| columns.get(*i)).map(room);
        rooms.map(u32::from).sum::<u32>() + gaps
    };
    let least = |shown: &[usize]| of(shown, |column| column.min);
    // with the names and words that identify a row at the width that shows them
    let wanted = |shown: &[usize]| {
        of(
            shown,
            |column| if column.priority == 0 { column.ideal } else { column.min },
        )
    };
    let has_spare = |shown: &[usize]| {
        let priorities = shown.iter().filter_map(|i| columns.get(*i)).map(|c| c.priority);
        priorities.max().is_some_and(|most| most >= SPARE)
    };
    while least(&shown) > u32::from(width) || (has_spare(&shown) && wanted(&shown) > u32::from(width)) {
        // of those with the same priority the rightmost goes first
        let priority = |at: &usize| shown.get(*at).and_then(|i| columns.get(*i)).map_or(0, |c| c.priority);
        match (0..shown.len()).max_by_key(|at| (priority(at), *at)) {
            Some(at) if priority(&at) > 0 => drop(shown.remove(at)),
            _ => break,
        }
    }
    let mut widths: Vec<u16> = shown.iter().filter_map(|i| columns.get(*i)).map(|c| c.min).collect();
    let mut spare = width.saturating_sub(u16::try_from(least(&shown)).unwrap_or(u16::MAX));
    let wider_gap = spare >= u16::try_from(shown.len().saturating_sub(1)).unwrap_or(0);
    let mut by_use: Vec<usize> = (0..shown.len()).collect();
    by_use.sort_by_key(|at| shown.get(*at).and_then(|i| columns.get(*i)).map_or(0, |c| c.priority));
    let grow = |limit: fn(&Column) -> u16, spare: &mut u16, widths: &mut [u16]| {
        for at in &by_use {
            let Some(column) = shown.get(*at).and_then(|i| columns.get(*i)) else {
                continue;
            };
            if let Some(now) = widths.get_mut(*at) {
                let more = limit(column).saturating_sub(*now).min(*spare);
                *now += more;
                *spare -= more;
            }
        }
    };
    grow(|column| column.ideal, &mut spare, &mut widths);
    let gap = if wider_gap && spare >= u16::try_from(shown.len().saturating_sub(1)).unwrap_or(0) {
        2
    } else {
        1
    };
    if gap == 2 {
        spare -= u16::try_from(shown.len().saturating_sub(1)).unwrap_or(0);
    }
    grow(|column| column.max, &mut spare, &mut widths);
    let mut x = 0u16;
    let mut fitted = Vec::with_capacity(shown.len());
    for (column, wanted) in shown.into_iter().zip(widths) {
        let left = width.saturating_sub(x);
        if left == 0 {
            break;
        }
        fitted.push(Fitted {
            column,
            x,
            width: wanted.min(left),
        });
        x = x.saturating_add(wanted).saturating_add(gap);
    }
    fitted
}
