use super::*;

fn filled(text: &str, times: usize) -> Vec<String> {
    let mut template = Template::parse(text, Some(7)).unwrap();
    let mut fill = || {
        let mut out = String::new();
        template.fill(&mut out);
        out
    };
    (0..times).map(|_| fill()).collect()
}

fn refused(text: &str) -> String {
    Template::parse(text, None).unwrap_err()
}

#[test]
fn a_text_without_functions_is_itself() {
    for text in ["", "x", "{\"a\":{\"b\":1}}", "}}", "{"] {
        assert_eq!(filled(text, 2), [text, text]);
    }
}

#[test]
fn a_number_counts_on_and_a_kept_value_is_the_same_within_a_record() {
    assert_eq!(filled("{{seq}}/{{ seq 100 }}", 3), ["1/100", "2/101", "3/102"]);
    let mut seen = std::collections::BTreeSet::new();
    for text in filled("{{c = int 1 1000}}|{\"c\":{{c}}}", 20) {
        let (key, value) = text.split_once('|').unwrap();
        assert_eq!(value, format!("{{\"c\":{key}}}"));
        seen.insert(key.to_owned());
    }
    assert!(seen.len() > 10, "{seen:?}");
}

#[test]
fn the_same_seed_gives_the_same_text_and_another_another() {
    let text = "{{uuid}} {{int 0 1000000}} {{name}} {{hex 8}}";
    assert_eq!(filled(text, 5), filled(text, 5));
    let mut other = Template::parse(text, Some(8)).unwrap();
    let mut out = String::new();
    other.fill(&mut out);
    assert_ne!(filled(text, 1), [out]);
}

#[test]
fn numbers_stay_in_their_range_and_choices_are_those_named() {
    for text in filled("{{int -2 2}} {{float 1 2 3}} {{choice 'a b' c}}", 200) {
        let mut words = text.splitn(3, ' ');
        assert!(
            (-2..=2).contains(&words.next().unwrap().parse::<i64>().unwrap()),
            "{text}"
        );
        let real = words.next().unwrap();
        assert!((1.0..=2.0).contains(&real.parse::<f64>().unwrap()), "{text}");
        assert_eq!(real.split_once('.').unwrap().1.len(), 3);
        assert!(["a b", "c"].contains(&words.next().unwrap()), "{text}");
    }
    assert_eq!(filled("{{int 5 5}}", 1), ["5"]);
}

#[test]
fn a_uuid_is_one_of_version_4() {
    for text in filled("{{uuid}}", 20) {
        let made: uuid::Uuid = text.parse().unwrap();
        assert_eq!(made.get_version_num(), 4);
    }
}

#[test]
fn what_is_wrong_is_named_with_its_column() {
    for (text, column, what) in [
        ("ab{{uid}}", 3, "did you mean uuid?"),
        ("{{int 5}}", 1, "{{int LOW HIGH}}"),
        ("{{int 5 1}}", 1, "no number is from 5 to 1"),
        ("x {{seq", 3, "is not closed"),
        ("{{}}", 1, "no function"),
        ("{{choice}}", 1, "{{choice A B C}}"),
        ("{{float 0 x}}", 1, "\"x\" is no number"),
        ("{{now = int 1 2}}", 1, "is a function"),
        ("{{a = int 1 2}}{{a = int 1 2}}", 16, "has a value already"),
        ("{{a =}}", 1, "no function after ="),
    ] {
        let why = refused(text);
        assert!(
            why.starts_with(&format!("template, column {column}: ")),
            "{text}: {why}"
        );
        assert!(why.contains(what), "{text}: {why}");
    }
}
