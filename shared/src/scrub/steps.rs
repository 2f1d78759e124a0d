//! How much the rules read, counted in tests: that it grows as the text does is shown without a clock.

#[cfg(test)]
thread_local! {
    static READ: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Counts so many bytes as read. Nothing outside of tests.
pub(crate) fn count(bytes: usize) {
    #[cfg(test)]
    READ.set(READ.get() + bytes);
    #[cfg(not(test))]
    let _ = bytes;
}

/// How many bytes this thread read while it did some work.
#[cfg(test)]
pub(crate) fn counted(work: impl FnOnce()) -> usize {
    let before = READ.get();
    work();
    READ.get() - before
}
