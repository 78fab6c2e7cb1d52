//! Leaf: escaping, display width, units, durations and time, nearest name.
