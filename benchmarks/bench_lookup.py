"""Measure the gazetteer's look-up beside its peers, interleaved in one run.

Run: ``python benchmarks/bench_lookup.py [--quick] [--no-symspell]``

Ratios are what counts; absolute figures drift with the machine. Peers that
are not installed (``tantivy``, ``symspellpy``, ``numpy``) are left out and
said so. Recall is measured on an index from which the asked-for variants were
taken out, so that no name is found because it was filed.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import resource
import sqlite3
import statistics
import string
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from gazetteer import Gazetteer
from gazetteer.index_build import build_index, row_keys
from gazetteer.names import fold
from gazetteer.sources import Row
from gazetteer.sources.packaged import read_world
from gazetteer.store import open_world

ROUNDS = 9
CLASSES = ("one edit", "two edits", "lost diacritics", "attested Latin", "attested Cyrillic")
Query = tuple[str, str]
"""What is asked, and the id of the place that is meant."""


def has(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def timed(command: Callable[[], object]) -> float:
    start = time.perf_counter()
    command()
    return time.perf_counter() - start


def interleaved(
    commands: dict[str, Callable[[], object]], rounds: int = ROUNDS
) -> dict[str, float]:
    """Return the median seconds of each command, the commands taking turns."""
    spent: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            spent[name].append(timed(command))
    return {name: statistics.median(times) for name, times in spent.items()}


def python(code: str) -> Callable[[], object]:
    return lambda: subprocess.run(
        [sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL
    )


def cold_start() -> None:
    ask = "from gazetteer import Gazetteer; print(Gazetteer.open().find({!r}{}))"
    commands = {"python -c pass": python("pass"), "find Batken": python(ask.format("Batken", ""))}
    commands["find Баткен in KG"] = python(ask.format("Баткен", ", country='KG'"))
    commands["fuzzy Batkin"] = python(ask.format("Batkin", ", mode='fuzzy'"))
    if has("numpy"):
        commands["import numpy"] = python("import numpy")
    found = interleaved(commands)
    base = found.get("import numpy", found["python -c pass"])
    print("\nFirst answer of a fresh process")
    for name, seconds in found.items():
        print(f"  {name:20} {seconds * 1000:7.1f} ms  {seconds / base:5.2f} x numpy")


def memory_mb() -> float:
    """Return this process's resident memory that no file backs."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (anonymous,) = (line for line in lines if line.startswith("RssAnon"))
    return int(anonymous.split()[1]) / 1024


def exact(rng: random.Random) -> None:
    index = open_world()
    start = memory_mb()
    keys = list(index._keys.keys())
    table = {k: index._keys[k] for k in keys}
    dict_mb = memory_mb() - start
    folder = tempfile.TemporaryDirectory()
    database = sqlite3.connect(Path(folder.name) / "keys.db")
    database.execute("CREATE TABLE k (key BLOB PRIMARY KEY, value INTEGER) WITHOUT ROWID")
    database.executemany("INSERT INTO k VALUES (?, ?)", table.items())
    database.commit()
    asked = rng.sample(keys, 20_000)
    select = "SELECT value FROM k WHERE key = ?"
    get = index._keys.get
    found = interleaved(
        {
            "dict": lambda: [table.get(k) for k in asked],
            "index": lambda: [get(k) for k in asked],
            "SQLite": lambda: [database.execute(select, (k,)).fetchone() for k in asked],
        }
    )
    g = Gazetteer(index)
    names = [k.decode() for k in asked[:2000]]
    whole = timed(lambda: [g.find(n) for n in names]) / len(names)
    print(f"\nExact look-up, {len(keys):,} keys")
    for name, seconds in found.items():
        rate = len(asked) / seconds
        print(f"  {name:10} {rate:12,.0f}/s  {seconds / found['dict']:5.2f} x dict")
    print(f"  find()     {1 / whole:12,.0f}/s  folded, ranked, with reasons")
    print(f"  memory: dict {dict_mb:.0f} MB; index {len(index._part['keys']) / 1e6:.1f} MB mapped")
    database.close()
    folder.cleanup()


def sizes() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "world.gzt"
        seconds = timed(lambda: build_index(read_world(), path))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        index = Gazetteer.open(path)._index
        print(f"\nWorld: {len(index):,} places, {path.stat().st_size / 1e6:.1f} MB")
        for name, part in sorted(index.file.sections.items(), key=lambda s: -len(s[1])):
            print(f"  {name:14} {len(part) / 1e6:6.2f} MB")
        print(f"  built in {seconds:.0f} s, peak {peak:.0f} MB of this process")


def latin_names(row: Row) -> list[str]:
    texts = [n if isinstance(n, str) else n.text for n in (row.name, *row.names)]
    return [t for t in texts if unicodedata.normalize("NFD", t[:1])[:1].isascii() and len(t) >= 5]


def edited(text: str, rng: random.Random) -> str:
    at, letter = rng.randrange(len(text)), rng.choice(string.ascii_lowercase)
    kind = rng.choice(["insert", "delete", "replace", "swap"])
    if kind == "insert":
        return text[:at] + letter + text[at:]
    if kind == "delete":
        return text[:at] + text[at + 1 :]
    if kind == "replace":
        return text[:at] + letter + text[at + 1 :]
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def stripped(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def hold_out(
    rows: Iterable[Row], count: int, rng: random.Random
) -> tuple[list[Row], dict[str, list[Query]]]:
    """Return rows without some attested variants, and the queries by class."""
    kept = list(rows)
    queries: dict[str, list[Query]] = {name: [] for name in CLASSES}
    for at in rng.sample(range(len(kept)), len(kept)):
        row = kept[at]
        if row.feature_class != "populated place" or not row.place_id.startswith("geonames:"):
            continue
        if min(len(q) for q in queries.values()) >= count:
            break
        for name in latin_names(row)[:1]:
            key = fold(name)
            queries["one edit"].append((edited(key, rng), row.place_id))
            queries["two edits"].append((edited(edited(key, rng), rng), row.place_id))
            if stripped(name) != name:
                queries["lost diacritics"].append((stripped(name), row.place_id))
        kept[at] = take_out(row, queries, rng)
    return kept, {name: found[:count] for name, found in queries.items()}


def take_out(row: Row, queries: dict[str, list[Query]], rng: random.Random) -> Row:
    """Take one variant out of a row, with all that share its key, and ask for it."""
    variants = [n for n in row.names if isinstance(n, str) and len(n) >= 5]
    if len(variants) < 2:
        return row
    chosen = rng.choice(variants)
    first = chosen[0]
    kind = "Cyrillic" if "\u0400" <= first <= "\u04ff" else "Latin" if first < "\u0250" else ""
    others = tuple(n for n in row.names if isinstance(n, str) and fold(n) != fold(chosen))
    without = row._replace(names=others)
    if kind and fold(chosen) not in row_keys(without):
        queries[f"attested {kind}"].append((chosen, row.place_id))
        return without
    return row


class Peer:
    """A fuzzy index over the same keys: answers with the ten best keys."""

    def __init__(self, name: str, ask: Callable[[str], Iterable[str]], ready_s: float) -> None:
        self.name, self.ask, self.ready_s = name, ask, ready_s


def tantivy_peer(keys: dict[str, int], folder: Path) -> Peer:
    import tantivy

    start = time.perf_counter()
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw")
    schema = builder.build()
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(200_000_000)
    for key in keys:
        writer.add_document(tantivy.Document(key=key))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> Iterator[str]:
        from rapidfuzz.distance import OSA

        query = tantivy.Query.fuzzy_term_query(
            schema, "key", text, distance=2, transposition_cost_one=True
        )
        found = [searcher.doc(at)["key"][0] for _, at in searcher.search(query, 100).hits]
        yield from sorted(found, key=lambda k: (OSA.distance(k, text), -keys[k]))[:10]

    return Peer("tantivy d=2 + rerank", ask, time.perf_counter() - start)


def symspell_peer(keys: dict[str, int]) -> Peer:
    from symspellpy import SymSpell, Verbosity

    start = time.perf_counter()
    spell = SymSpell(max_dictionary_edit_distance=2, prefix_length=7)
    for key, people in keys.items():
        spell.create_dictionary_entry(key, people + 1)

    def ask(text: str) -> list[str]:
        found = spell.lookup(text, Verbosity.ALL, max_edit_distance=2)
        return [f.term for f in found[:10]]

    return Peer("SymSpell", ask, time.perf_counter() - start)


def fuzzy(rng: random.Random, count: int, with_symspell: bool) -> None:
    rows, queries = hold_out(read_world(), count, rng)
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name) / "held_out.gzt"
    build_index(rows, path)
    owners: dict[str, list[str]] = {}
    people: dict[str, int] = {}
    for row in sorted(rows, key=lambda r: -r.population):
        for key in row_keys(row):
            owners.setdefault(key, []).append(row.place_id)
            people[key] = max(people.get(key, 0), row.population)
    del rows
    peers = []
    if has("tantivy"):
        peers.append(tantivy_peer(people, Path(tempfile.mkdtemp(dir=folder.name))))
    if with_symspell and has("symspellpy"):
        peers.append(symspell_peer(people))
    start = time.perf_counter()
    g = Gazetteer.open(path)
    g.find("Batkin", mode="fuzzy")
    ready = time.perf_counter() - start
    print(f"\nFuzzy: the place among the first ten, {count} queries a class, variants held out")
    print("  (of a peer's ten keys, the first ten places, those of one key by population)")
    print(f"  ready: ours {ready * 1000:.0f} ms", *(f"; {p.name} {p.ready_s:.0f} s" for p in peers))
    for name, asked in queries.items():
        report(name, asked, g, peers, owners)
    folder.cleanup()


def report(
    name: str,
    asked: list[Query],
    g: Gazetteer,
    peers: list[Peer],
    owners: dict[str, list[str]],
) -> None:
    """Print recall and rate of each index on one class of queries, in turns of 50."""
    spent, hits = [0.0] * (len(peers) + 1), [0] * (len(peers) + 1)
    for begin in range(0, len(asked), 50):
        for at, peer in enumerate([None, *peers]):
            start = time.perf_counter()
            for text, place_id in asked[begin : begin + 50]:
                if peer is None:
                    found = {c.place.place_id for c in g.find(text, mode="fuzzy", limit=10)}
                else:
                    places = (i for key in peer.ask(fold(text)) for i in owners[key])
                    found = set(islice(places, 10))
                hits[at] += place_id in found
            spent[at] += time.perf_counter() - start
    print(f"  {name} ({len(asked)})")
    for at, label in enumerate(["ours", *(p.name for p in peers)]):
        rate = len(asked) / spent[at]
        ratio = f"{spent[at] / spent[0]:6.2f} x our time" if at else ""
        print(f"    {label:22} {hits[at] / len(asked):6.1%} {rate:9,.0f}/s {ratio}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer queries")
    parser.add_argument("--no-symspell", action="store_true", help="it takes 40 s and 1.2 GB")
    parser.add_argument("--only", choices=("cold", "exact", "sizes", "fuzzy"))
    options = parser.parse_args()
    rng = random.Random(20220127)  # noqa: S311 - a sample, not a secret
    parts: dict[str, Callable[[], None]] = {
        "cold": cold_start,
        "exact": lambda: exact(rng),
        "fuzzy": lambda: fuzzy(rng, 200 if options.quick else 1000, not options.no_symspell),
        "sizes": sizes,
    }
    for name, part in parts.items():
        if options.only in (None, name):
            part()


if __name__ == "__main__":
    main()
