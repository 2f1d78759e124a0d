"""scrubadub with its default detectors."""
from common import main


def prepare():
    import scrubadub

    scrubber = scrubadub.Scrubber()
    return lambda text: [(filth.beg, filth.end, filth.type) for filth in scrubber.iter_filth(text)]


main(prepare)
