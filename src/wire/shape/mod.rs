//! The shapes of Kafka's answers: what fields, in what order, at which versions.
//!
//! The codec crate believes an array's count before the elements are there: nine bytes can ask it for 200 GB.
//! So every answer is walked along its shape first ([`walk`]) and decoded only if each count and length fits the bytes
//! that are left. A shape says nothing about meaning and nests only as deep as the table is written.

mod cluster;
mod fetch;
mod groups;
mod program;
mod topics;
pub(super) mod walk;

#[cfg(test)]
pub(super) mod forge;
#[cfg(test)]
mod tests;

pub(super) use groups::{ASSIGNMENT, SUBSCRIPTION};
pub use walk::Extent;

/// The shape of one message over all its versions.
#[derive(Debug)]
pub struct Shape {
    /// Message name without `Request` or `Response`.
    pub(super) name: &'static str,
    /// First version with compact lengths and tagged fields (KIP-482).
    pub(super) flexible: i16,
    pub(super) fields: &'static [Field],
}

/// One field of a message.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) nullable: bool,
    pub(super) since: i16,
    pub(super) until: i16,
    /// Set for a field that travels in the tagged section.
    pub(super) tag: Option<u32>,
}

/// What a field is made of.
#[derive(Debug)]
pub(super) enum Kind {
    /// A number, flag or UUID of this many bytes.
    Fixed(usize),
    /// A string: a 16-bit length, or a compact one.
    Text,
    /// A blob: a 32-bit length, or a compact one.
    Blob,
    /// A counted run of one kind.
    Array(&'static Self),
    /// Fields in a row.
    Struct(&'static [Field]),
}

/// The version that means "never" for [`Shape::flexible`] and "still" for [`Field::until`].
pub(super) const LAST: i16 = i16::MAX;

/// Writes the shape of a request's response, in the notation
///
/// ```text
/// Request "Name" flexible 9 {
///     field: i32,                      every version
///     field: str? 3+,                  nullable, from version 3 on
///     field: [i32] 8-10,               array of numbers, versions 8 to 10
///     field: [ inner: str, … ]?,       nullable array of structs
///     field: { inner: str, … },        a struct
///     field: #0 i16,                   tagged field number 0
/// }
/// ```
///
/// with the types `bool i8 i16 u16 i32 i64 uuid str bytes`.
macro_rules! shapes {
    ($($request:ident $name:literal flexible $flexible:tt { $($fields:tt)* })*) => {$(
        impl $crate::wire::Guarded for kafka_protocol::messages::$request {
            const SHAPE: &'static $crate::wire::shape::Shape = &$crate::wire::shape::Shape {
                name: $name,
                flexible: $crate::wire::shape::fields!(@version $flexible),
                fields: $crate::wire::shape::fields!($($fields)*),
            };
        }
    )*
        #[cfg(test)]
        pub(super) fn visit(visitor: &impl $crate::wire::shape::Visit) {
            $(visitor.see::<kafka_protocol::messages::$request>();)*
        }
    };
}

/// Shows every table to a test: none can be forgotten.
#[cfg(test)]
pub(super) fn visit(visitor: &impl Visit) {
    cluster::visit(visitor);
    fetch::visit(visitor);
    topics::visit(visitor);
    groups::visit(visitor);
}

/// What is done with each request that has a shape.
#[cfg(test)]
pub(super) trait Visit {
    fn see<R: crate::wire::Guarded>(&self)
    where
        R::Response: Default;
}

/// The fields between the braces of [`shapes`], one taken off the front at a time.
macro_rules! fields {
    (@version never) => { $crate::wire::shape::LAST };
    (@version $version:literal) => { $version };

    (@kind bool) => { $crate::wire::shape::Kind::Fixed(1) };
    (@kind i8) => { $crate::wire::shape::Kind::Fixed(1) };
    (@kind i16) => { $crate::wire::shape::Kind::Fixed(2) };
    (@kind u16) => { $crate::wire::shape::Kind::Fixed(2) };
    (@kind i32) => { $crate::wire::shape::Kind::Fixed(4) };
    (@kind i64) => { $crate::wire::shape::Kind::Fixed(8) };
    (@kind uuid) => { $crate::wire::shape::Kind::Fixed(16) };
    (@kind str) => { $crate::wire::shape::Kind::Text };
    (@kind bytes) => { $crate::wire::shape::Kind::Blob };
    (@kind [$one:ident]) => { $crate::wire::shape::Kind::Array(&$crate::wire::shape::fields!(@kind $one)) };
    (@kind [$($f:tt)*]) => { $crate::wire::shape::Kind::Array(&$crate::wire::shape::fields!(@kind {$($f)*})) };
    (@kind {$($f:tt)*}) => { $crate::wire::shape::Kind::Struct($crate::wire::shape::fields!($($f)*)) };

    (@take [$($out:tt)*]) => { &[$($out)*] };
    (@take [$($out:tt)*] ,) => { &[$($out)*] };
    (@take [$($out:tt)*] $n:ident : # $tag:literal $ty:tt ? $($rest:tt)*) => {
        $crate::wire::shape::fields!(@since [$($out)*] $n $ty true (Some($tag)) $($rest)*)
    };
    (@take [$($out:tt)*] $n:ident : # $tag:literal $ty:tt $($rest:tt)*) => {
        $crate::wire::shape::fields!(@since [$($out)*] $n $ty false (Some($tag)) $($rest)*)
    };
    (@take [$($out:tt)*] $n:ident : $ty:tt ? $($rest:tt)*) => {
        $crate::wire::shape::fields!(@since [$($out)*] $n $ty true (None) $($rest)*)
    };
    (@take [$($out:tt)*] $n:ident : $ty:tt $($rest:tt)*) => {
        $crate::wire::shape::fields!(@since [$($out)*] $n $ty false (None) $($rest)*)
    };

    (@since $out:tt $n:ident $ty:tt $null:tt $tag:tt $from:literal + , $($rest:tt)*) => {
        $crate::wire::shape::fields!(@put $out $n $ty $null $tag $from, $crate::wire::shape::LAST; $($rest)*)
    };
    (@since $out:tt $n:ident $ty:tt $null:tt $tag:tt $from:literal - $to:literal , $($rest:tt)*) => {
        $crate::wire::shape::fields!(@put $out $n $ty $null $tag $from, $to; $($rest)*)
    };
    (@since $out:tt $n:ident $ty:tt $null:tt $tag:tt , $($rest:tt)*) => {
        $crate::wire::shape::fields!(@put $out $n $ty $null $tag 0, $crate::wire::shape::LAST; $($rest)*)
    };

    (@put [$($out:tt)*] $n:ident $ty:tt $null:tt $tag:tt $from:expr, $to:expr; $($rest:tt)*) => {
        $crate::wire::shape::fields!(@take [$($out)* $crate::wire::shape::Field {
            name: stringify!($n),
            kind: $crate::wire::shape::fields!(@kind $ty),
            nullable: $null,
            since: $from,
            until: $to,
            tag: $tag,
        },] $($rest)*)
    };

    ($($f:tt)*) => { $crate::wire::shape::fields!(@take [] $($f)* ,) };
}

pub(super) use {fields, shapes};
