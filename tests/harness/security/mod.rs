//! Who may come in, and how: certificates, users, rights, and the properties of both sides.

mod certificates;
mod client;
mod rights;
mod server;
mod users;

pub use certificates::make;
pub use client::write_files;
pub use rights::grant;
pub use server::properties;
pub use users::scram;
