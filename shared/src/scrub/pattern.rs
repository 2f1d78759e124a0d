//! One rule's pattern, tried at one place.
//!
//! In: a text and a place. Out: the match that begins there, and its groups. Deliberately no search: `gate` knows the places,
//! so no automaton that reads backwards and no search for literals need be built.

use std::ops::Range;

use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::nfa::thompson::{self, backtrack::BoundedBacktracker, pikevm::PikeVM};
use regex_automata::util::pool::{Pool, PoolGuard};
use regex_automata::util::primitives::NonMaxUsize;
use regex_automata::{Anchored, Input};
use regex_syntax::hir::Hir;

use super::steps;

type Maker<Kept> = Box<dyn Fn() -> Kept + Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe>;

/// Memory of the searches that run at once, one for each thread.
type Memory<Kept> = Pool<Kept, Maker<Kept>>;

/// Memory for several tries of one pattern.
pub(crate) type Borrowed<'pattern> = PoolGuard<'pattern, dfa::Cache, Maker<dfa::Cache>>;

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

    /// Memory to try this pattern with.
    pub(crate) fn memory(&self) -> Borrowed<'_> {
        self.memory.get()
    }

    /// The match that begins at `start`, with the beginning and end of each group that took part in `slots`, and how many bytes
    /// were read.
    pub(crate) fn at(
        &self,
        text: &str,
        start: usize,
        memory: &mut Borrowed<'_>,
        slots: &mut [Option<NonMaxUsize>],
    ) -> (Option<Range<usize>>, usize) {
        let input = Input::new(text).range(start..).anchored(Anchored::Yes);
        let (end, read) = self.end(&input, memory);
        steps::count(read);
        let Some(end) = end else { return (None, read) };
        if let Some(groups) = &self.groups {
            let input = input.range(start..end);
            let short = end - start <= groups.short.max_haystack_len();
            if !(short && {
                let mut memory = groups.memory.get();
                groups.short.try_search_slots(&mut memory, &input, slots).is_ok()
            }) {
                groups
                    .any
                    .search_slots(&mut groups.any.create_cache(), &input, slots);
            }
        } else {
            (slots[0], slots[1]) = (NonMaxUsize::new(start), NonMaxUsize::new(end));
        }
        (Some(start..end), read)
    }

    /// Where the match ends, and how many bytes were read to know.
    fn end(&self, input: &Input<'_>, cache: &mut dfa::Cache) -> (Option<usize>, usize) {
        let (start, bytes) = (input.start(), input.haystack());
        let mut end = None;
        // The automaton has no bytes to quit at and may clear its states as often as it likes, so it fails at no text.
        let Ok(mut state) = self.whole.start_state_forward(cache, input) else {
            return (None, 0);
        };
        for (at, &byte) in bytes.iter().enumerate().skip(start) {
            let Ok(next) = self.whole.next_state(cache, state, byte) else {
                return (end, at - start);
            };
            state = next;
            if state.is_tagged() {
                if state.is_match() {
                    end = Some(at);
                } else if state.is_dead() {
                    return (end, at - start + 1);
                }
            }
        }
        if let Ok(state) = self.whole.next_eoi_state(cache, state)
            && state.is_match()
        {
            end = Some(bytes.len());
        }
        (end, bytes.len() - start)
    }
}
