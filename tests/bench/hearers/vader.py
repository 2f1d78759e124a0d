"""VADER: compound at .3 and beyond."""
from common import answer, polarity


def prepare(_rows):
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    return lambda row: polarity(analyser.polarity_scores(row["user"])["compound"], 0.3)


answer(prepare)
