"""Presidio with its pattern recognisers only: its names need a spaCy model, which no package registry offers."""
from common import main


def prepare():
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    import spacy

    class Blank(SpacyNlpEngine):
        def __init__(self):
            super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
            self.nlp = {"en": spacy.blank("en")}

        def load(self):
            pass

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    registry.remove_recognizer("SpacyRecognizer")
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
    # Names of sites and dates are no personal data here.
    skip = {"URL", "DATE_TIME", "NRP"}
    return lambda text: [
        (hit.start, hit.end, hit.entity_type)
        for hit in engine.analyze(text, language="en", score_threshold=0.4)
        if hit.entity_type not in skip
    ]


main(prepare)
