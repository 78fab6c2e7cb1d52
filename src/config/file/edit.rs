//! Changes to the file that keep its comments and order.
