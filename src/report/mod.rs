//! One serialisable row type per noun.
