//! Records that leave the screen: exported, and sent again.

use super::*;

fn saved(reply: Reply) -> (String, String) {
    match reply {
        Reply::Effects(effects) => match effects.as_slice() {
            [Effect::Save { stem, content, .. }] => (stem.clone(), String::from_utf8_lossy(content).into_owned()),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_marked_is_exported_and_reads_back() {
    on(page(), |screen, cx| {
        let (stem, all) = saved(screen.act_on(Id::Export, "jsonl", cx));
        assert_eq!((stem.as_str(), all.lines().count()), ("orders-4-records", 4));
        let first: serde_json::Value = serde_json::from_str(all.lines().next().unwrap()).unwrap();
        assert_eq!(first["value"], json!("\0\0\0\0\u{7}\u{2}"));
        assert_eq!(first["headers"][0]["name"], json!("trace\u{1b}[2J"));
        assert!(all.lines().all(|line| line.chars().all(crate::text::escape::is_safe)));
        assert!(told(screen.act_on(Id::Export, "xml", cx)).contains("jsonl, csv and raw"));
        let (_, csv) = saved(screen.act_on(Id::Export, "csv", cx));
        assert!(
            csv.lines().any(|row| row.ends_with(",value")),
            "a tombstone is no empty value: {csv}"
        );
        assert!(
            told(screen.act_on(Id::Export, "raw", cx)).contains("no value"),
            "a tombstone"
        );
        let last = table::TableSource::key(&screen.rows, 3);
        screen.table.select(last, &screen.rows);
        screen.table.toggle_mark(&screen.rows);
        let (stem, raw) = saved(screen.act_on(Id::Save, "raw", cx));
        assert_eq!(stem, "orders-2-79");
        assert!(raw.starts_with("漢字") && !raw.ends_with('\n'), "the bytes as they are");
        let (_, csv) = saved(screen.act_on(Id::Export, "csv", cx));
        assert!(
            csv.starts_with("topic,partition,offset,timestamp,key,value,headers,null\norders,2,79,"),
            "{csv}"
        );
    });
}

#[test]
fn a_record_whose_bytes_are_not_kept_is_not_exported_as_if_it_were_whole() {
    let mut page = page();
    let mut large = Record::clone(&page.records[0]);
    large.value.size = 9 << 20;
    page.records = vec![Arc::new(large)].into();
    on(page, |screen, cx| {
        assert!(told(screen.act(Id::Export, cx)).contains("too large"));
    });
}

#[test]
fn a_record_is_resent_with_its_bytes_and_headers() {
    on(page(), |screen, cx| {
        let Reply::Write(draft) = screen.act(Id::Resend, cx) else {
            panic!("no draft");
        };
        let kept = |part: &crate::jobs::compose::Part| part.unchanged().flatten().map(|bytes| bytes.to_vec());
        assert_eq!(kept(&draft.value).as_deref(), Some(&b"\0\0\0\0\x07\x02"[..]));
        assert_eq!(kept(&draft.key).as_deref(), Some(&b"customer-7"[..]));
        assert_eq!((draft.headers.lines().count(), draft.partition.as_str()), (2, "3"));
    });
}
