"""Loads what `tributary-pool export` wrote with the tools it was written for, and checks that each of them sees the same rows.

Usage: load_formats.py FOLDER EXPECTED.json

FOLDER has NAME.jsonl and NAME.parquet for a format of one file, NAME/TABLE.jsonl for one of several. EXPECTED.json says how many rows each has
(`{"NAME": 3, "prism/utterances": 20}`). The tools are `datasets`, `pandas`, `duckdb`, TRL's data_utils with a real tokenizer,
LMArena's arena-rank, and Argilla's client without a server. Where a dataset's own reader is not published as a package, the documented columns
stand in documented.py, and OpenAssistant's message trees are read by models written here after its field names. Ends with 1 and one clear line
if something is wrong.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Optional

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")

import duckdb
import pandas
import pyarrow
import pyarrow.parquet
from datasets import load_dataset
from documented import DOCUMENTED, PRISM

ROLES = {"user", "assistant"}


def fail(line):
    print(f"load_formats: {line}", file=sys.stderr)
    sys.exit(1)


def ensure(fact, line):
    if not fact:
        fail(line)


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def fits(value, documented):
    """Whether a JSON value is what the card documents; null fits everywhere."""
    if value is None or documented == "any":
        return True
    if isinstance(documented, list):
        return isinstance(value, list) and all(fits(item, documented[0]) for item in value)
    if isinstance(documented, dict):
        return isinstance(value, dict) and set(documented) <= set(value) and all(fits(value[name], kind) for name, kind in documented.items())
    kinds = {"str": str, "int": int, "float": (int, float), "bool": bool}
    return isinstance(value, kinds[documented]) and (documented == "bool" or not isinstance(value, bool))


def typed(arrow, documented):
    """Whether an Arrow type is what the card documents."""
    types = pyarrow.types
    if documented == "any":
        return True
    if isinstance(documented, list):
        return types.is_list(arrow) and typed(arrow.value_type, documented[0])
    if isinstance(documented, dict):
        return types.is_struct(arrow) and all(
            arrow.get_field_index(name) >= 0 and typed(arrow.field(name).type, kind) for name, kind in documented.items()
        )
    is_kind = {"str": types.is_string, "int": types.is_integer, "float": types.is_floating, "bool": types.is_boolean, "time": types.is_timestamp}
    return is_kind[documented](arrow)


def check_documented(name, rows, documented):
    for row in rows:
        for column, kind in documented.items():
            ensure(column in row, f"{name} has no column {column}")
            ensure(fits(row[column], kind), f"{name}: {column} is not what its card documents")


def seen_by_every_reader(folder, name, expected, cache):
    """One file of lines and one of Parquet, read by datasets, pandas and duckdb."""
    jsonl, parquet = folder / f"{name}.jsonl", folder / f"{name}.parquet"
    rows = lines(jsonl)
    ensure(len(rows) == expected, f"{name} has {len(rows)} rows, expected {expected}")
    schema = pyarrow.parquet.read_schema(parquet)
    for column, kind in DOCUMENTED.get(name, {}).items():
        # A number that no record can fill is documented as one of several kinds: text is what GPQA's CSV has.
        at = schema.get_field_index(column)
        ensure(at >= 0 and (typed(schema.field(at).type, kind) or name == "gpqa"), f"{name}.parquet: {column} is not what its card documents")
    counts = {"duckdb on Parquet": duckdb.sql(f"SELECT count(*) FROM '{parquet}'").fetchall()[0][0], "pandas on Parquet": len(pandas.read_parquet(parquet))}
    if expected:
        counts["duckdb"] = duckdb.sql(f"SELECT count(*) FROM read_json_auto('{jsonl}', format='newline_delimited')").fetchall()[0][0]
        counts["pandas"] = len(pandas.read_json(jsonl, lines=True))
        by_lines = load_dataset("json", data_files=str(jsonl), split="train", cache_dir=cache)
        by_parquet = load_dataset("parquet", data_files=str(parquet), split="train", cache_dir=cache)
        counts["datasets"], counts["datasets on Parquet"] = len(by_lines), len(by_parquet)
        key = "record_id" if "record_id" in rows[0] else "conversation_id"
        ids = [row[key] for row in rows]
        ensure(list(by_lines[key]) == ids and list(by_parquet[key]) == ids, f"{name}: datasets sees other records")
        ensure(by_lines.column_names == list(rows[0]) == by_parquet.column_names, f"{name}: columns are not in one order")
    for reader, seen in counts.items():
        ensure(seen == expected, f"{name}: {reader} sees {seen} rows, expected {expected}")
    check_documented(name, rows, DOCUMENTED.get(name, {}))
    return rows


def tokenizer():
    """A real tokenizer with a chat template, made here: nothing is fetched."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = Tokenizer(models.WordLevel({"[UNK]": 0, "<|im_start|>": 1, "<|im_end|>": 2}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    made = PreTrainedTokenizerFast(tokenizer_object=words, unk_token="[UNK]", eos_token="<|im_end|>")
    made.chat_template = (
        "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    )
    return made


def check_trl(folder, cache):
    from trl.data_utils import apply_chat_template, is_conversational, maybe_extract_prompt, unpair_preference_dataset

    tokens = tokenizer()
    load = lambda name: load_dataset("json", data_files=str(folder / f"{name}.jsonl"), split="train", cache_dir=cache)
    for name in ["messages", "trl-dpo", "trl-kto", "trl-dpo-inferred", "trl-kto-inferred"]:
        for row in load(name):
            ensure(is_conversational(row), f"TRL does not take {name} for conversational")
            rendered = apply_chat_template(row, tokens)
            if name == "messages":
                ensure(rendered["text"].startswith("<|im_start|>user\n"), "TRL renders messages without a question first")
                ensure(row["messages"][0]["content"] in rendered["text"], "TRL renders other messages")
            else:
                ensure(rendered["prompt"].endswith("<|im_start|>assistant\n"), f"TRL renders no prompt of {name}")
                replies = ["completion"] if "kto" in name else ["chosen", "rejected"]
                for reply in replies:
                    ensure(rendered[reply].startswith(row[reply][0]["content"]), f"TRL renders another reply of {name}")
    preferences = load("trl-dpo")
    unpaired = unpair_preference_dataset(preferences.select_columns(["prompt", "chosen", "rejected"]))
    ensure(len(unpaired) == 2 * len(preferences) and set(unpaired.column_names) == {"prompt", "completion", "label"}, "TRL cannot unpair trl-dpo")
    # Implicit prompts: the two full conversations of the binarized form share theirs, and TRL finds it.
    for row in load("ultrafeedback-binarized"):
        found = maybe_extract_prompt({"chosen": row["chosen"], "rejected": row["rejected"]})
        ensure(found["prompt"] == row["chosen"][:-1], "TRL extracts another prompt from ultrafeedback-binarized")
    for row in load("trl-kto"):
        ensure(isinstance(row["label"], bool), "a label of trl-kto is not true or false")


def check_arena(folder):
    """LMArena's own ranking reads the battles: whoever wins more is ranked higher."""
    import jax

    jax.config.update("jax_enable_x64", True)
    from arena_rank.models.bradley_terry import BradleyTerry
    from arena_rank.utils.data_utils import PairDataset

    battles = pandas.read_parquet(folder / "arena.parquet")
    ensure(set(battles["winner"]) <= {"model_a", "model_b", "tie", "both_bad"}, "unknown winner in arena")
    named = battles.dropna(subset=["model_a", "model_b"])
    data = PairDataset.from_pandas(named)
    ensure(sum(data.counts.tolist()) == len(named), "arena-rank counts other battles")
    model = BradleyTerry(n_competitors=len(data.competitors))
    model.fit(data)
    ratings = dict(zip(data.competitors, model.params["ratings"].tolist()))
    ensure(ratings["model-2"] > ratings["model-1"], f"arena-rank ranks {ratings}")


def check_oasst(folder, expected):
    """The models have the fields of oasst-data's ExportMessageTree; it is not published as a package."""
    import gzip

    from pydantic import BaseModel

    class Label(BaseModel):
        value: Optional[float]
        count: int

    class Node(BaseModel):
        message_id: str
        parent_id: Optional[str]
        user_id: Optional[str]
        text: str
        role: str
        lang: Optional[str]
        review_count: Optional[int]
        review_result: Optional[bool]
        deleted: Optional[bool]
        rank: Optional[int]
        synthetic: Optional[bool]
        model_name: Optional[str]
        emojis: Optional[dict[str, int]]
        replies: Optional[list["Node"]]
        labels: Optional[dict[str, Label]]
        events: Optional[dict[str, list[dict]]]
        tree_state: Optional[str]

    class Tree(BaseModel):
        message_tree_id: str
        tree_state: Optional[str]
        prompt: Optional[Node]
        origin: Optional[str]

    def count(node):
        ensure(node.role in {"prompter", "assistant"}, "oasst has another role")
        for reply in node.replies:
            ensure(reply.parent_id == node.message_id, "a reply of oasst is not below its parent")
        return 1 + sum(count(reply) for reply in node.replies)

    with gzip.open(folder / "oasst.jsonl.gz", "rt", encoding="utf-8") as file:
        trees = [Tree.model_validate_json(line) for line in file]
    ensure(len(trees) == expected, f"oasst has {len(trees)} trees, expected {expected}")
    in_trees = {}
    for tree in trees:
        ensure(tree.prompt.message_id == tree.message_tree_id and tree.prompt.role == "prompter", "a tree of oasst does not begin with its prompt")
        in_trees[tree.message_tree_id] = count(tree.prompt)
    flat = pandas.read_json(folder / "oasst-messages.jsonl", lines=True)
    sizes = flat.groupby("message_tree_id").size().to_dict()
    ensure(all(sizes[tree] == size for tree, size in in_trees.items()), "trees and flat rows of oasst have other messages")


def check_argilla(folder, expected):
    """Argilla's client reads settings and records without a server."""
    import argilla
    from argilla.client import Argilla

    class Nowhere:
        api = type("api", (), {"fields": None, "questions": None, "metadata": None, "vectors": None})()

    Argilla._get_default = classmethod(lambda cls: Nowhere)
    settings = argilla.Settings.from_json(folder / "argilla" / "settings.json")
    questions = {question.name: question for question in settings.questions}
    settings.validate()
    dataset = type("dataset", (), {"settings": settings})()
    records = [argilla.Record.from_dict(row, dataset=dataset) for row in lines(folder / "argilla" / "records.jsonl")]
    ensure(len(records) == expected, f"argilla has {len(records)} records, expected {expected}")
    kinds = set()
    for record in records:
        # What the client would send to a server.
        sent = record.api_model()
        ensure(set(sent.fields) == {field.name for field in settings.fields}, "a record has other fields")
        text = record.fields["reply"]
        for given in [*record.suggestions, *record.responses]:
            question = questions[given.question_name]
            kinds.add((type(given).__name__, given.question_name))
            if question.name == "personal_data":
                for span in given.value:
                    ensure(span["label"] in question.labels, f"unknown type {span['label']}")
                    ensure(text[span["start"]] == "[" and text[span["end"] - 1] == "]", "a span is not where its placeholder is")
            elif hasattr(question, "labels"):
                values = given.value if isinstance(given.value, list) else [given.value]
                ensure(set(values) <= set(question.labels), f"unknown label in {values}")
    for wanted in [("Suggestion", "personal_data"), ("Suggestion", "feedback_in_next_turn"), ("Response", "good"), ("Response", "personal_data"), ("Response", "feedback_in_next_turn")]:
        ensure(wanted in kinds, f"no record has a {wanted[0]} to {wanted[1]}")


def check_hh(rows):
    """Splits a transcript as readers of hh-rlhf do: at the last reply."""
    for row in rows:
        prompts = {row[side][: row[side].rindex("\n\nAssistant:")] for side in ["chosen", "rejected"]}
        ensure(len(prompts) == 1, "two transcripts differ before their last reply")
        ensure(row["chosen"].startswith("\n\nHuman:") and row["chosen"] != row["rejected"], "a transcript of hh does not begin with a question")


def check_helpsteer(rows):
    """Makes preference pairs as NeMo's reader does: by the sign of the overall preference."""
    for row in rows:
        ensure(-3 <= row["overall_preference"] <= 3, "a preference of helpsteer3 is out of its range")
        ensure(row["individual_preference"][0]["score"] == row["overall_preference"], "one person, two preferences")
        ensure(row["context"][-1]["role"] == "user", "a context of helpsteer3 does not end with a question")


def check_prism(folder, expected):
    tables = {name: lines(folder / "prism" / f"{name}.jsonl") for name in PRISM}
    for name, rows in tables.items():
        ensure(len(rows) == expected[f"prism/{name}"], f"prism/{name} has {len(rows)} rows")
        check_documented(f"prism/{name}", rows, PRISM[name])
    # As PRISM's notebooks join them.
    joined = pandas.DataFrame(tables["utterances"]).merge(pandas.DataFrame(tables["conversations"]), on="conversation_id", suffixes=("", "_c"))
    ensure(len(joined) == len(tables["utterances"]), "utterances of prism have no conversation")
    chosen = joined[joined["if_chosen"]].groupby(["conversation_id", "turn"]).size()
    ensure((chosen <= 1).all() and len(chosen) > 0, "two replies of one turn of prism are chosen")


def main():
    folder, expected = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    rows = {}
    with tempfile.TemporaryDirectory() as cache:
        for name, count in expected.items():
            if "/" not in name:
                rows[name] = seen_by_every_reader(folder, name, count, cache)
        check_trl(folder, cache)
    check_arena(folder)
    check_oasst(folder, expected["oasst"])
    check_argilla(folder, expected["argilla/records"])
    check_hh(rows["hh"])
    check_helpsteer(rows["helpsteer3"])
    check_prism(folder, expected)
    for row in rows["webgpt"]:
        ensure(row["score_0"] + row["score_1"] == 0, "scores of webgpt are not each other's opposite")
        ensure(len(row["quotes_0"]["title"]) == len(row["quotes_0"]["extract"]), "quotes of webgpt do not belong together")
    for row in rows["helpsteer2"]:
        ensure(all(row[name] is None or 0 <= row[name] <= 4 for name in DOCUMENTED["helpsteer2"] if name not in {"prompt", "response"}), "a score of helpsteer2 is out of its range")
    print(f"{len(rows)} formats of one file and prism and argilla seen alike by datasets, pandas and duckdb; TRL, arena-rank and Argilla read theirs")


if __name__ == "__main__":
    main()
