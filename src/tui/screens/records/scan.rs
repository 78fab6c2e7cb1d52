//! How far a search is: never shown as complete when it is not.

use crate::jobs::browse::{Page, Part, Scan, State};
use crate::text::{Bytes, Compact, Long, Percent, Thousands};
use crate::tui::theme::{Role, Theme};
use crate::tui::widgets::{Line, gauge};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Rows it takes: what is found, and how far each partition is where there are several and it is not over.
pub(super) fn rows(page: Option<&Page>) -> u16 {
    let Some((page, scan)) = page.and_then(|page| Some((page, page.scan.as_ref()?))) else {
        return 0;
    };
    let over = matches!(page.state, State::Ended { .. });
    1 + u16::from(scan.parts.len() > 1 && !over)
}

/// Draws it from the top of `area`.
pub(super) fn draw(page: &Page, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let Some(scan) = page.scan.as_ref().filter(|_| area.height > 0) else {
        return;
    };
    let (role, sign) = match &page.state {
        State::Reading | State::Starting => (Role::StateMoving, theme.glyphs.moving),
        State::Ended { .. } if page.troubles.is_empty() => (Role::StateOk, theme.glyphs.ok),
        _ => (Role::StateWarn, theme.glyphs.warn),
    };
    let mut line = Line::new(buffer, area, theme);
    line.skip(1).put(role, sign).skip(1);
    let bar = area.width >= 100 && matches!(page.state, State::Reading | State::Paused);
    let says = words(page, scan);
    line.put(Role::Text, &says);
    if bar {
        line.skip(2);
        let (done, rest) = gauge::text(share(scan), line.room().min(30), &theme.glyphs);
        line.put(Role::GaugeFull, &done).put(Role::GaugeRest, &rest);
    }
    if rows(Some(page)) > 1 && area.height > 1 {
        parts(
            scan,
            Rect {
                y: area.y + 1,
                height: 1,
                ..area
            },
            buffer,
            theme,
        );
    }
}

/// A column a partition, or several when there are more than columns: its height is its share.
fn parts(scan: &Scan, area: Rect, buffer: &mut Buffer, theme: &Theme) {
    let mut line = Line::new(buffer, area, theme);
    line.skip(3).put(Role::Dim, "partitions ");
    let room = usize::from(line.room().saturating_sub(1)).max(1);
    let each = scan.parts.len().div_ceil(room).max(1);
    let steps = theme.glyphs.spark;
    for several in scan.parts.chunks(each) {
        let share = several.iter().map(Part::share).fold(1.0, f64::min);
        let step = (share * steps.len() as f64).floor() as usize;
        match step.checked_sub(1).and_then(|step| steps.get(step)) {
            Some(sign) => line.put(Role::GaugeFull, sign),
            None => line.put(Role::GaugeRest, theme.glyphs.gauge_rest),
        };
    }
}

fn share(scan: &Scan) -> f64 {
    match scan.all() {
        0 => 1.0,
        all => scan.done() as f64 / all as f64,
    }
}

/// `scanned 2.41 M of 3.10 M  78 %  1.9 M/s  ETA 1 s · 212 found`.
fn words(page: &Page, scan: &Scan) -> String {
    let short = |count: u64| Compact(i64::try_from(count).unwrap_or(i64::MAX));
    let exact = |count: u64| Thousands(i64::try_from(count).unwrap_or(i64::MAX));
    let (done, all) = (scan.done(), scan.all());
    let percent = Percent(share(scan));
    let kept = page.records.len() as u64;
    let mut found = format!("{} found", exact(scan.found));
    if scan.found > kept && kept > 0 && !matches!(page.state, State::Reading) {
        found = format!("the first {} of {} found", exact(kept), exact(scan.found));
    }
    let size = scan
        .bytes
        .map_or_else(String::new, |bytes| format!(", about {}", Bytes(bytes)));
    match &page.state {
        State::Held => format!("it would read {} records{size}: h begins, esc leaves", exact(all)),
        State::Paused => format!("stopped at {percent} of {}, h goes on · {found} so far", short(all)),
        State::Ended { .. } if page.troubles.is_empty() => {
            let more = match scan.found > kept {
                true => ": kconsole search prints all",
                false => "",
            };
            format!("all {} scanned · {found}{more}", exact(all))
        }
        State::Ended { .. } => format!("{} of {} scanned · {found}", short(done), short(all)),
        State::Failed(_) => format!("failed at {percent} · {found} so far"),
        _ => {
            let left = all.saturating_sub(done) as f64 / page.per_second * 1_000.0;
            let eta = match left.is_finite() {
                true => format!("  {}/s  ETA {}", short(page.per_second as u64), Long(left as i64)),
                false => String::new(),
            };
            format!(
                "scanned {} of {}{size}  {percent}{eta} · {found}",
                short(done),
                short(all)
            )
        }
    }
}
