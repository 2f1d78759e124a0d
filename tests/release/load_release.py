"""Loads a release as researchers do, and checks that every reader sees the same records.

Usage: load_release.py RELEASE [--rows N] [--without RECORD_ID ...] [--with RECORD_ID ...] [--text-absent TEXT ...]
                       [--training NAME=ROWS ...]

Needs pyarrow, duckdb and datasets; checks croissant.json too where mlcroissant is installed. Ends with 1 and one clear
line if something is wrong.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
from pathlib import Path

# Nothing is fetched: a release is only local files.
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_OFFLINE", "1")
os.environ.setdefault("HF_DATASETS_DISABLE_PROGRESS_BARS", "1")


def fail(line):
    print(f"load_release: {line}", file=sys.stderr)
    sys.exit(1)


def read_manifest(release):
    manifest = json.loads((release / "manifest.json").read_text())
    for file in manifest["files"]:
        content = (release / file["path"]).read_bytes()
        if len(content) != file["bytes"] or hashlib.sha256(content).hexdigest() != file["sha256"]:
            fail(f"{file['path']} is not what the manifest says")
    return manifest


def ids_by_pyarrow(release):
    import pyarrow.parquet as parquet

    table = parquet.read_table(release / "data")
    message = table.schema.field("messages").type.value_type
    for name in ["id", "parent_id", "role", "content", "model", "lang"]:
        if message.get_field_index(name) < 0:
            fail(f"messages have no field {name}")
    for row in table.to_pylist():
        known = {message["id"] for message in row["messages"]}
        if not set(row["branch"]) <= known or not {signal["message_id"] for signal in row["signals"]} <= known:
            fail(f"record {row['record_id']} points at a message that it does not have")
    return table.column("record_id").to_pylist()


def ids_by_duckdb(release):
    import duckdb

    query = f"SELECT record_id, len(messages) FROM '{release}/data/*/*.parquet'"
    rows = duckdb.sql(query).fetchall()
    if any(messages < 1 for _, messages in rows):
        fail("duckdb sees a record without messages")
    return [record_id for record_id, _ in rows]


def ids_by_datasets(release, cache):
    from datasets import load_dataset

    by_files = load_dataset("parquet", data_files=f"{release}/data/**/*.parquet", split="train", cache_dir=cache)
    by_folder = load_dataset(str(release), split="train", cache_dir=cache)
    if sorted(by_files["record_id"]) != sorted(by_folder["record_id"]):
        fail("load_dataset sees other records by folder than by files")
    return list(by_files["record_id"])


def ids_by_pandas(release):
    import pandas

    table = pandas.read_parquet(release / "data")
    if not set(table["split"]) <= {"train", "validation", "test"}:
        fail("pandas sees an unknown split")
    return list(table["record_id"])


def check_splits(release, manifest, cache):
    """Loads the configuration in which near duplicates are on one side."""
    from datasets import load_dataset

    for name, rows in load_dataset(str(release), "splits", cache_dir=cache).items():
        if len(rows) != manifest["splits"].get(name) or set(rows["split"]) != {name}:
            fail(f"the split {name} is not what the manifest says")


def ids_in_lines(release, manifest):
    import pyarrow

    ids = []
    for file in manifest["files"]:
        if file["kind"] == "jsonl":
            with pyarrow.input_stream(str(release / file["path"]), compression="zstd") as lines:
                for line in lines.read().splitlines():
                    row = json.loads(line)
                    if row["canary"] != manifest["canary"]:
                        fail("a line has no canary")
                    ids.append(row["record_id"])
    return ids


def lines_by_duckdb(release):
    import duckdb

    rows = duckdb.sql(f"SELECT record_id FROM read_json('{release}/jsonl/*/*.jsonl.zst', format = 'newline_delimited')").fetchall()
    return [record_id for (record_id,) in rows]


TURNS = ["role", "content"]
# The columns that TRL's preference and unpaired preference formats have, and those of Chatbot Arena's conversations that are filled.
TRAINING = {
    "preference": ["prompt", "chosen", "rejected"],
    "kto": ["prompt", "completion", "label"],
    "arena": ["question_id", "model_a", "model_b", "winner", "judge", "conversation_a", "conversation_b", "turn", "anony", "language"],
}
WHY = ["record_id", "licence", "purposes", "basis", "confidence", "evidence", "evidence_about", "detectors"]


def check_training(release, name, expected, cache):
    """Loads one configuration as a trainer does, and checks what TRL checks of conversational data before it trains."""
    from datasets import load_dataset

    rows = load_dataset(str(release), name, split="train", cache_dir=cache)
    if len(rows) != expected:
        fail(f"{name} has {len(rows)} rows, expected {expected}")
    columns = TRAINING[name.removesuffix("-inferred")]
    if rows.column_names != columns + WHY:
        fail(f"{name} has the columns {rows.column_names}")
    for row in rows:
        for column in columns:
            if isinstance(row[column], list):
                if not row[column] or any(list(turn) != TURNS or not isinstance(turn["content"], str) for turn in row[column]):
                    fail(f"{name}: {column} is not conversational")
        if "prompt" in row and (row["prompt"][-1]["role"] != "user" or row["prompt"][0]["role"] != "user"):
            fail(f"{name}: the prompt does not end with a question")
        for column in {"chosen", "rejected", "completion"} & set(row):
            if [turn["role"] for turn in row[column]] != ["assistant"]:
                fail(f"{name}: {column} is not one reply")
        if "label" in row and not isinstance(row["label"], bool):
            fail(f"{name}: the label is not true or false")
        if "winner" in row and row["winner"] not in {"model_a", "model_b", "tie", "tie (bothbad)"}:
            fail(f"{name}: unknown winner {row['winner']}")
        if not row["evidence"] or not len(row["evidence"]) == len(row["evidence_about"]) == len(row["detectors"]):
            fail(f"{name}: a row does not say why it is there")


def check_croissant(release):
    description = json.loads((release / "croissant.json").read_text())
    try:
        import mlcroissant
    except ImportError:
        return "not installed", None
    dataset = mlcroissant.Dataset(jsonld=str(release / "croissant.json"))
    metadata = dataset.metadata
    if metadata.name != description["name"]:
        fail("mlcroissant reads another name")
    if metadata.ctx.issues.errors or metadata.ctx.issues.warnings:
        fail(f"mlcroissant finds {metadata.ctx.issues.report()}")
    if not metadata.data_collection or not metadata.personal_sensitive_information:
        fail("mlcroissant reads nothing about responsible use")
    return "valid", [row["record/record_id"].decode() for row in dataset.records("record")]


def unpacked(file):
    if file.suffix != ".zst":
        return file.read_bytes()
    import pyarrow

    with pyarrow.input_stream(str(file), compression="zstd") as content:
        return content.read()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("release", type=Path)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--with", dest="present", nargs="*", default=[])
    parser.add_argument("--without", nargs="*", default=[])
    parser.add_argument("--text-absent", nargs="*", default=[])
    parser.add_argument("--training", nargs="*", default=[])
    options = parser.parse_args()
    release = options.release.resolve()
    if not (release / "manifest.json").is_file():
        fail(f"{release} holds no release")
    manifest = read_manifest(release)
    if options.rows is not None and manifest["rows"] != options.rows:
        fail(f"the release has {manifest['rows']} records, expected {options.rows}")
    readers = {"JSON Lines": ids_in_lines(release, manifest)}
    if manifest["rows"]:
        with tempfile.TemporaryDirectory() as cache:
            readers["pyarrow"] = ids_by_pyarrow(release)
            readers["duckdb"] = ids_by_duckdb(release)
            readers["datasets"] = ids_by_datasets(release, cache)
            readers["pandas"] = ids_by_pandas(release)
            readers["duckdb of JSON Lines"] = lines_by_duckdb(release)
            check_splits(release, manifest, cache)
    croissant, by_croissant = check_croissant(release)
    if manifest["rows"] and by_croissant is not None:
        readers["mlcroissant"] = by_croissant
    for reader, ids in readers.items():
        if len(ids) != manifest["rows"] or len(set(ids)) != len(ids):
            fail(f"{reader} sees {len(ids)} rows, the manifest says {manifest['rows']}")
        if sorted(ids) != sorted(readers["JSON Lines"]):
            fail(f"{reader} sees other records than JSON Lines")
        for record_id in options.present:
            if record_id not in ids:
                fail(f"{reader} does not see record {record_id}")
        for record_id in options.without:
            if record_id in ids:
                fail(f"{reader} still sees record {record_id}")
    import pyarrow.parquet as parquet

    gone = parquet.read_table(release / "retractions.parquet").column("record_id").to_pylist()
    if set(gone) & set(readers["JSON Lines"]):
        fail("the release holds a record that its own retractions.parquet lists")
    with tempfile.TemporaryDirectory() as cache:
        for wanted in options.training:
            name, rows = wanted.split("=")
            check_training(release, name, int(rows), cache)
    for text in options.text_absent:
        for file in release.rglob("*"):
            if file.is_file() and text.encode() in unpacked(file):
                fail(f"{file} still holds the text")
    print(
        f"release {manifest['number']}: {manifest['rows']} records seen alike by {', '.join(readers)}; "
        f"{len(gone)} taken back; croissant.json {croissant}"
    )


if __name__ == "__main__":
    main()
