"""The canned replies for the Python interfaces, cut into the pieces that are streamed."""

import json
import pathlib

LINES = json.loads((pathlib.Path(__file__).parent / "replies.json").read_text(encoding="utf-8"))["lines"]


def pieces(question: str, size: int = 12) -> list[str]:
    reply = next(line["reply"] for line in LINES if line["match"] in question)
    return [reply[start : start + size] for start in range(0, len(reply), size)]
