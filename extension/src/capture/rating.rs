//! Which replies can be rated where they stand on the page, and the ratings given there.
//!
//! In: what the last look found. Out: for each finished reply that the page shows its last element and the rating in force; and what a
//! rating means. Ratings become gestures like those of the page's own thumbs: explicit, the last one stands. Draws nothing.

use shared::conversation::{GestureKind, Role};

use super::Session;
use super::mirror::NodeId;

/// Of a longer page, only its last replies can be rated.
const MOST: usize = 200;

impl Session {
    /// The finished replies on the page, in its order: the last element of each, and how it is rated: −1, 0 or 1.
    #[must_use]
    pub fn rateable(&self) -> Vec<(NodeId, i8)> {
        let Some(found) = &self.found else {
            return vec![];
        };
        let ratings = self.visit.thread().ratings();
        let turns = found.turns.iter().zip(ratings);
        let replies = turns.filter(|(turn, _)| turn.role == Role::Assistant);
        let mut replies: Vec<(NodeId, i8)> = replies
            .filter_map(|(turn, rating)| Some((*turn.nodes.last()?, rating?)))
            .collect();
        replies.drain(..replies.len().saturating_sub(MOST));
        replies
    }

    /// The turn that ends with this element.
    pub(super) fn turn_ending_with(&self, node: NodeId) -> Option<usize> {
        let turns = &self.found.as_ref()?.turns;
        turns
            .iter()
            .position(|turn| turn.role == Role::Assistant && turn.nodes.last() == Some(&node))
    }
}

/// What a rating means; nothing for a number that is none.
pub(super) fn meaning(thumb: i8) -> Option<GestureKind> {
    match thumb {
        1 => Some(GestureKind::ThumbsUp),
        -1 => Some(GestureKind::ThumbsDown),
        0 => Some(GestureKind::ThumbsCleared),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use shared::feedback::{SignalKind, Source, detect};
    use shared::time::Timestamp;

    use super::super::{LensMessage, Sites};
    use super::*;

    fn say(session: &mut Session, message: &str, at: i64) {
        let message: LensMessage = serde_json::from_str(message).unwrap();
        session.receive(message, Timestamp(at));
    }

    /// A page with a question and a reply, which has come to rest.
    fn chat() -> Session {
        let adapter = include_str!("../../../manifest/sites/n8n-chat.json");
        let (sites, faults) = Sites::parse(&[("n8n-chat.json", adapter)]);
        assert!(faults.is_empty());
        let mut session = Session::new(Rc::new(sites));
        let page = r#"{"seq":0,"full":true,"root":1,"quiet":true,"url":"https://a.test/c/1","nodes":[
            {"i":1,"t":"html","c":[2]},{"i":2,"t":"body","c":[3]},{"i":3,"t":"div","a":{"class":"n8n-chat"},"c":[6]},
            {"i":6,"t":"div","a":{"class":"chat-messages-list"},"c":[4,5]},
            {"i":4,"t":"div","a":{"class":"chat-message-from-user"},"c":[7]},{"i":7,"t":"div","a":{"class":"chat-message-markdown"},"c":["Why is the sky blue?"]},
            {"i":5,"t":"div","a":{"class":"chat-message-from-bot"},"c":[8]},{"i":8,"t":"div","a":{"class":"chat-message-markdown"},"c":["Air scatters blue light most."]}]}"#;
        say(&mut session, page, 0);
        session
    }

    fn rate(session: &mut Session, seq: u64, event: &str, at: i64) {
        say(
            session,
            &format!(r#"{{"seq":{seq},"quiet":true,"url":"https://a.test/c/1","event":{event}}}"#),
            at,
        );
    }

    #[test]
    fn a_finished_reply_can_be_rated_and_the_rating_taken_back() {
        let mut session = chat();
        assert_eq!(session.rateable(), [], "the reply may still grow");
        session.tick(Timestamp(10_000));
        assert_eq!(session.rateable(), [(5, 0)]);
        rate(&mut session, 1, r#"{"k":"rate","n":5,"v":1}"#, 11_000);
        assert_eq!(session.rateable(), [(5, 1)]);
        let signals = detect(&session.conversation().unwrap());
        let thumb = signals
            .iter()
            .find(|signal| signal.kind == SignalKind::ThumbsUp)
            .unwrap();
        assert_eq!((thumb.source, thumb.polarity), (Source::Explicit, 1.0));
        rate(&mut session, 2, r#"{"k":"rate","n":5,"v":0}"#, 12_000);
        assert_eq!(session.rateable(), [(5, 0)]);
        let signals = detect(&session.conversation().unwrap());
        assert!(
            signals.iter().all(|signal| signal.source != Source::Explicit),
            "{signals:?}"
        );
    }

    #[test]
    fn a_rating_of_anything_but_a_reply_changes_nothing() {
        let mut session = chat();
        session.tick(Timestamp(10_000));
        for (seq, event) in [
            r#"{"k":"rate","n":4,"v":1}"#,
            r#"{"k":"rate","n":99,"v":1}"#,
            r#"{"k":"rate","n":5,"v":7}"#,
        ]
        .iter()
        .enumerate()
        {
            rate(&mut session, seq as u64 + 1, event, 11_000);
        }
        assert_eq!(session.rateable(), [(5, 0)]);
        assert!(session.conversation().unwrap().gestures.is_empty());
    }
}
