"""TextBlob: polarity at .2 and beyond."""
from common import answer, polarity


def prepare(_rows):
    from textblob import TextBlob

    return lambda row: polarity(TextBlob(row["user"]).sentiment.polarity, 0.2)


answer(prepare)
