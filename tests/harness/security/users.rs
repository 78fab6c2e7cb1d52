//! The users of a cluster with SASL. Every mechanism knows each of them.

/// A user; the password is `NAME-secret`.
pub struct User {
    /// The login.
    pub name: &'static str,
}

impl User {
    /// The password.
    pub fn password(&self) -> String {
        format!("{}-secret", self.name)
    }
}

/// `admin` may do everything; `reader` may read what begins with `open`; `limited` may only see topics of that name.
pub const USERS: [User; 3] = [
    User { name: "admin" },
    User { name: "reader" },
    User { name: "limited" },
];

/// The arguments of `--add-scram` when storage is formatted.
pub fn scram() -> Vec<String> {
    let of = |mechanism: &'static str| {
        let argument = move |user: &User| format!("{mechanism}=[name={},password={}]", user.name, user.password());
        USERS.iter().map(argument)
    };
    of("SCRAM-SHA-256").chain(of("SCRAM-SHA-512")).collect()
}
