//! Where in the bytes of a batch there is something to look at: records between these places are not even taken apart.

use memchr::memchr;

/// What was found ahead in one batch, so that it is not looked for again at every record.
#[derive(Debug, Default)]
pub(super) struct Marks {
    hit: Option<usize>,
    escape: Option<usize>,
}

impl Marks {
    /// The first place from here on that `find` finds, or (if that may stand for anything) where something is escaped.
    /// From 0 on, a new batch begins.
    pub(super) fn next(
        &mut self,
        bytes: &[u8],
        from: usize,
        find: impl Fn(&[u8]) -> Option<usize>,
        escapes: bool,
    ) -> Option<usize> {
        let ahead = |find: &dyn Fn(&[u8]) -> Option<usize>| Some(from + find(bytes.get(from..)?)?);
        if from == 0 || self.hit.is_some_and(|hit| hit < from) {
            self.hit = ahead(&find);
        }
        if escapes && (from == 0 || self.escape.is_some_and(|escape| escape < from)) {
            self.escape = ahead(&|bytes| memchr(b'\\', bytes));
        }
        match (self.hit, self.escape.filter(|_| escapes)) {
            (Some(hit), Some(escape)) => Some(hit.min(escape)),
            (hit, escape) => hit.or(escape),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_ahead_is_kept_until_it_is_behind() {
        let mut marks = Marks::default();
        let find = |bytes: &[u8]| memchr(b'x', bytes);
        let bytes = br"..x..\..x.";
        let mut next = |bytes, from, escapes| marks.next(bytes, from, find, escapes);
        assert_eq!(next(bytes, 0, true), Some(2));
        assert_eq!(next(bytes, 1, true), Some(2));
        assert_eq!(next(bytes, 3, true), Some(5));
        assert_eq!(next(bytes, 6, true), Some(8));
        assert_eq!(next(bytes, 9, true), None);
        assert_eq!(next(bytes, 10, true), None);
        assert_eq!(next(b"...", 0, true), None, "another batch");
        assert_eq!(next(bytes, 0, false), Some(2));
        assert_eq!(next(bytes, 3, false), Some(8), "nothing is escaped");
    }
}
