//! A search: typed, held, stopped, gone on with, and never called whole when it is not.

use super::*;

#[test]
fn a_search_is_typed_checked_stopped_and_gone_on_with() {
    on(page(), |screen, cx| {
        assert!(screen.why_not(Id::Pause, cx).is_some(), "nothing is searched");
        assert!(matches!(screen.act(Id::Search, cx), Reply::Type(Kind::Search, text) if text.is_empty()));
        assert!(told(screen.act_on(Id::Search, ".value.amount >", cx)).contains("expected"));
        let order = ordered(screen.act_on(Id::Search, "paid", cx));
        let search = order.search.unwrap();
        assert_eq!((search.filter.as_str(), search.go), ("paid", Go::WhenSmall));
        assert!(!screen.live());
        // the page is of the order before yet: it is stopped all the same
        assert_eq!(ordered(screen.act(Id::Pause, cx)).search.unwrap().go, Go::No);
        assert!(matches!(screen.act(Id::Search, cx), Reply::Type(Kind::Search, text) if text == "paid"));
        assert_eq!(ordered(screen.act(Id::Live, cx)).search, None);
    });
}

#[test]
fn what_stands_goes_on_and_escape_stops_then_leaves_then_goes_back() {
    for (state, go) in [
        (State::Paused, Go::Yes),
        (State::Held, Go::Yes),
        (State::Reading, Go::No),
    ] {
        on(search(state), |screen, cx| {
            screen.act_on(Id::Search, ".value.status == \"paid\"", cx);
            assert_eq!(ordered(screen.act(Id::Pause, cx)).search.unwrap().go, go);
        });
    }
    on(search(State::Reading), |screen, cx| {
        screen.act_on(Id::Search, ".value.status == \"paid\"", cx);
        assert_eq!(ordered(screen.act(Id::Back, cx)).search.unwrap().go, Go::No);
    });
    on(search(State::Paused), |screen, cx| {
        screen.act_on(Id::Search, ".value.status == \"paid\"", cx);
        assert_eq!(ordered(screen.act(Id::Back, cx)).search, None);
        assert!(matches!(screen.act(Id::Back, cx), Reply::NotMine));
    });
}

#[test]
fn a_part_is_never_told_as_the_whole() {
    let whole = State::Ended {
        upto: Vec::new(),
        more: false,
    };
    let says = |page: &Page| {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 2));
        scan::draw(page, buffer.area, &mut buffer, &Theme::standard());
        (0..80).map(|x| buffer[(x, 0)].symbol()).collect::<String>()
    };
    assert!(says(&search(State::Paused)).contains("stopped at 78 %"));
    let mut ahead = search(State::Reading);
    ahead.scan.as_mut().unwrap().ahead = 310_000;
    assert!(
        says(&ahead).contains("2.7 M of 3.1 M") && says(&ahead).contains("88 %"),
        "{}",
        says(&ahead)
    );
    ahead.scan.as_mut().unwrap().ahead = u64::MAX / 2;
    assert!(
        says(&ahead).contains("3.1 M of 3.1 M"),
        "no more than there is: {}",
        says(&ahead)
    );
    let held = says(&search(State::Held));
    assert!(held.contains("would read 3,100,000 records, about 512 MiB"), "{held}");
    let mut troubled = search(whole.clone());
    troubled.troubles = page().troubles;
    let troubled = says(&troubled);
    assert!(
        troubled.contains("2.4 M of 3.1 M") && !troubled.contains("all"),
        "{troubled}"
    );
    assert!(says(&search(State::Failed("no".into()))).contains("failed at 78 %"));
    let over = says(&search(whole));
    assert!(
        over.contains("all 3,100,000 scanned") && over.contains("the first 4 of 212"),
        "{over}"
    );
}
