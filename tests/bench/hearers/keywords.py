"""A keyword list, as one writes it in ten minutes."""
from common import answer, keywords

answer(lambda _rows: lambda row: keywords(row["user"]))
