//! The lines of a text, by number.
//!
//! In: a text. Out: where each line is. Deliberately not here: what a line says.

use std::ops::Range;

pub(crate) struct Lines<'text> {
    pub(crate) text: &'text str,
    starts: Vec<usize>,
}

impl<'text> Lines<'text> {
    pub(crate) fn new(text: &'text str) -> Self {
        let breaks = text.match_indices('\n').map(|(place, _)| place + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line that holds an offset.
    pub(crate) fn of(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// Where a line is, without its end; empty behind the last.
    pub(crate) fn range(&self, line: usize) -> Range<usize> {
        let whole = self.text.len();
        let Some(&start) = self.starts.get(line) else {
            return whole..whole;
        };
        start..self.starts.get(line + 1).map_or(whole, |next| next - 1)
    }

    /// From the start of the first line to the end of the last.
    pub(crate) fn range_of(&self, lines: &Range<usize>) -> Range<usize> {
        if lines.is_empty() {
            return 0..0;
        }
        self.range(lines.start).start..self.range(lines.end - 1).end
    }

    pub(crate) fn get(&self, line: usize) -> &'text str {
        &self.text[self.range(line)]
    }

    /// The beginning of a line, cut at a character: enough to tell what kind of line it is.
    pub(crate) fn beginning(&self, line: usize) -> &'text str {
        const ENOUGH: usize = 400;
        let line = self.get(line);
        &line[..super::span::ceiling(line, ENOUGH)]
    }
}
