#!/usr/bin/env python3
"""Fits the curves of calibration.rs: calibrate.py MODEL FEATURES...

In: a model, and features of labelled turns that it was not trained on. Out: the curves, and how well they hold. Plain standard library.
"""
import math, struct, sys

KINDS = ["positive", "aware_correction", "aware_no_correction", "clarification", "rephrase", "refine"]
ALONE = 1.5


def model(path):
    data = open(path, "rb").read()
    return struct.unpack("<f", data[:4])[0], struct.unpack(f"<{len(data) - 4}b", data[4:])


def found(path, scale, weights):
    """Every label that decide.rs would give: kind, margin, whether it is right."""
    for line in open(path, encoding="utf-8"):
        labels, offsets, buckets = line.rstrip("\n").split("\t")
        offsets, buckets = [float(offset) for offset in offsets.split()], [int(bucket) for bucket in buckets.split()]
        margins = [offset + scale * sum(weights[6 * bucket + kind] for bucket in buckets) for kind, offset in enumerate(offsets)]
        sure = [offset >= -1e-9 for offset in offsets]
        for kind, margin in enumerate(margins):
            other = {1: 2, 2: 1}.get(kind)
            yields = other is not None and (sure[other] or margins[other] > margin or kind == 2 and margins[1] >= margin)
            if sure[kind] or margin >= ALONE and not yields:
                yield kind, margin, KINDS[kind] in labels.split(",")


def fit(points, middle, slope):
    """Logistic regression with a pull towards the curve of all kinds."""
    start = (middle, slope)
    a, b = slope, -slope * middle
    for _ in range(4000):
        da, db = 4 * (a - start[1]), 2 * (b + start[1] * start[0])
        for margin, right in points:
            error = 1 / (1 + math.exp(-(a * margin + b))) - right
            da, db = da + error * margin, db + error
        a, b = max(0.05, a - 0.5 * da / (len(points) + 20) / 4), b - 0.5 * db / (len(points) + 20)
    return -b / a, a


if __name__ == "__main__":
    scale, weights = model(sys.argv[1])
    points = [point for path in sys.argv[2:] for point in found(path, scale, weights)]
    pooled = fit([(margin, right) for _, margin, right in points], 0.0, 0.5)
    curves = [fit([(margin, right) for kind, margin, right in points if kind == wanted], *pooled) for wanted in range(len(KINDS))]
    print(",\n".join(f"    ({middle:.2f}, {slope:.2f})" for middle, slope in curves))
    bins = {}
    for kind, margin, right in points:
        share = min(0.99, max(0.05, 1 / (1 + math.exp(-curves[kind][1] * (margin - curves[kind][0])))))
        bins.setdefault(min(9, int(share * 10)), []).append((share, right))
    for place, entries in sorted(bins.items()):
        print(f"  said {sum(share for share, _ in entries) / len(entries):.2f}  right {sum(right for _, right in entries) / len(entries):.2f}  of {len(entries)}")
