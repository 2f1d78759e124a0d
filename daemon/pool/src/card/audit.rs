//! How one-sided a release is: whether it is mostly one site, one model, one language.
//!
//! In: counts. Out: for each of them the share of the largest, and how many equally frequent ones would be as one-sided (the inverse of
//! Simpson's index). Contributors are measured where they asked for credit; the pool cannot tell the others apart, and the text says so.

use std::collections::BTreeMap;

use super::{Facts, plain, push};

pub(super) fn concentration(text: &mut String, facts: &Facts) {
    text.push_str(
        "\n## How one-sided it is\n\n\"As of\" is the number of equally frequent ones that would be just as one-sided (inverse Simpson index).\n\n\
         | | different | largest | its share | as of |\n|---|---:|---|---:|---:|\n",
    );
    for (title, counted) in [
        ("Site", &facts.sites),
        ("Model", &facts.models),
        ("Language", &facts.languages),
        ("Topic (labels)", &facts.labels),
        ("Month", &facts.months),
        ("Licence", &facts.licences),
        ("Signal", &facts.kinds),
    ] {
        if let Some((name, share, effective)) = largest(counted) {
            push(
                text,
                &format!(
                    "| {title} | {} | {} | {:.1} % | {effective:.1} |\n",
                    counted.len(),
                    plain(name),
                    share * 100.0
                ),
            );
        }
    }
    let credited: u64 = facts.pseudonyms.values().sum();
    match largest(&facts.pseudonyms) {
        None => text.push_str("\nNo record of this release carries a pseudonym.\n"),
        Some((_, share, effective)) => push(
            text,
            &format!(
                "\n{credited} of {} records carry a pseudonym (column `pseudonym`), because their contributors want credit: {} different ones; the one \
                 with the most records has {:.1} % of these, as of {effective:.1} equally frequent ones. One person can have several.\n",
                facts.records,
                facts.pseudonyms.len(),
                share * 100.0
            ),
        ),
    }
    text.push_str(
        "\nHow many people gave the records without a pseudonym, and whether a few gave most of them, is not known: each record has a key of its \
         own, and the pool keeps nothing by which two of them could be told to be one person's. Only the limits of its intake bound it: how many \
         records one network can hand in per minute, the proof of work that it asks for under load, the caps on near duplicates and on one wording, \
         and the review of everything before it is released.\n",
    );
}

/// The most frequent one, its share, and the effective number.
fn largest(counted: &BTreeMap<String, u64>) -> Option<(&str, f64, f64)> {
    let all = counted.values().sum::<u64>() as f64;
    // Of equal ones the first by name, so that the text does not depend on chance.
    let (name, most) = counted.iter().rev().max_by_key(|(_, number)| **number)?;
    let squares: f64 = counted
        .values()
        .map(|number| (*number as f64 / all).powi(2))
        .sum();
    (all > 0.0).then(|| (name.as_str(), *most as f64 / all, 1.0 / squares))
}

#[cfg(test)]
mod tests {
    use super::largest;

    #[test]
    fn four_equal_ones_are_as_of_four_and_one_is_as_of_one() {
        let counts = |numbers: &[u64]| {
            let name = |at: usize| format!("n{at}");
            numbers
                .iter()
                .enumerate()
                .map(|(at, number)| (name(at), *number))
                .collect()
        };
        assert_eq!(largest(&counts(&[5, 5, 5, 5])), Some(("n0", 0.25, 4.0)));
        assert_eq!(largest(&counts(&[7])), Some(("n0", 1.0, 1.0)));
        let (name, share, effective) = largest(&counts(&[1, 9]))
            .map(|(name, share, effective)| (name.to_owned(), share, effective))
            .unwrap();
        assert_eq!((name.as_str(), share), ("n1", 0.9));
        assert!((effective - 1.0 / 0.82).abs() < 1e-9);
        assert_eq!(largest(&counts(&[])), None);
    }
}
