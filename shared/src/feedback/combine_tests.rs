//! What the combination promises, and the rules one by one.

use proptest::prelude::*;

use super::super::evidence::{SetAside, What};
use super::super::{SignalKind, Source};
use super::*;

const TIERS: [Tier; 5] = [
    Tier::Passive,
    Tier::Behaviour,
    Tier::Text,
    Tier::Pairwise,
    Tier::Explicit,
];

fn input(tier: Tier, weight: f64, at: u64) -> Input {
    Input {
        what: What::Signal {
            kind: SignalKind::Copy,
            source: Source::Gesture,
            detector: "test@1".into(),
            evidence: None,
        },
        tier,
        polarity: weight.signum(),
        strength: weight.abs(),
        confidence: 1.0,
        at,
        set_aside: None,
    }
}

fn verdict(inputs: &[Input]) -> Verdict {
    combine(MessageId("m".into()), inputs.to_vec())
}

#[test]
fn the_highest_tier_decides_the_later_overrides_and_what_is_said_both_ways_is_mixed() {
    use Leaning::{Bad, Good, Mixed, Neutral};
    type Row = (&'static str, &'static [(Tier, f64, u64)], Leaning);
    let table: &[Row] = &[
        ("nothing", &[], Neutral),
        (
            "too weak",
            &[(Tier::Passive, 0.09, 0), (Tier::Behaviour, -0.1, 0)],
            Neutral,
        ),
        ("one", &[(Tier::Behaviour, 0.5, 0)], Good),
        (
            "a thumb stands against words",
            &[(Tier::Explicit, 1.0, 0), (Tier::Text, -0.8, 9)],
            Good,
        ),
        (
            "words against a copy",
            &[(Tier::Text, -0.7, 0), (Tier::Behaviour, 0.6, 9)],
            Bad,
        ),
        (
            "unsure words against a sure copy",
            &[(Tier::Text, -0.3, 0), (Tier::Behaviour, 0.6, 9)],
            Mixed,
        ),
        (
            "a choice against words",
            &[(Tier::Pairwise, 0.8, 0), (Tier::Text, -0.6, 9)],
            Good,
        ),
        (
            "a change of mind",
            &[(Tier::Explicit, 1.0, 1), (Tier::Explicit, -1.0, 2)],
            Bad,
        ),
        (
            "copied, then asked for again",
            &[(Tier::Behaviour, 0.5, 1), (Tier::Behaviour, -0.5, 2)],
            Bad,
        ),
        (
            "thanks, but wrong",
            &[(Tier::Text, 0.7, 3), (Tier::Text, -0.6, 3)],
            Mixed,
        ),
        (
            "thanks, and a small doubt",
            &[(Tier::Text, 0.7, 3), (Tier::Text, -0.2, 3)],
            Good,
        ),
        (
            "what was outdated contradicts nothing",
            &[
                (Tier::Text, -0.3, 0),
                (Tier::Behaviour, 0.6, 1),
                (Tier::Behaviour, -0.2, 2),
            ],
            Bad,
        ),
    ];
    for (name, rows, expected) in table {
        let inputs: Vec<Input> = rows
            .iter()
            .map(|(tier, weight, at)| input(*tier, *weight, *at))
            .collect();
        assert_eq!(verdict(&inputs).leaning, *expected, "{name}");
    }
}

#[test]
fn every_input_is_listed_with_its_part() {
    let mut aside = input(Tier::Explicit, -1.0, 1);
    aside.set_aside = Some(SetAside::Contested);
    let inputs = [
        input(Tier::Text, 0.3, 2),
        input(Tier::Text, -0.8, 1),
        input(Tier::Behaviour, -0.4, 0),
        input(Tier::Passive, 0.2, 0),
        input(Tier::Passive, 0.05, 0),
        aside,
    ];
    let verdict = verdict(&inputs);
    let parts: Vec<Part> = verdict.inputs.iter().map(|counted| counted.part).collect();
    assert_eq!(
        parts,
        [
            Part::Decides,
            Part::Outdated,
            Part::Joins,
            Part::Outranked,
            Part::Weak,
            Part::Aside
        ]
    );
    assert_eq!(
        (verdict.leaning, verdict.tier),
        (Leaning::Mixed, Some(Tier::Text))
    );
}

prop_compose! {
    fn any_input()(tier in 0..5_usize, weight in -1.0..=1.0_f64, at in 0..4_u64, aside in 0..5_u8) -> Input {
        let mut input = input(TIERS[tier], weight, at);
        input.set_aside = (aside == 0).then_some(SetAside::Contested);
        input
    }
}

proptest! {
    #[test]
    fn the_order_of_the_list_changes_nothing(inputs in prop::collection::vec(any_input(), 0..8), turn in 0..8_usize) {
        let mut other = inputs.clone();
        let turn = turn % other.len().max(1);
        other.rotate_left(turn);
        other.reverse();
        let (one, other) = (verdict(&inputs), verdict(&other));
        prop_assert_eq!((one.leaning, one.score.to_bits(), one.tier), (other.leaning, other.score.to_bits(), other.tier));
        prop_assert_eq!(one.inputs.len(), inputs.len());
    }

    #[test]
    fn what_was_set_aside_changes_nothing(inputs in prop::collection::vec(any_input(), 0..8), mut more in any_input()) {
        more.set_aside = Some(SetAside::Corrected);
        let mut with = inputs.clone();
        with.push(more);
        let (without, with) = (verdict(&inputs), verdict(&with));
        prop_assert_eq!((without.leaning, without.score, without.tier), (with.leaning, with.score, with.tier));
    }

    #[test]
    fn setting_everything_aside_leaves_nothing(mut inputs in prop::collection::vec(any_input(), 0..8)) {
        for input in &mut inputs {
            input.set_aside = Some(SetAside::Contested);
        }
        let verdict = verdict(&inputs);
        prop_assert_eq!((verdict.leaning, verdict.score, verdict.tier), (Leaning::Neutral, 0.0, None));
    }

    #[test]
    fn more_praise_of_the_latest_moment_of_a_tier_never_makes_a_reply_look_worse(
        inputs in prop::collection::vec(any_input(), 1..8), weight in 0.11..=1.0_f64, lower in 0..5_usize,
    ) {
        let before = verdict(&inputs);
        prop_assume!(before.tier.is_some());
        let tier = TIERS[lower].min(before.tier.unwrap());
        let of_tier = before.inputs.iter().filter(|counted| counted.input.tier == tier && counted.weight.abs() > LEAST);
        let at = of_tier.map(|counted| counted.input.at).max().unwrap_or(0);
        let mut with = inputs.clone();
        with.push(input(tier, weight, at));
        let after = verdict(&with);
        prop_assert!(after.score >= before.score - 1e-12, "{} after {}", after.score, before.score);
        prop_assert!(before.leaning != Leaning::Good || after.leaning == Leaning::Good);
        let was_bad_or_mixed = matches!(before.leaning, Leaning::Bad | Leaning::Mixed);
        prop_assert!(was_bad_or_mixed || after.leaning != Leaning::Bad);
    }

    #[test]
    fn a_higher_tier_alone_decides_unless_what_is_inferred_contradicts_it(
        inputs in prop::collection::vec(any_input(), 0..8), weight in prop_oneof![-1.0..=-0.11_f64, 0.11..=1.0_f64],
    ) {
        let mut with: Vec<Input> = inputs.into_iter().filter(|input| input.tier < Tier::Explicit).collect();
        with.push(input(Tier::Explicit, weight, 0));
        let verdict = verdict(&with);
        prop_assert_eq!(verdict.leaning, if weight > 0.0 { Leaning::Good } else { Leaning::Bad });
        prop_assert!((verdict.score - weight).abs() < 1e-12);
    }
}
