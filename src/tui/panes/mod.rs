//! Parts that several screens show: a widget with the cluster's data in it.

pub mod bar;
pub mod connect;
pub mod hollow;
pub mod listing;
pub mod parts;
pub mod pending;
pub mod rows;
