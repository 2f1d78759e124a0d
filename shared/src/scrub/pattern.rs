//! One rule's pattern, tried at one place.
//!
//! In: a text and a place. Out: the match that begins there, and its groups. Deliberately no search: `gate` knows the places,
//! so no automaton that reads backwards and no search for literals need be built.

use std::ops::Range;

use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::nfa::thompson::{self, backtrack::BoundedBacktracker, pikevm::PikeVM};
use regex_automata::util::pool::Pool;
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::Hir;

/// Memory of the searches that run at once, one for each thread.
pub(crate) type Memory<Kept> =
    Pool<Kept, Box<dyn Fn() -> Kept + Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe>>;

/// A pattern, ready to be tried.
pub(crate) struct Pattern {
    whole: DFA,
    memory: Memory<dfa::Cache>,
    /// What finds the groups, if there are any besides the whole.
    groups: Option<Groups>,
}

/// For short matches, and for all.
struct Groups {
    short: BoundedBacktracker,
    any: PikeVM,
    memory: Memory<thompson::backtrack::Cache>,
}

impl Pattern {
    /// A parsed pattern that takes at most so many bytes, and as many again for its states.
    pub(crate) fn new(pattern: &Hir, most: usize) -> Option<Self> {
        let nfa = thompson::Compiler::new()
            .configure(thompson::Config::new().nfa_size_limit(Some(most)))
            .build_from_hir(pattern)
            .ok()?;
        let config = dfa::Config::new()
            .cache_capacity(most)
            .skip_cache_capacity_check(true);
        let whole = DFA::builder()
            .configure(config)
            .build_from_nfa(nfa.clone())
            .ok()?;
        let groups = if nfa.group_info().explicit_slot_len() == 0 {
            None
        } else {
            let short = BoundedBacktracker::new_from_nfa(nfa.clone()).ok()?;
            let maker = short.clone();
            Some(Groups {
                short,
                any: PikeVM::new_from_nfa(nfa).ok()?,
                memory: Pool::new(Box::new(move || maker.create_cache())),
            })
        };
        let maker = whole.clone();
        Some(Self {
            whole,
            memory: Pool::new(Box::new(move || maker.create_cache())),
            groups,
        })
    }

    /// How many places [`Self::at`] fills in.
    pub(crate) fn slots(&self) -> usize {
        self.whole.get_nfa().group_info().slot_len()
    }

    /// The match that begins at `start`, with the beginning and end of each group that took part in `slots`.
    pub(crate) fn at(
        &self,
        text: &str,
        start: usize,
        slots: &mut [Option<NonMaxUsize>],
    ) -> Option<Range<usize>> {
        let input = Input::new(text).range(start..).anchored(Anchored::Yes);
        // It has no bytes to quit at and may clear its states as often as it likes, so it fails at no text.
        let end = self
            .whole
            .try_search_fwd(&mut self.memory.get(), &input)
            .ok()??
            .offset();
        let whole = start..end;
        if let Some(groups) = &self.groups {
            let input = input.range(whole.clone());
            if whole.len() <= groups.short.max_haystack_len() {
                let mut memory = groups.memory.get();
                groups.short.try_search_slots(&mut memory, &input, slots).ok()?;
            } else {
                groups
                    .any
                    .search_slots(&mut groups.any.create_cache(), &input, slots);
            }
        } else {
            (slots[0], slots[1]) = (NonMaxUsize::new(start), NonMaxUsize::new(end));
        }
        Some(whole)
    }
}
