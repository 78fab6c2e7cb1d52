//! What went wrong with partitions, in words.

use crate::model::trouble::Trouble;
use crate::records::read::Ended;
use crate::text::Thousands;

/// Partitions that a line names one by one.
const NAMED: usize = 12;

/// What went wrong, a line each; what is the same in several partitions is told once.
pub(super) fn of_ended(ended: &[Ended]) -> Vec<String> {
    let why = |one: &Ended| {
        let why = match (&one.trouble, one.skipped) {
            (Some(trouble), _) => trouble.to_string(),
            (None, 0) => return None,
            (None, gone) => format!("{} offsets were deleted before they could be read", count(gone)),
        };
        Some((one.slice.partition, why))
    };
    lines(ended.iter().filter_map(why))
}

/// What goes wrong, and may yet go well.
pub(super) fn of_failing(failing: &[(i32, Trouble)]) -> Vec<String> {
    let why = |(partition, trouble): &(i32, Trouble)| {
        let trouble = trouble.to_string();
        let said = trouble.lines().next().unwrap_or_default();
        (*partition, format!("{said}; it is tried again"))
    };
    lines(failing.iter().map(why))
}

fn lines(troubles: impl Iterator<Item = (i32, String)>) -> Vec<String> {
    let mut told: Vec<(String, Vec<i32>)> = Vec::new();
    for (partition, why) in troubles {
        match told.iter_mut().find(|(known, _)| *known == why) {
            Some((_, partitions)) => partitions.push(partition),
            None => told.push((why, vec![partition])),
        }
    }
    let line = |(why, partitions): (String, Vec<i32>)| {
        let names: Vec<_> = partitions.iter().take(NAMED).map(i32::to_string).collect();
        let names = names.join(" ");
        match partitions.len() {
            1 => format!("partition {names}: {why}"),
            all if all <= NAMED => format!("partitions {names}: {why}"),
            all => format!("partitions {names} and {} more: {why}", all - NAMED),
        }
    };
    told.into_iter().map(line).collect()
}

fn count(count: u64) -> Thousands {
    Thousands(i64::try_from(count).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::names::BrokerId;
    use crate::model::trouble::Cause;
    use crate::records::read::Slice;

    fn ended(partition: i32, skipped: u64, trouble: Option<Trouble>) -> Ended {
        let slice = Slice {
            topic: "orders".into(),
            partition,
            from: 0,
            until: Some(9),
            start: 0,
            end: 9,
            held_back: 0,
            leader: Some(BrokerId(1)),
            epoch: 0,
            id: None,
        };
        Ended {
            slice,
            upto: 4,
            skipped,
            trouble,
        }
    }

    #[test]
    fn a_broker_that_is_down_is_told_once_for_all_its_partitions() {
        let refused = || Some(Trouble::new("fetch records", Cause::Refused).at(Some(BrokerId(1)), "kafka-1:9092"));
        let told = of_ended(&[
            ended(0, 0, refused()),
            ended(1, 1_200, None),
            ended(2, 0, None),
            ended(5, 0, refused()),
        ]);
        let same = "partitions 0 5: fetch records at broker 1 (kafka-1:9092): connection refused";
        let gone = "partition 1: 1,200 offsets were deleted before they could be read";
        assert_eq!(told, [same, gone]);
        let many: Vec<_> = (0..20).map(|partition| ended(partition, 0, refused())).collect();
        let many = of_ended(&many);
        assert!(
            many[0].starts_with("partitions 0 1 2 3 4 5 6 7 8 9 10 11 and 8 more: "),
            "{many:?}"
        );
    }
}
