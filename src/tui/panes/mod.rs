//! Parts that several screens show: a widget with the cluster's data in it.

pub mod apis;
pub mod bar;
pub mod code;
pub mod configs;
pub mod connect;
pub mod disk;
pub mod document;
pub mod fault;
pub mod form;
pub mod hollow;
pub mod listing;
pub mod parts;
pub mod pending;
pub mod prose;
pub mod replicas;
pub mod rows;
pub mod stops;
pub mod tabbed;
pub mod timeline;
pub mod tree;
pub mod trend;
pub mod typing;
