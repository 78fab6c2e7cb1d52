//! Many series to few.

use std::collections::BTreeMap;

use super::Labels;
use super::eval::{Point, nameless};
use super::expr::{Grouping, How};

/// The points of each group made one; of `topk`, its greatest.
pub(super) fn aggregate(how: How, parameter: Option<f64>, points: Vec<Point>, by: &Grouping) -> Vec<Point> {
    let mut groups: BTreeMap<Labels, Vec<Point>> = BTreeMap::new();
    for point in points {
        groups.entry(kept(&point.labels, by)).or_default().push(point);
    }
    if how == How::TopK {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float saturates, and below nothing is nothing"
        )]
        let most = parameter.unwrap_or(0.0) as usize;
        return groups.into_values().flat_map(|group| greatest(group, most)).collect();
    }
    let one = |(labels, group): (Labels, Vec<Point>)| {
        let values = group.iter().map(|point| point.value);
        let value = match how {
            How::Sum | How::TopK => values.sum(),
            How::Avg => mean(values),
            How::Min => values.fold(f64::NAN, f64::min),
            How::Max => values.fold(f64::NAN, f64::max),
            How::Count => count(group.len()),
        };
        Point { labels, value }
    };
    groups.into_iter().map(one).collect()
}

/// The mean; not a number without any.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, many) = values.fold((0.0, 0.0), |(sum, many), value| (sum + value, many + 1.0));
    sum / many
}

pub(super) fn count(many: usize) -> f64 {
    u32::try_from(many).map_or(f64::INFINITY, f64::from)
}

fn kept(labels: &Labels, by: &Grouping) -> Labels {
    match by {
        Grouping::By(names) => {
            let named = labels
                .iter()
                .filter(|(label, _)| names.iter().any(|name| **name == ***label));
            named.map(|(label, value)| (label.clone(), value.clone())).collect()
        }
        Grouping::Without(names) => {
            let mut labels = nameless(labels.clone());
            names.iter().for_each(|name| drop(labels.remove(name.as_str())));
            labels
        }
    }
}

fn greatest(mut group: Vec<Point>, most: usize) -> Vec<Point> {
    group.sort_by(|a, b| b.value.total_cmp(&a.value));
    group.truncate(most);
    group
}
