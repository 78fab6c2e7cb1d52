//! Reading under what real clusters do to a log: compaction, deletion, new leaders, open transactions, followers.

mod compacted;
mod moving;
mod near;
mod old;
mod open;
mod own;
mod seen;

use crate::case::{Case, case};

/// The cases of this area.
pub fn cases() -> Vec<Case> {
    vec![
        case(
            "reading::what_compaction_left_is_read_across_its_holes",
            compacted::holes,
        ),
        case("reading::what_is_deleted_meanwhile_is_counted", moving::deleted),
        case("reading::a_topic_made_anew_is_no_continuation", moving::made_anew),
        case("reading::an_open_transaction_ends_what_is_committed", open::held_back),
        case(
            "reading::kafkas_own_topics_are_decoded_to_the_last_record",
            own::decoded,
        ),
        case("reading::a_follower_in_the_same_rack_is_read_from", near::follower),
        case("alone::records_of_old_formats_are_named", old::formats),
        case(
            "alone::reading_follows_a_leader_that_dies_and_comes_back",
            moving::leader,
        ),
    ]
}
