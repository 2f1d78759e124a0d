//! What a contributor changes in a held record: more redactions, fewer turns, judgements.
