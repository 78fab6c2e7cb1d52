//! Topics that get more partitions while they are read without an end.

use super::Order;
use crate::records::read::{Ended, From, Reader, Slice, Until};

/// Whether partitions that come later are read, too: all of the topic's are, and without an end.
pub(super) fn grows(order: &Order) -> bool {
    let all = order.wish.partitions.is_none() && order.places.is_none();
    order.wish.until == Until::Never && all && order.latest.is_none()
}

/// What was read before there were more.
#[derive(Debug, Default)]
pub(super) struct Growth(Vec<Ended>);

impl Growth {
    /// What is read from here on: the same from where it was, and what came from its beginning. When nobody tells what
    /// came, it is asked for again later.
    pub(super) fn next(&mut self, reader: &Reader, order: &Order, ended: Vec<Ended>) -> Vec<Slice> {
        let mut wish = order.wish.clone();
        wish.from = From::Earliest;
        let now = reader.plan(&wish).unwrap_or_default();
        self.and(ended, now)
    }

    fn and(&mut self, ended: Vec<Ended>, now: Vec<Slice>) -> Vec<Slice> {
        let is = |slice: &Slice, other: &Slice| slice.topic == other.topic && slice.partition == other.partition;
        let known = |slice: &Slice| {
            let mut all = self.0.iter().chain(&ended);
            all.any(|ended| is(slice, &ended.slice))
        };
        let mut slices: Vec<Slice> = now.iter().filter(|slice| !known(slice)).cloned().collect();
        for ended in ended {
            let told = now.iter().find(|slice| is(slice, &ended.slice)).cloned();
            slices.push(Slice {
                from: ended.upto,
                // what was given up stays so
                until: ended.trouble.as_ref().map(|_| ended.upto),
                id: ended.slice.id,
                ..told.unwrap_or_else(|| ended.slice.clone())
            });
            self.0.push(ended);
        }
        slices.sort_by(|one, other| (&one.topic, one.partition).cmp(&(&other.topic, other.partition)));
        slices
    }

    /// How all ended, each partition once, as if it had been read in one go.
    pub(super) fn whole(self, ended: Vec<Ended>) -> Vec<Ended> {
        let mut all: Vec<Ended> = Vec::new();
        for one in self.0.into_iter().chain(ended) {
            let is =
                |all: &&mut Ended| (&all.slice.topic, all.slice.partition) == (&one.slice.topic, one.slice.partition);
            match all.iter_mut().find(is) {
                Some(before) => {
                    before.upto = one.upto;
                    before.skipped += one.skipped;
                    before.trouble = before.trouble.take().or(one.trouble);
                }
                None => all.push(one),
            }
        }
        all.sort_by(|one, other| {
            let name = |ended: &Ended| (ended.slice.topic.clone(), ended.slice.partition);
            name(one).cmp(&name(other))
        });
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trouble::{Cause, Trouble};

    fn slice(topic: &str, partition: i32, from: i64) -> Slice {
        Slice {
            topic: topic.into(),
            partition,
            from,
            until: None,
            start: 0,
            end: 9,
            held_back: 0,
            leader: None,
            epoch: 1,
            id: None,
        }
    }

    fn ended(slice: &Slice, upto: i64) -> Ended {
        Ended {
            slice: slice.clone(),
            upto,
            skipped: 1,
            trouble: None,
        }
    }

    #[test]
    fn what_came_is_read_from_its_beginning_and_the_rest_from_where_it_was() {
        let mut growth = Growth::default();
        let before = [slice("a", 0, 5), slice("b", 0, 5), slice("b", 1, 5)];
        let mut over: Vec<Ended> = before
            .iter()
            .zip([7, 8, 9])
            .map(|(slice, upto)| ended(slice, upto))
            .collect();
        over[2].trouble = Some(Trouble::new("read", Cause::Io("gone".into())));
        let now = ["a", "a", "b", "b"]
            .iter()
            .zip([0, 1, 0, 1])
            .map(|(topic, partition)| slice(topic, partition, 0));
        let next = growth.and(over, now.collect());
        let told = |slice: &Slice| (slice.topic.to_string(), slice.partition, slice.from, slice.until);
        let a = |topic: &str, partition, from, until| (topic.to_owned(), partition, from, until);
        let all: Vec<_> = next.iter().map(told).collect();
        assert_eq!(
            all,
            [
                a("a", 0, 7, None),
                a("a", 1, 0, None),
                a("b", 0, 8, None),
                a("b", 1, 9, Some(9))
            ]
        );
        // nobody tells what there is: the same again
        let again = growth.and(
            next.iter().map(|slice| ended(slice, slice.from + 1)).collect(),
            Vec::new(),
        );
        assert_eq!(again.iter().map(|slice| slice.from).collect::<Vec<_>>(), [8, 1, 9, 10]);
        let whole = growth.whole(again.iter().map(|slice| ended(slice, slice.from)).collect());
        let all: Vec<_> = whole
            .iter()
            .map(|ended| (ended.slice.from, ended.upto, ended.skipped))
            .collect();
        assert_eq!(all, [(5, 8, 3), (0, 1, 2), (5, 9, 3), (5, 10, 3)]);
        assert!(whole[3].trouble.is_some(), "it stays given up");
    }
}
