"""How often names of news texts are found and placed, on corpora with gold toponyms.

usage: python benchmarks/bench_accuracy.py [corpus.jsonl ...]

A corpus has one JSON object a line: ``text`` and ``toponyms`` with ``start``,
``end``, ``surface``, ``lat``, ``lon`` (null where the gold has no position).
Without arguments the files of ``../shared/corpora`` are read. Printed:

* given the gold spans: share within 161 km (100 miles), median error, and the
  area under the error curve (0 is best; Gritta et al. 2018), with an
  ambiguous resolution counted by its first candidate, and without it; and so, or
  inside the disc that a map draws: of a country the gold has one point of many
  that may stand for it, and a map shows none of them but the whole;
* end to end: share of all gold toponyms with a position that are spotted
  (spans overlap) and placed within 161 km;
* precision, recall and F1 of spotting, spans that overlap.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

from gazetteer import Gazetteer, Resolution, Toponym
from gazetteer.resolve import resolve
from gazetteer.shapes import distance_m
from gazetteer.spot import spot

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
NEAR_KM = 161.0
FARTHEST_KM = 20_039.0


def position(found: Resolution, *, forced: bool) -> tuple[float, float] | None:
    if found.lon is not None and found.lat is not None:
        return found.lon, found.lat
    place = found.candidates[0].place if found.candidates and forced else None
    if place is None or place.lon is None or place.lat is None:
        return None
    return place.lon, place.lat


def error_km(found: Resolution, gold: dict[str, Any], *, forced: bool) -> float:
    at = position(found, forced=forced)
    return FARTHEST_KM if at is None else distance_m(*at, gold["lon"], gold["lat"]) / 1000


def is_held(found: Resolution, gold: dict[str, Any]) -> bool:
    """Tell whether the disc that a map draws holds the gold's point."""
    reach = (found.radius_m or 0.0) / 1000
    return found.lon is not None and error_km(found, gold, forced=False) <= max(reach, NEAR_KM)


def area_under(errors: list[float]) -> float:
    logs = sorted(math.log(max(e, 1.0)) for e in errors)
    steps = itertools.pairwise(logs)
    return sum((a + b) / 2 for a, b in steps) / (math.log(FARTHEST_KM) * (len(logs) - 1))


def as_spotted(gold: dict[str, Any], spotted: list[Toponym]) -> Toponym:
    """Give a gold span as a toponym, with what the wording round it says."""
    start, end, text = gold["start"], gold["end"], gold["surface"]
    for found in spotted:
        if (found.start <= start and end <= found.end) or (
            start <= found.start and found.end <= end
        ):
            return found
    return Toponym(text=text, start=start, end=end, name=text)


def overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def measure(path: Path, gazetteer: Gazetteer, misses: Counter[str]) -> None:
    given: list[float] = []
    strict: list[float] = []
    held = 0
    ends = placed = hits = predicted = all_gold = 0
    began = time.perf_counter()
    for line in path.read_text("utf-8").split("\n"):
        if not line:
            continue
        doc = json.loads(line)
        spotted = spot(doc["text"], gazetteer)
        gold = doc["toponyms"]
        spans = [(t["start"], t["end"]) for t in gold]
        own = [(t.start, t.end) for t in spotted]
        hits += sum(any(overlap(s, g) for g in spans) for s in own)
        found_gold = [any(overlap(s, g) for s in own) for g in spans]
        predicted, all_gold = predicted + len(own), all_gold + len(gold)
        ends += sum(found_gold)
        resolved = dict(zip(own, resolve(spotted, None, gazetteer), strict=True))
        asked = [as_spotted(t, spotted) for t in gold]
        for t, answer in zip(gold, resolve(asked, None, gazetteer), strict=True):
            if t["lat"] is None:
                continue
            given.append(error_km(answer, t, forced=True))
            strict.append(error_km(answer, t, forced=False))
            held += given[-1] <= NEAR_KM or is_held(answer, t)
            mine = [r for s, r in resolved.items() if overlap(s, (t["start"], t["end"]))]
            good = any(error_km(r, t, forced=True) <= NEAR_KM for r in mine)
            placed += good
            misses[f"given {t['surface']}"] += given[-1] > NEAR_KM
            misses[f"spot {t['surface']}"] += not mine
        for s in own:
            if not any(overlap(s, g) for g in spans):
                misses[f"false {doc['text'][slice(*s)]}"] += 1
    took = time.perf_counter() - began
    share = sum(e <= NEAR_KM for e in given) / len(given)
    sure = sum(e <= NEAR_KM for e in strict) / len(strict)
    precision, recall = hits / max(1, predicted), ends / max(1, all_gold)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(
        f"{path.stem}: given spans {share:.3f} within 161 km ({sure:.3f} without the ambiguous; "
        f"{held / len(given):.3f} so or inside the disc that is drawn), "
        f"median {statistics.median(given):.1f} km, AUC {area_under(given):.3f}; "
        f"end to end {placed / len(given):.3f}; "
        f"spotting P {precision:.3f} R {recall:.3f} F1 {f1:.3f}; {took:.1f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="*", type=Path)
    parser.add_argument("--misses", type=int, default=0, help="print so many of the misses")
    parser.add_argument("--index", type=Path, default=None, help="another compiled index")
    args = parser.parse_args()
    gazetteer = Gazetteer.open(args.index)
    for path in args.corpora or sorted(CORPORA.glob("*.jsonl")):
        misses: Counter[str] = Counter()
        measure(path, gazetteer, misses)
        for kind in ("given ", "spot ", "false ") if args.misses else ():
            worst = [(k, n) for k, n in misses.most_common() if k.startswith(kind) and n]
            print("  " + kind, [(k[len(kind) :], n) for k, n in worst[: args.misses]])


if __name__ == "__main__":
    main()
