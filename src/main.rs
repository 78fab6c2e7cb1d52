//! kconsole
fn main() {}
