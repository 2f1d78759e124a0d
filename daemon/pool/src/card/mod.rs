//! The documents of a release, for people: data card, changes, use conditions.
//!
//! In: counts of what is in the release, and its manifest. Out: Markdown.
//! Every number is counted from the records themselves; what is not known is said to be not known.

pub mod answers; // how often detectors are right
pub mod croissant; // the same for machines
mod audit; // how one-sided the release is
mod facts; // what is counted
mod openness; // the five axes of openness, and what this pool does about each

use std::collections::BTreeMap;
use std::fmt::Write as _;

use shared::feedback::pairs::SURE;

pub use answers::Answers;
pub use facts::Facts;

use crate::release::manifest::{Kind, Manifest, TRAINING};
use crate::release::splits::SPLITS;
use crate::store::dossiers::Counted;
use crate::store::{Counts, Release};
use crate::terms::Terms;

/// What the documents are written from.
pub struct Document<'a> {
    pub manifest: &'a Manifest,
    /// The release that was in this place before.
    pub former: Option<u32>,
    /// Records that came, and records whose content is another one.
    pub added: u64,
    pub changed: u64,
    pub facts: &'a Facts,
    pub counts: &'a Counts,
    /// Rows of `retractions.parquet`.
    pub taken_back: usize,
    /// The earlier releases.
    pub releases: &'a [Release],
    /// The public log of decisions.
    pub rulings: &'a [Counted],
    /// The consent terms that the pool has or had of its own.
    pub terms: &'a Terms,
}

/// How the log of decisions names what two reviewers accepted together.
pub(crate) const TOGETHER: &str = "together";

/// Rows of a table that are shown; the rest are summed up.
const MOST_ROWS: usize = 30;

/// `README.md`: front matter for the Hugging Face Hub, then the data card.
#[must_use]
pub fn readme(document: &Document<'_>) -> String {
    format!("{}\n{}", front_matter(document), card(document))
}

fn front_matter(document: &Document<'_>) -> String {
    let mut text = String::from("---\n");
    let languages: Vec<&String> = document.facts.languages.keys().collect();
    if !languages.is_empty() {
        text.push_str("language:\n");
        for language in languages {
            push(&mut text, &format!("- {}\n", yaml(language)));
        }
    }
    push(
        &mut text,
        &format!(
            "license: odc-by\nlicense_link: USE-CONDITIONS.md\npretty_name: {}\nsize_categories:\n- {}\n",
            yaml(&format!(
                "{}, release {}",
                document.manifest.pool_name, document.manifest.number
            )),
            size_category(document.manifest.rows)
        ),
    );
    text.push_str(
        "task_categories:\n- text-generation\nannotations_creators:\n- found\nlanguage_creators:\n- found\nsource_datasets:\n- original\n\
         tags:\n- human-feedback\n- conversations\n- preference\n- retractable\n\
         configs:\n- config_name: default\n  data_files:\n  - split: train\n    path: data/*/*.parquet\n",
    );
    // The same records, divided so that near duplicates are on one side.
    let splits: Vec<_> = SPLITS
        .into_iter()
        .filter(|split| document.manifest.splits.contains_key(split))
        .collect();
    if !splits.is_empty() {
        text.push_str("- config_name: splits\n  data_files:\n");
        for split in splits {
            let name = split.name();
            push(
                &mut text,
                &format!("  - split: {name}\n    path: data/*/{name}-*.parquet\n"),
            );
        }
    }
    for kind in present(document.manifest) {
        let folder = kind.folder();
        push(
            &mut text,
            &format!(
                "- config_name: {folder}\n  data_files:\n  - split: train\n    path: {folder}/*/*.parquet\n"
            ),
        );
    }
    text.push_str("---\n");
    text
}

/// The kinds of training files that this release has.
fn present(manifest: &Manifest) -> impl Iterator<Item = Kind> {
    TRAINING
        .into_iter()
        .filter(|kind| manifest.of_kind(*kind).next().is_some())
}

/// The data card without its front matter.
#[must_use]
pub fn card(document: &Document<'_>) -> String {
    let Document { manifest, facts, .. } = document;
    let mut text = String::new();
    push(
        &mut text,
        &format!(
            "# {}: release {}\n\n{} records, published on {} by pool `{}`. Conversations with language models and the feedback \
             found in them, given by the people who had them. Every record was scrubbed on its contributor's machine, waited \
             there for a time in which it could be revoked, and can still be taken back.\n",
            plain(&manifest.pool_name),
            manifest.number,
            manifest.rows,
            manifest.day,
            manifest.pool_id
        ),
    );
    if manifest.hotfix {
        text.push_str(
            "\nThis is a hotfix: it holds nothing new, it only leaves out what was taken back since the release before.\n",
        );
    }
    text.push_str(LOADING);
    text.push_str("\n## What is in it\n\n");
    push(
        &mut text,
        &format!(
            "{} records with {} messages ({} by people, {} by models) and {} signals, {} of them contested by their \
             contributors. {} records have more than one branch.\n",
            facts.records,
            facts.messages,
            facts.user_messages,
            facts.messages - facts.user_messages,
            facts.signals,
            facts.contested,
            facts.branching
        ),
    );
    for (title, counted) in [
        ("Licence", &facts.licences),
        ("Purpose (a record may allow several)", &facts.purposes),
        ("Site", &facts.sites),
        ("Month", &facts.months),
        ("Language of a message", &facts.languages),
        ("Model, as the site named it", &facts.models),
        ("Topic, as contributors labelled their records", &facts.labels),
        ("Way of capture", &facts.methods),
        ("Signal", &facts.kinds),
        ("Source of a signal", &facts.sources),
        ("Language in which the terms were shown", &facts.consent_languages),
    ] {
        table(&mut text, title, counted);
    }
    splits(&mut text, manifest);
    training(&mut text, manifest);
    detectors(&mut text, facts);
    audit::concentration(&mut text, facts);
    openness::axes(&mut text, document);
    personal_data(&mut text, facts);
    collection(&mut text, document);
    taken_back(&mut text, document);
    gaps(&mut text, document);
    terms(&mut text, document);
    push(
        &mut text,
        &format!(
            "\n## Canary\n\n`{}` is in every release of this pool: in the metadata of each Parquet file and on each line of \
             `jsonl/`. Who finds it in a model's output or in a scraped corpus has found this data. Please leave data with this \
             string out of what is used to test models trained elsewhere.\n\n## Contact\n\nThe maintainer of the pool `{}`, by the address under which the \
             pool is served; its page says who that is. Contributors need nobody: they take records back themselves.\n",
            manifest.canary, manifest.pool_id
        ),
    );
    text
}

const LOADING: &str = "
## Load it

```python
from datasets import load_dataset
records = load_dataset(\"parquet\", data_files=\"data/*/*.parquet\", split=\"train\")  # or load_dataset(\".\", \"splits\")
```
```python
import pandas
records = pandas.read_parquet(\"data\")
```
```sql
SELECT site, count(*) FROM 'data/*/*.parquet' GROUP BY site;  -- DuckDB
```

One row is one conversation. `messages` is a tree: `parent_id` names the message before, siblings are regenerated replies and
rewritten questions, `on_branch` marks the path that was last seen. `pseudonym` is there only where a contributor asked for
credit. `signals` point at messages by `message_id`. `jsonl/`
holds the same records with everything that was given. `tributary-pool export` writes the formats of other tools.
Use `licence` and `purposes` of each row: a record allows what both of them allow.
";

fn splits(text: &mut String, manifest: &Manifest) {
    if manifest.splits.is_empty() {
        return;
    }
    text.push_str(
        "\n## Splits\n\nThe column `split` (and the configuration `splits`) divides the records some 90 : 5 : 5. The same prompt and near duplicates \
         are on the same side: the split of those that were released before, otherwise that which the prompt of the first of them asks \
         for, by the smallest hash of its pieces of three words, so that prompts that share 9 of 10 pieces are on one side in 98 of 100 cases \
         too. A record keeps its split from release to release. What two people say differently about the same thing can be \
         on both sides.",
    );
    if let Some(totals) = manifest.sameness.as_ref().filter(|totals| totals.divided > 0) {
        push(
            text,
            &format!(
                " {} groups are on several sides, because records came that made one group of two after both had been released.",
                totals.divided
            ),
        );
    }
    text.push_str("\n\n| Split | records |\n|---|---:|\n");
    for (split, rows) in &manifest.splits {
        push(text, &format!("| {} | {rows} |\n", split.name()));
    }
}

fn personal_data(text: &mut String, facts: &Facts) {
    push(
        text,
        &format!(
            "\n## Personal data\n\nThe data is not anonymous: style and content can point to a person. Before a record left its \
             contributor's machine, rules replaced what they know by placeholders such as `[EMAIL_1]`; the pool ran the same \
             rules again and refused what they still found. In this release: {} redactions. In {} of {} records the contributor \
             looked at the text before giving it. Rules miss things: if you find personal data, tell the pool's maintainer and do \
             not use it.\n\nHow much the rules find and miss is measured by `scripts/bench scrub` of the program that wrote this release, on public \
             and invented test sets which it names beside each figure. Those sets are not this data: nobody has marked all personal \
             data in this release, so its own recall is unmeasured, and this card gives no figure of another text for it.\n",
            facts.redactions.values().sum::<u64>(),
            facts.reviewed,
            facts.records
        ),
    );
    table(text, "Redacted", &facts.redactions);
    table(text, "Version of the scrubbing rules", &facts.scrub_versions);
}

fn collection(text: &mut String, document: &Document<'_>) {
    let counts = document.counts;
    let decided = counts.accepted + counts.released + counts.rejected;
    let ids: Vec<String> = match document.facts.terms.len() {
        0 => vec![format!("`{}`", document.terms.current_id())],
        _ => document
            .facts
            .terms
            .keys()
            .map(|id| format!("`{}`", plain(id)))
            .collect(),
    };
    let (under, by) = match ids.as_slice() {
        [one] => (one.clone(), "every"),
        several => (several.join(" or "), "each"),
    };
    push(
        text,
        &format!(
            "\n## How it was collected\n\nWith consent terms {} (below), agreed to by {} contributor, who chose licence and purposes. {} records arrived so far; {} were rejected in review, {} wait for it, {} were taken back after they had \
             arrived. Of {decided} records on which maintainers have decided, {} were rejected. \
             The pool keeps no account, address or time of a contributor, so it cannot say how many people gave these \
             records, nor which records come from one person. Contributors chose themselves: nothing here is a sample of all people \
             or of all use.\n\n\
             Signals are conclusions drawn by detectors (`detector` names it with its version, `confidence` says how sure it \
             is). `source` keeps judgements that were given as such (`explicit`) apart from inferred ones (`gesture`, `reply`): do \
             not mix them. Contested signals stay, marked: in this release contributors contest {} of {} signals.\n\n\
             A person with much patience can place made-up records in any open pool. Review looks for it and cannot exclude it.{}\n",
            under,
            by,
            counts.received(),
            counts.rejected,
            counts.quarantined,
            counts.retracted,
            answers::told(counts.rejected, decided),
            document.facts.contested,
            document.facts.signals,
            match &document.manifest.frozen {
                Some(day) => format!(
                    " Only what had arrived by {day} could come in, a day that was drawn by lot, so that nobody can time a flood."
                ),
                None => String::new(),
            }
        ),
    );
    review(text, document);
    held_back(text, document.manifest);
}

/// How much of what came was read by people, and how much of that they refused.
fn review(text: &mut String, document: &Document<'_>) {
    let sum = |wanted: &dyn Fn(&Counted) -> bool| -> u64 {
        document
            .rulings
            .iter()
            .filter(|one| wanted(one))
            .map(|one| one.count)
            .sum()
    };
    let rejected = sum(&|one| one.verdict == "rejected");
    let together = sum(&|one| one.code == TOGETHER);
    let alone = sum(&|one| one.verdict == "accepted") - together;
    push(
        text,
        &format!(
            "\n## Review\n\nThe log of decisions counts {} records that a maintainer decided about one by one, over the life of the pool: {alone} \
             accepted, {} rejected. {together} records were accepted by two maintainers together after they had read a sample of what waited. \
             What was accepted on the pool's command line without naming a reviewer is in neither number, and what was read but not \
             decided is not counted. A share of rejected records among those that were read says little about those that were not.\n",
            alone + rejected,
            answers::told(rejected, alone + rejected),
        ),
    );
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for one in document.rulings.iter().filter(|one| one.verdict == "rejected") {
        *reasons.entry(one.code.clone()).or_default() += one.count;
    }
    table(text, "Reason for rejecting", &reasons);
}

/// Which accepted records are not in the release, and why.
fn held_back(text: &mut String, manifest: &Manifest) {
    let by = manifest.held_back_by;
    push(
        text,
        &format!(
            "\n## Held back\n\n{} accepted records are not in this release: {} because it has enough near duplicates of them, {} because it has \
             enough records in which people wrote the same, {} because they came too late for it{}. Which ones stay out is drawn \
             by lot from their ids; what was released stays.\n",
            manifest.held_back,
            by.near_duplicates,
            by.same_wording,
            by.late,
            if manifest.hotfix {
                " (a hotfix takes nothing new)"
            } else {
                ""
            }
        ),
    );
    if let Some(totals) = &manifest.sameness {
        push(
            text,
            &format!(
                "\nNear duplicates are records whose texts, replies included, share a band of MinHash over runs of four words (texts of which 90 % is \
                 shared are found with 99.9 %, 80 % with 94 %, half with 9 %), and what is a near duplicate of one of them in turn. A release of this \
                 size takes at most {} of such a cluster and at most {} records of one wording. Among what could come in there are {} \
                 clusters of two and more; the largest has {} records.\n",
                totals.most_near_duplicates, totals.most_of_one_wording, totals.clusters, totals.largest
            ),
        );
    }
}

fn taken_back(text: &mut String, document: &Document<'_>) {
    let manifest = document.manifest;
    push(
        text,
        &format!(
            "\n## Taken back\n\n`retractions.parquet` lists {} records that were taken back, with the day. {} records of the former \
             release are no longer in this one. {} Remove them from every copy and everything made from it that still holds the text: \
             `tributary-pool sync --release . YOUR-COPY` does it for Parquet and JSON Lines files.\n\n\
             A contributor finds their record in `records/` by its id, with the SHA-256 that their receipt names; each line of \
             `jsonl/` holds the exact content (canonical JSON) that this digest was made of. `manifest.json` is signed with the pool's key. \
             `changes.jsonl.zst` lists the ids that came, changed or went since the release before; `releases/` keeps the manifests of all \
             releases, and says of each what was withdrawn from it.\n",
            document.taken_back,
            manifest.dropped,
            median_removal(manifest),
        ),
    );
}

/// How long records that were taken back stayed in the newest release.
fn median_removal(manifest: &Manifest) -> String {
    let all: u64 = manifest.removals.values().sum();
    let mut passed = 0;
    let median = manifest.removals.iter().find(|(_, number)| {
        passed += **number;
        passed * 2 >= all
    });
    match median {
        None => "Nothing that was taken back had been released.".to_owned(),
        Some((days, _)) => format!(
            "In all releases so far, {all} records that had been released were taken out; the median time from retraction to removal is {days} days, the longest {} days.",
            manifest.removals.keys().next_back().unwrap_or(days)
        ),
    }
}

fn gaps(text: &mut String, document: &Document<'_>) {
    push(
        text,
        &format!(
            "\n## Known gaps\n\n\
             - Nobody was asked who they are: age, country, gender and occupation are unknown, and no weighting can make up for it.\n\
             - Topics are known only where contributors wrote a label ({} labels in {} records).\n\
             - Languages are told by rules; a short message follows its conversation, and what is unclear has none.\n\
             - `model` is what the page showed, which may be a brand and not a version.\n\
             - A page may have shown only a part of a conversation: `capture` says how much of it was read.\n\
             - Near duplicates are found by their wording, so translations and retellings of one prompt count as different.\n\
             - Text that rules missed when scrubbing may still be personal.\n",
            document.facts.labels.values().sum::<u64>(),
            document.facts.records,
        ),
    );
}

/// Every version of the terms under which a record of this release was given, and those in force.
fn terms(text: &mut String, document: &Document<'_>) {
    let Document { facts, terms, .. } = document;
    table(text, "Version of the consent terms", &facts.terms);
    for id in facts.terms.keys().filter(|id| terms.find(id).is_none()) {
        push(
            text,
            &format!(
                "\nTerms `{}` are not known to the pool that made this release.\n",
                plain(id)
            ),
        );
    }
    text.push_str("\n## The terms that contributors agreed to\n");
    // Those in force, and older ones under which a record of this release was given.
    let current = terms.current_id();
    let given = |id: &&str| *id != current && facts.terms.contains_key(*id);
    for version in std::iter::once(current)
        .chain(terms.all_ids().into_iter().filter(given))
        .filter_map(|id| terms.find(id))
    {
        let whose = match (terms.version(&version.id), terms.versions().is_empty()) {
            (Some(_), _) => ", the pool's own",
            (None, false) => ", the project's",
            (None, true) => "",
        };
        push(
            text,
            &format!(
                "\nVersion `{}`{whose}, {} records.\n",
                version.id,
                facts.terms.get(&version.id).unwrap_or(&0)
            ),
        );
        for one in &version.texts {
            push(
                text,
                &format!(
                    "\nIn `{}`, SHA-256 `{}`:\n\n{}",
                    one.language,
                    one.sha256,
                    quoted(&one.text)
                ),
            );
        }
    }
}

/// `CHANGES.md`: this release on top of the former text.
#[must_use]
pub fn changes(document: &Document<'_>, former: &str) -> String {
    let manifest = document.manifest;
    let title = "# Changes\n";
    let before = former.strip_prefix(title).unwrap_or("");
    let since = match document.former {
        Some(former) => format!("since release {former}"),
        None => "first release in this place".to_owned(),
    };
    let what = if manifest.hotfix { " (hotfix)" } else { "" };
    format!(
        "{title}\n## Release {}{what}, {}\n\n{} records; {since}: {} records came, {} have another content, {} records dropped because \
         they were taken back. The ids are in `changes.jsonl.zst`.\n{before}",
        manifest.number, manifest.day, manifest.rows, document.added, document.changed, manifest.dropped
    )
}

/// `USE-CONDITIONS.md`.
#[must_use]
pub fn use_conditions() -> String {
    include_str!("use-conditions.md").to_owned()
}

/// The files for training, and what justifies their rows.
fn training(text: &mut String, manifest: &Manifest) {
    let rows = |kind| manifest.of_kind(kind).map(|file| file.rows).sum::<u64>();
    let mut listed = String::new();
    for kind in present(manifest) {
        push(
            &mut listed,
            &format!("| `{}` | {} |\n", kind.folder(), rows(kind)),
        );
    }
    if listed.is_empty() {
        return;
    }
    push(
        text,
        &format!(
            "\n## For training\n\n`preference` (TRL: prompt, chosen, rejected), `kto` (TRL: prompt, completion, label) and `arena` (Chatbot \
             Arena's battles) are made from the same records, each also as a configuration of its own. They hold what was given as a \
             judgement: a choice side by side, thumbs, ratings, the contributor's own word. The files ending in `-inferred` hold what \
             follows from behaviour and words, and are less certain; they are never mixed. A pair is inferred where another reply was asked \
             for and the conversation went on from the other one, a single judgement where clear words of praise or complaint followed \
             (confidence at least {SURE}). `basis`, `confidence`, `evidence`, `evidence_about` and `detectors` say why each row is there.\n\n\
             | File | rows |\n|---|---:|\n{listed}"
        ),
    );
}

/// How often the detectors were right, where contributors said so.
fn detectors(text: &mut String, facts: &Facts) {
    if facts.detectors.is_empty() {
        return;
    }
    text.push_str(
        "\n## How often the detectors are right\n\nContributors can answer each signal. Shares are of the answered ones, with the 95 % interval \
         (Wilson). People answer what strikes them, so this is no sample of all signals.\n\n\
         | Detector | signals | answered | confirmed | corrected | contested | removed |\n|---|---:|---:|---:|---:|---:|---:|\n",
    );
    for (detector, answers) in &facts.detectors {
        let all = answers.answered();
        let each = answers
            .each()
            .map(|(_, number)| answers::told(number, all))
            .join(" | ");
        push(
            text,
            &format!("| {} | {} | {all} | {each} |\n", plain(detector), answers.signals),
        );
    }
}

fn table(text: &mut String, title: &str, counted: &BTreeMap<String, u64>) {
    if counted.is_empty() {
        return;
    }
    push(text, &format!("\n| {title} | number |\n|---|---:|\n"));
    let mut rows: Vec<(&String, &u64)> = counted.iter().collect();
    // The most frequent first; equal ones by name, so that the text does not depend on chance.
    rows.sort_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0)));
    for (name, number) in rows.iter().take(MOST_ROWS) {
        push(text, &format!("| {} | {number} |\n", plain(name)));
    }
    if rows.len() > MOST_ROWS {
        let rest: u64 = rows[MOST_ROWS..].iter().map(|row| row.1).sum();
        push(text, &format!("| {} others | {rest} |\n", rows.len() - MOST_ROWS));
    }
}

fn size_category(rows: u64) -> &'static str {
    match rows {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        1_000_000..10_000_000 => "1M<n<10M",
        _ => "10M<n<100M",
    }
}

/// Names come from web pages: no Markdown, HTML or line break in them survives.
fn plain(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        match letter {
            letter if letter.is_control() => text.push(' '),
            '<' => text.push_str("&lt;"),
            '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '!' | '#' => {
                text.push('\\');
                text.push(letter);
            }
            letter => text.push(letter),
        }
    }
    text
}

/// A YAML string; JSON strings are valid ones.
fn yaml(text: &str) -> String {
    serde_json::to_string(text).expect("text is JSON")
}

fn quoted(text: &str) -> String {
    text.lines().fold(String::new(), |mut quoted, line| {
        writeln!(quoted, "> {line}").expect("writing to a string does not fail");
        quoted
    })
}

fn push(text: &mut String, more: &str) {
    text.push_str(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_from_a_web_page_cannot_change_the_card() {
        assert_eq!(plain("a|b\n<img src=x>`"), "a\\|b &lt;img src=x>\\`");
        assert_eq!(yaml("a: \"b\"\n- c"), "\"a: \\\"b\\\"\\n- c\"");
    }
}
