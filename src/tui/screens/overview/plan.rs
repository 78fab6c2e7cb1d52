//! Who gets how many rows.

use ratatui::layout::Rect;

/// The areas of the overview, each with its heading; one that has no room is empty.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) wrong: Rect,
    pub(super) moving: Rect,
    pub(super) pulse: Rect,
    pub(super) events: Rect,
}

/// From this width on the facts stand beside the charts, and need no row of their own.
const WIDE: u16 = 72;

impl Plan {
    /// Shares out `area`; `wrong` and `moving` are the lines these take in full.
    pub(super) fn new(area: Rect, wrong: u16, moving: u16, quiet: bool) -> Self {
        let gap = u16::from(area.height >= 20);
        let facts = u16::from(area.width < WIDE && area.height >= 14);
        let pulse = match area.height {
            0..=9 => 0,
            // a quiet cluster has the room to look at
            20.. if quiet => 3 + facts + 2 * (1 + (area.height - 20) / 10).min(4),
            _ => 3 + facts,
        };
        let events = if area.height >= 12 { 3 } else { 0 };
        let gaps = gap * (u16::from(pulse > 0) + u16::from(events > 0));
        let room = area.height.saturating_sub(pulse + events + gaps);
        let moving_least = if moving > 0 && room >= 6 { 2 } else { 0 };
        let moving_gap = if moving_least > 0 { gap } else { 0 };
        let wrong = wrong
            .saturating_add(1)
            .min(room.saturating_sub(moving_least + moving_gap));
        let left = room - wrong.min(room);
        let moving = if moving_least > 0 {
            moving.saturating_add(1).min(left.saturating_sub(moving_gap))
        } else {
            0
        };
        let mut y = area.y;
        let mut take = |height: u16, gap: u16| {
            let height = height.min(area.bottom().saturating_sub(y));
            let part = Rect { y, height, ..area };
            if height > 0 {
                y = y.saturating_add(height + gap);
            }
            part
        };
        let wrong = take(wrong.max(u16::from(area.height > 0)), gap);
        let moving = take(moving, moving_gap);
        let pulse = take(pulse, gap);
        let events = take(if events > 0 { u16::MAX } else { 0 }, 0);
        Self {
            wrong,
            moving,
            pulse,
            events,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_quiet_cluster_gives_its_room_away() {
        let body = Rect::new(0, 1, 80, 22);
        let plan = Plan::new(body, 1, 0, true);
        assert_eq!((plan.wrong.height, plan.pulse.height, plan.events.height), (2, 5, 13));
        let plan = Plan::new(body, 30, 2, false);
        assert_eq!(
            (
                plan.wrong.height,
                plan.moving.height,
                plan.pulse.height,
                plan.events.height
            ),
            (11, 2, 3, 3)
        );
    }

    proptest! {
        #[test]
        fn parts_never_overlap_nor_leave(columns in 0u16..300, rows in 0u16..100, wrong: u16, moving: u16, quiet: bool) {
            let area = Rect::new(0, 1, columns, rows);
            let plan = Plan::new(area, wrong, moving, quiet);
            let mut y = area.y;
            for part in [plan.wrong, plan.moving, plan.pulse, plan.events] {
                if part.height > 0 {
                    prop_assert!(part.y >= y && part.bottom() <= area.bottom());
                    y = part.bottom();
                }
            }
        }
    }
}
