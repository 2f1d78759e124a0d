//! One verdict per reply from everything that speaks for or against it.
//!
//! In: inputs. Out: good, bad, mixed or neutral, how strongly, and for every input what part it had in it. Pure.
//! - The highest tier that says anything decides: explicit over pairwise over text over behaviour over passive.
//! - Within the tier the latest moment decides: who changes their mind has changed their mind.
//! - Something inferred on a lower tier joins in where it is at least as strong as all that decides; what was said as a
//!   judgement is never mixed with what was inferred.
//! - Both signs, the weaker at least half as strong as the stronger: mixed.
//!
//! The order in which inputs are listed changes nothing. Nothing is averaged away: the inputs stay, each with its weight.

use serde::Serialize;

use super::evidence::{Input, Tier, inputs};
use crate::conversation::{MessageId, Role};
use crate::record::Record;

/// An input that weighs no more says nothing by itself: a wish for a change is no complaint.
const LEAST: f64 = 0.1;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Leaning {
    Good,
    Bad,
    /// It was judged in both ways, and neither outranks the other.
    Mixed,
    /// Nothing that was done or said judges it.
    Neutral,
}

/// The part of an input in a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// It is of the deciding tier and moment.
    Decides,
    /// Of a lower tier, and at least as strong as what decides.
    Joins,
    /// A higher tier speaks.
    Outranked,
    /// Something later of the same tier speaks.
    Outdated,
    /// Too weak to say anything.
    Weak,
    /// The contributor set it aside.
    Aside,
}

/// An input with its part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Counted {
    #[serde(flatten)]
    pub input: Input,
    pub weight: f64,
    pub part: Part,
}

/// What is known of how good one reply was.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verdict {
    pub message_id: MessageId,
    pub leaning: Leaning,
    /// −1 to 1.
    pub score: f64,
    /// The tier that decided; none for a neutral verdict.
    pub tier: Option<Tier>,
    pub inputs: Vec<Counted>,
}

/// The verdict on each reply that anything is known of, in the order of the record.
#[must_use]
pub fn verdicts(record: &Record) -> Vec<Verdict> {
    let mut inputs = inputs(record);
    record
        .messages
        .iter()
        .filter(|message| message.role == Role::Assistant)
        .filter_map(|message| Some(combine(message.id.clone(), inputs.remove(&message.id)?)))
        .collect()
}

/// Combines the inputs about one reply.
#[must_use]
pub fn combine(message_id: MessageId, inputs: Vec<Input>) -> Verdict {
    let speaks = |input: &Input| input.weight().abs() > LEAST;
    let Some(tier) = inputs
        .iter()
        .filter(|input| speaks(input))
        .map(|input| input.tier)
        .max()
    else {
        let quiet = inputs.into_iter().map(|input| {
            let part = if input.set_aside.is_some() {
                Part::Aside
            } else {
                Part::Weak
            };
            counted(input, part)
        });
        return Verdict {
            message_id,
            leaning: Leaning::Neutral,
            score: 0.0,
            tier: None,
            inputs: quiet.collect(),
        };
    };
    let latest = |tier: Tier| {
        let of_tier = inputs.iter().filter(|input| speaks(input) && input.tier == tier);
        of_tier.map(|input| input.at).max()
    };
    let moments = [
        Tier::Passive,
        Tier::Behaviour,
        Tier::Text,
        Tier::Pairwise,
        Tier::Explicit,
    ]
    .map(|tier| (tier, latest(tier)));
    let is_latest = |input: &Input| {
        moments
            .iter()
            .any(|(tier, at)| *tier == input.tier && *at == Some(input.at))
    };
    let decides = |input: &Input| speaks(input) && input.tier == tier && is_latest(input);
    let deciding: Vec<f64> = inputs
        .iter()
        .filter(|input| decides(input))
        .map(Input::weight)
        .collect();
    let (good, bad) = (joined(&deciding, 1.0), joined(&deciding, -1.0));
    // What a person says outright is not disputed by what was only inferred.
    let joins = |input: &Input| {
        tier != Tier::Explicit
            && speaks(input)
            && input.tier < tier
            && is_latest(input)
            && input.weight().abs() >= good.max(bad)
    };
    let strongest = |sign: f64| {
        let joining = inputs.iter().filter(|input| joins(input));
        joining.map(|input| input.weight() * sign).fold(0.0, f64::max)
    };
    let (good, bad) = (good.max(strongest(1.0)), bad.max(strongest(-1.0)));
    let leaning = match good.min(bad) * 2.0 >= good.max(bad) {
        true => Leaning::Mixed,
        false if good > bad => Leaning::Good,
        false => Leaning::Bad,
    };
    let parts: Vec<Part> = inputs
        .iter()
        .map(|input| match input {
            input if input.set_aside.is_some() => Part::Aside,
            input if !speaks(input) => Part::Weak,
            input if decides(input) => Part::Decides,
            input if joins(input) => Part::Joins,
            input if input.tier == tier => Part::Outdated,
            _ => Part::Outranked,
        })
        .collect();
    Verdict {
        message_id,
        leaning,
        score: good - bad,
        tier: Some(tier),
        inputs: inputs
            .into_iter()
            .zip(parts)
            .map(|(input, part)| counted(input, part))
            .collect(),
    }
}

fn counted(input: Input, part: Part) -> Counted {
    Counted {
        weight: input.weight(),
        input,
        part,
    }
}

/// Weights of one sign taken together: each leaves as much doubt as it is short of one.
fn joined(weights: &[f64], sign: f64) -> f64 {
    let mut of_sign: Vec<f64> = weights
        .iter()
        .map(|weight| weight * sign)
        .filter(|weight| *weight > 0.0)
        .collect();
    // In one order, so that the result is the same to the last bit.
    of_sign.sort_by(f64::total_cmp);
    1.0 - of_sign
        .iter()
        .map(|weight| 1.0 - weight.min(1.0))
        .product::<f64>()
}

#[cfg(test)]
#[path = "combine_tests.rs"]
mod tests;
