"""DataFog with its regular expressions."""
from common import main


def prepare():
    from datafog.processing.text_processing.regex_annotator import RegexAnnotator

    annotator = RegexAnnotator()

    def find(text):
        _, result = annotator.annotate_with_spans(text)
        return [(span.start, span.end, span.label) for span in result.spans if span.label != "DATE"]

    return find


main(prepare)
