//! The spelling of Apache Kafka's own clients, turned into librdkafka's.

/// Names that are translated.
pub const NAMES: &[&str] = &[
    "sasl.jaas.config",
    "ssl.keystore.certificate.chain",
    "ssl.keystore.key",
    "ssl.keystore.type",
    "ssl.truststore.certificates",
    "ssl.truststore.location",
    "ssl.truststore.password",
    "ssl.truststore.type",
];

/// Names of Java clients that say nothing kconsole needs: accepted and left out.
pub const IGNORED: &[&str] = &[
    "basic.auth.credentials.source",
    "bearer.auth.credentials.source",
    "buffer.memory",
    "client.dns.lookup",
    "default.api.timeout.ms",
    "interceptor.classes",
    "key.deserializer",
    "key.serializer",
    "max.block.ms",
    "max.poll.records",
    "metric.reporters",
    "metrics.num.samples",
    "metrics.recording.level",
    "metrics.sample.window.ms",
    "partitioner.class",
    "receive.buffer.bytes",
    "sasl.client.callback.handler.class",
    "sasl.login.callback.handler.class",
    "sasl.login.class",
    "schema.registry.basic.auth.credentials.source",
    "schema.registry.bearer.auth.credentials.source",
    "schema.registry.ssl.keystore.type",
    "schema.registry.ssl.truststore.type",
    "send.buffer.bytes",
    "socket.connection.setup.timeout.max.ms",
    "ssl.enabled.protocols",
    "ssl.keymanager.algorithm",
    "ssl.protocol",
    "ssl.provider",
    "ssl.secure.random.implementation",
    "ssl.trustmanager.algorithm",
    "value.deserializer",
    "value.serializer",
];

/// A user and a password out of `sasl.jaas.config`.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// `username`.
    pub username: String,
    /// `password`.
    pub password: String,
}

/// Reads the value of `sasl.jaas.config`: `MODULE required username="…" password="…";`.
///
/// # Errors
/// In words and without the value, when it is none of the modules with a user and a password.
pub fn jaas(text: &str) -> Result<Login, String> {
    let words = words(text)?;
    let module = words.first().map_or("", |word| word.rsplit('.').next().unwrap_or(word));
    match module {
        "PlainLoginModule" | "ScramLoginModule" => {}
        "Krb5LoginModule" => return Err("Kerberos (GSSAPI) is not supported yet".into()),
        "OAuthBearerLoginModule" => return Err("OAUTHBEARER is not supported yet".into()),
        "IAMLoginModule" => return Err("AWS_MSK_IAM is not supported yet".into()),
        _ => return Err("it names no login module known here (PlainLoginModule, ScramLoginModule)".into()),
    }
    let option = |name: &str| {
        words.iter().find_map(|word| {
            let (key, value) = word.split_once('=')?;
            (key == name).then(|| value.to_owned())
        })
    };
    match (option("username"), option("password")) {
        (Some(username), Some(password)) => Ok(Login { username, password }),
        (None, _) => Err("it has no username=\"…\"".into()),
        (_, None) => Err("it has no password=\"…\"".into()),
    }
}

/// Words apart by white space up to the `;`, quotes of either kind taken off, white space around `=` too.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ';' => break,
            '"' | '\'' => quoted(c, &mut chars, &mut word)?,
            c if c.is_whitespace() => {
                let joins = chars.peek().is_some_and(|next| *next == '=') || word.ends_with('=');
                if !joins && !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}

fn quoted(quote: char, chars: &mut impl Iterator<Item = char>, word: &mut String) -> Result<(), String> {
    while let Some(c) = chars.next() {
        match c {
            '\\' => word.extend(chars.next()),
            c if c == quote => return Ok(()),
            c => word.push(c),
        }
    }
    Err("a quote is not closed".into())
}

/// What a trust store or key store is, by its `type` or else by its file's name.
#[must_use]
pub fn is_pem(kind: Option<&str>, location: &str) -> bool {
    match kind {
        Some(kind) => kind.eq_ignore_ascii_case("PEM"),
        None => std::path::Path::new(location)
            .extension()
            .is_some_and(|end| end == "pem" || end == "crt" || end == "cer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn login(text: &str) -> (String, String) {
        let login = jaas(text).unwrap_or_else(|error| panic!("{error}"));
        (login.username, login.password)
    }

    #[test]
    fn a_user_and_a_password_come_out() {
        let plain =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p;\\\"q\";";
        assert_eq!(login(plain), ("u".into(), "p;\"q".into()));
        let scram = "kafkashaded.org.apache.kafka.common.security.scram.ScramLoginModule   required\n username = 'u v'\n password=p=q ;";
        assert_eq!(login(scram), ("u v".into(), "p=q".into()));
    }

    #[test]
    fn what_cannot_be_used_is_named_without_the_value() {
        let refused = |text: &str| jaas(text).err().unwrap_or_default();
        assert!(refused("com.sun.security.auth.module.Krb5LoginModule required;").contains("Kerberos"));
        assert!(refused("x.PlainLoginModule required username=\"u\";").contains("no password"));
        assert!(refused("x.PlainLoginModule required username=\"s3cret").contains("not closed"));
        assert!(!refused("s3cret").contains("s3cret"));
    }

    #[test]
    fn a_store_is_pem_by_type_or_name() {
        assert!(is_pem(Some("pem"), "x.jks"));
        assert!(is_pem(None, "/a/ca.pem"));
        assert!(!is_pem(None, "/a/trust.jks"));
        assert!(!is_pem(Some("JKS"), "ca.pem"));
    }
}
