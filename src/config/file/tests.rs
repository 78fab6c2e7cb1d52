use super::*;
use crate::config::ui::Color;

fn parsed(text: &str) -> Result<File, ConfigError> {
    parse(Path::new("/c/config.toml"), text)
}

#[test]
fn a_whole_file_is_read() {
    let file = parsed(
        r#"
current = "prod"

[contexts.prod]
environment = "prod"
read_only = true
request_timeout = "30s"
properties_file = "client.properties"

[contexts.prod.kafka]
"bootstrap.servers" = "b1:9092,b2:9092"
security.protocol = "SASL_SSL"
linger.ms = 5
enable.idempotence = true

[contexts.prod.address_map]
"kafka-2.internal:*" = "127.0.0.1:1*"
"*:9092" = "127.0.0.1:19092"

[contexts.dev.kafka]
metadata.broker.list = "localhost"

[ui]
theme = "light"
color = "256"
mouse = false

[keys]
quit = "ctrl-q"
refresh = []
[keys.topics]
sort = ["s", "S"]

[thresholds]
disk_warning = 0.7
rebalance = "2m"
"#,
    )
    .unwrap();
    assert_eq!(file.current.as_ref().unwrap().0, "prod");
    let prod = file.contexts.get("prod").unwrap();
    assert!(prod.read_only);
    assert_eq!(prod.request_timeout, Some(Duration::from_secs(30)));
    assert_eq!(
        prod.properties_file.as_ref().unwrap().0,
        Path::new("/c/client.properties")
    );
    let kafka: Vec<_> = prod
        .kafka
        .iter()
        .map(|(name, text, at)| format!("{name}={text} {at}"))
        .collect();
    assert_eq!(
        kafka,
        [
            "bootstrap.servers=b1:9092,b2:9092 /c/config.toml:11",
            "enable.idempotence=true /c/config.toml:14",
            "linger.ms=5 /c/config.toml:13",
            "security.protocol=SASL_SSL /c/config.toml:12",
        ]
    );
    let patterns: Vec<_> = prod
        .address_map
        .rules
        .iter()
        .map(|rule| rule.pattern.as_str())
        .collect();
    assert_eq!(patterns, ["kafka-2.internal:*", "*:9092"]);
    assert_eq!(
        (file.ui.theme.as_str(), file.ui.color, file.ui.mouse),
        ("light", Color::Indexed, false)
    );
    assert!(file.ui.sync_output);
    let keys: Vec<_> = file
        .keys
        .iter()
        .map(|key| (key.scope.as_deref(), key.action.as_str(), key.keys.len()))
        .collect();
    assert_eq!(
        keys,
        [(None, "quit", 1), (None, "refresh", 0), (Some("topics"), "sort", 2)]
    );
    assert_eq!(file.thresholds.rebalance.0, 120_000);
    assert!((file.thresholds.disk_warning - 0.7).abs() < 1e-9);
}

/// A wrong file, and what is said of it.
const WRONG: &[(&str, &str)] = &[
    (
        "curent = \"x\"",
        "/c/config.toml:1: unknown key \"curent\"\n  try: did you mean \"current\"?",
    ),
    (
        "\n[context.prod]\n",
        "/c/config.toml:2: unknown key \"context\"\n  try: did you mean \"contexts\"?",
    ),
    (
        "[ui]\n\nthem = \"x\"",
        "/c/config.toml:3: unknown key \"them\"\n  try: did you mean \"theme\"?",
    ),
    (
        "[ui]\nmouse = \"yes\"",
        "/c/config.toml:2: mouse: true or false is wanted",
    ),
    (
        "[ui]\ncolor = \"truecolour\"",
        "/c/config.toml:2: color: \"truecolour\" is not a value it takes\n  try: did you mean \"truecolor\"?",
    ),
    (
        "[contexts.a]\nread-only = true",
        "/c/config.toml:2: unknown key \"read-only\"\n  try: did you mean \"read_only\"?",
    ),
    (
        "[contexts.a]\nrequest_timeout = \"soon\"",
        "/c/config.toml:2: request_timeout: \"soon\" is no duration: write it like 90s, 15m, 1h30m or 7d",
    ),
    (
        "[contexts.a]\nrequest_timeout = \"0s\"",
        "/c/config.toml:2: request_timeout: it must be longer than nothing",
    ),
    (
        "[contexts.a.kafka]\nsasl.mechansim = \"PLAIN\"",
        "/c/config.toml:2: unknown property \"sasl.mechansim\"\n  try: did you mean \"sasl.mechanism\"?",
    ),
    (
        "[contexts.a.kafka]\n\"linger.ms\" = [5]",
        "/c/config.toml:2: linger.ms: a text, a number, true or false is wanted",
    ),
    (
        "[contexts.a.address_map]\n\"a:1\" = \"b\\u0020c\"",
        "/c/config.toml:2: address_map: \"b c\" is no HOST:PORT\n  try: \"kafka-1.internal:9092\" = \"127.0.0.1:19092\"",
    ),
    (
        "[contexts.a.address_map]\n\"a:1\" = \"b:*\"",
        "/c/config.toml:2: address_map: \"b:*\" has more * than \"a:1\"\n  try: \"kafka-1.internal:9092\" = \"127.0.0.1:19092\"",
    ),
    (
        "current = \"prud\"\n[contexts.prod]\n",
        "/c/config.toml:1: unknown context \"prud\"\n  try: did you mean \"prod\"?",
    ),
    (
        "contexts = 1",
        "/c/config.toml:1: contexts: a table is wanted\n  try: [contexts]",
    ),
    (
        "[contexts]\nprod = 1",
        "/c/config.toml:2: contexts: \"prod\" is no table\n  try: [contexts.NAME]",
    ),
    (
        "[keys]\nquit = 1",
        "/c/config.toml:2: quit: a key or a list of keys is wanted\n  try: quit = \"ctrl-r\", or quit = [] for none",
    ),
    (
        "[contexts.a.kafka]\nsasl.password = \"s3cret",
        "/c/config.toml:2: this is not TOML: ",
    ),
];

#[test]
fn what_is_wrong_is_named_with_its_line_and_the_right_name() {
    for (text, expected) in WRONG {
        let error = parsed(text).unwrap_err().to_string();
        let exact = !expected.ends_with("TOML: ");
        assert!(
            error.starts_with(expected) && (!exact || error == *expected),
            "{text}\n{error}"
        );
        assert!(!error.contains("s3cret"), "{error}");
    }
}

#[test]
fn no_file_is_no_error_unless_it_was_named() {
    let path = Path::new("/nowhere/config.toml");
    assert!(!read(path, None).unwrap().exists);
    let error = read(path, Some(&Origin::Flag("--config"))).unwrap_err().to_string();
    assert!(error.starts_with("--config: cannot read"), "{error}");
}
