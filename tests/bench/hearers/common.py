"""What the programs share: rows in, labels and times out."""
import json, re, sys, time


def rows():
    return [json.loads(line) for line in open(sys.argv[1], encoding="utf-8") if line.strip()]


def answer(prepare, timed=True):
    """`prepare(rows)` returns a function from a row to its labels; not timed, if it only looks up what was found before."""
    begin = time.perf_counter()
    all_rows = rows()
    label = prepare(all_rows)
    start = time.perf_counter() - begin
    begin = time.perf_counter()
    found = [label(row) for row in all_rows]
    seconds = time.perf_counter() - begin
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        print(json.dumps({"seconds": seconds if timed else None, "start": start}), file=out)
        for row, labels in zip(all_rows, found):
            print(json.dumps({"id": row["id"], "labels": labels}), file=out)


def polarity(value, least):
    """A sentiment as labels: praise above, a bare complaint below."""
    return ["positive"] if value >= least else ["aware_no_correction"] if value <= -least else []


KEYWORDS = {
    "positive": r"\b(thanks?|thank you|thx|perfect|great|awesome|excellent|amazing|love it|works now|good job|well done|nice|exactly)\b",
    "aware_correction": r"^no\b.{3,}|\b(i meant|i asked for|i wanted|should be|instead of|not what i|you forgot|you missed|actually)\b",
    "aware_no_correction": r"\b(wrong|incorrect|not correct|not right|doesn'?t work|not working|still (not|get|the same)|you made a mistake|error)\b",
    "clarification": r"\b(are you sure|what do you mean|i don'?t understand|explain (that|your)|clarify|is that (true|right|correct))\b|^(why|really|how so)\b",
    "rephrase": r"\b(let me rephrase|in other words|i mean|again)\b",
}


def keywords(text):
    return [label for label, pattern in KEYWORDS.items() if re.search(pattern, text.lower())]
