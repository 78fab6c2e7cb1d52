//! Plans that are shown, agreed to or not, and what came of them.

use super::*;

fn writable() -> Ui {
    let mut ui = ui();
    if let Some(current) = &mut ui.shared.contexts.current {
        current.read_only = false;
    }
    ui
}

fn deleting() -> Errand {
    let change = Change::Delete {
        subject: "orders-value".into(),
        version: None,
        permanent: false,
    };
    schemas::change(change, &["kconsole".into(), "-c".into(), "prod-eu".into()])
}

fn setting() -> Errand {
    let (subject, level) = (Some("orders-value".into()), "FULL".into());
    schemas::change(Change::Level { subject, level }, &["kconsole".into()])
}

fn shows(ui: &mut Ui, text: &str) -> bool {
    screen(ui, 80, 24).iter().any(|line| line.contains(text))
}

#[test]
fn what_destroys_wants_the_name_typed() {
    let mut ui = writable();
    assert_eq!(ui.ask(deleting(), NOW), []);
    assert!(shows(&mut ui, "Delete subject orders-value on prod-eu"));
    assert!(shows(
        &mut ui,
        "same as: kconsole -c prod-eu schemas delete orders-value"
    ));
    assert_eq!(type_in(&mut ui, "y"), [], "a letter is typed, and agrees to nothing");
    assert_eq!(press(&mut ui, "enter"), []);
    assert!(shows(&mut ui, "that is not the subject's name"));
    assert_eq!(press(&mut ui, "backspace"), []);
    ui.update(Event::Paste("orders-val".into()), NOW);
    type_in(&mut ui, "ue");
    assert!(shows(&mut ui, "name to go on: orders-value"));
    let agreed = Effect::Carry(Box::new(deleting()), Consent::Typed("orders-value".into()));
    assert_eq!(press(&mut ui, "enter"), [agreed]);
    assert!(ui.over.is_none());
}

#[test]
fn what_writes_stands_on_no() {
    let agreed = || Effect::Carry(Box::new(setting()), Consent::Yes);
    for (keys, expected) in [
        ("enter", Vec::new()),
        ("esc", Vec::new()),
        ("n", Vec::new()),
        ("tab tab enter", Vec::new()),
        ("y", vec![agreed()]),
        ("right enter", vec![agreed()]),
    ] {
        let mut ui = writable();
        ui.ask(setting(), NOW);
        assert_eq!(press(&mut ui, keys), expected, "{keys}");
        assert!(ui.over.is_none(), "{keys}");
    }
}

#[test]
fn read_only_is_refused_before_anything_is_asked() {
    let mut ui = ui();
    assert_eq!(ui.ask(setting(), NOW), []);
    assert!(ui.over.is_none());
    assert!(shows(
        &mut ui,
        "set the level of subject orders-value: this context is read-only"
    ));
}

#[test]
fn a_plan_is_made_for_the_cluster_that_is_seen_and_goes_with_it() {
    let mut ui = writable();
    let mut view = View::default();
    Arc::make_mut(&mut view.cluster.data).id = crate::model::known::Known::Value("abc".into());
    ui.view(Arc::new(view), NOW);
    ui.ask(setting(), NOW);
    let effects = press(&mut ui, "y");
    assert!(matches!(effects.as_slice(), [Effect::Carry(errand, _)] if errand.plan.cluster == Some("abc".into())));
    ui.ask(setting(), NOW);
    ui.set_contexts(Contexts::default());
    assert!(ui.over.is_none(), "another cluster is looked at");
}

#[test]
fn what_went_wrong_is_shown_until_it_was_read() {
    let mut ui = writable();
    let ended = |result| {
        Event::Ended(Box::new(Ended {
            plan: deleting().plan,
            result,
        }))
    };
    ui.update(ended(Ok(Outcome::well("deleted softly: orders-value"))), NOW);
    assert!(ui.over.is_none() && shows(&mut ui, "deleted softly: orders-value"));
    let trouble = Trouble::new("delete a schema", Cause::Refused).hint("is the registry up?");
    ui.update(ended(Err(trouble)), NOW);
    assert!(shows(&mut ui, "not done: connection refused") && shows(&mut ui, "try: is the registry up?"));
    press(&mut ui, "esc");
    assert!(ui.over.is_none());
}
