"""Measure a data set of GeoNames allCountries' size beside the packaged world.

Run: ``python benchmarks/bench_ten_million.py [--scale 0.1] [--folder DIR]``

The dump is made up: its names are real names of the packaged world crossed with
one another inside their country, so that they are as long, as alike and as often
repeated as names are, in GeoNames' 19 columns. At scale 1 it has 12 million rows
and some 10 million distinct keys. It is imported by ``geomap gazetteer add``'s own
code in a process of its own, whose peak memory is measured; then look-ups with and
without the set take turns. With ``--folder`` the made set is kept and used again.

Targets: builds under 2 GB; opening at most 1.3 times the packaged world's; exact,
prefix and fuzzy look-ups at most 2 times slower.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import string
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROWS = 12_000_000
ROUNDS = 7
GENERIC = {
    "H": ("Lake {}", "{} River", "{} Creek", "Laguna {}", "Rio {}", "Wadi {}", "Ozero {}"),
    "T": ("Mount {}", "{} Hill", "Cerro {}", "Gora {}", "Jabal {}", "{} Peak", "Kuh-e {}"),
    "S": ("{} School", "{} Church", "Hotel {}", "{} Farm", "{} Station", "Estancia {}"),
}
LATIN = "\u0250"
CODES = {"H": "STM", "T": "MT", "S": "BLDG", "P": "PPL"}


def crossed(one: str, other: str, rng: random.Random) -> str:
    """Begin as one name and end as another, joined where both have the same two letters."""
    for _ in range(4):
        at = rng.randrange(1, max(2, len(one) - 2))
        end = other.find(one[at : at + 2], 1)
        if end > 0:
            return one[:at] + other[end:]
    return one


def names_by_country() -> list[tuple[str, list[str]]]:
    from gazetteer.sources.packaged import read_cities

    found: dict[str, list[str]] = {}
    for row in read_cities():
        texts = (row.name, *(n if isinstance(n, str) else n.text for n in row.names))
        found.setdefault(row.countries[0], []).extend(t for t in texts if 3 <= len(t) <= 40)
    return sorted(found.items(), key=lambda item: -len(item[1]))


def lines(count: int) -> Iterator[str]:
    from gazetteer.country_data import country_rows

    rng, countries = random.Random(7), names_by_country()  # noqa: S311 - a made-up dump
    known = country_rows()
    weights = [len(names) for _, names in countries]
    for number in range(1, count + 1):
        if number % 1000 == 1:
            iso3, others = rng.choices(countries, weights)[0]
            names = [n for n in others if n[0] < LATIN] or others  # as GeoNames' own names are
            west, south, east, north = known[iso3].bbox or (0.0, 0.0, 1.0, 1.0)
        name, kind = rng.choice(names), rng.choices("PHTS", (45, 20, 20, 15))[0]
        for chance in (0.85, 0.7, 0.4):  # every eighth name or so stays a real one
            if rng.random() < chance:
                name = crossed(name, rng.choice(names), rng)
        if kind != "P" and name.isascii():
            name = rng.choice(GENERIC[kind]).format(name)
        further = crossed(rng.choice(others), name, rng) if rng.random() < 0.3 else ""
        people = int(rng.paretovariate(0.8) * 100) if kind == "P" and rng.random() < 0.3 else 0
        lat, lon = rng.uniform(south, north), rng.uniform(west, east)
        rest = f"{known[iso3].iso2}\t\t{number % 20:02}\t\t\t\t{min(people, 10_000_000)}"
        yield (
            f"{number}\t{name}\t{name}\t{further}\t{lat:.5f}\t{lon:.5f}\t{kind}\t{CODES[kind]}\t"
            f"{rest}\t\t\t\t2026-01-01\n"
        )


BUILD = """
import resource, sys, time
from pathlib import Path
from gazetteer.user_add import add_set
start = time.perf_counter()
chosen = add_set(Path(sys.argv[1]), name="ten-million").chosen
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
size = (chosen.folder / "index.gzt").stat().st_size / 1e6
met = "met" if peak < 2000 else "MISSED"
print(chosen.manifest["counts"], f"built in {time.perf_counter() - start:.0f} s,",
      f"peak {peak:.0f} MB (target 2,000: {met}), index {size:.0f} MB")
"""


def made(folder: Path, scale: float) -> None:
    """Make the dump and import it, unless the folder has them."""
    os.environ["GEOMAP_DATA"] = str(folder)
    if (folder / "gazetteer" / "ten-million").exists():
        return
    dump = folder / "allCountries.txt"
    with dump.open("w", encoding="utf-8") as out:
        out.writelines(lines(int(ROWS * scale)))
    print(f"dump: {dump.stat().st_size / 1e6:,.0f} MB")
    subprocess.run([sys.executable, "-c", BUILD, str(dump)], check=True)
    dump.unlink()


def timed(command: Callable[[], object]) -> float:
    start = time.process_time()
    command()
    return time.process_time() - start


def edited(name: str, rng: random.Random) -> str:
    at = rng.randrange(len(name))
    return name[:at] + rng.choice(string.ascii_lowercase) + name[at + rng.randrange(2) :]


def compare(label: str, ratio: float, target: float, more: str = "") -> None:
    print(f"  {label:28} {ratio:5.2f} (target {target}: {'met' if ratio <= target else 'MISSED'})"
          f" {more}")  # fmt: skip


def look_ups() -> None:
    from gazetteer import Gazetteer

    both, world = Gazetteer.open(), Gazetteer.open(own=False)
    rng = random.Random(1)  # noqa: S311 - a sample, not a secret
    pool = [name for _, names in names_by_country() for name in names if name.isascii()]
    print(f"look-ups, with the set (of {len(both) - len(world):,} places) x without, medians of"
          f" {ROUNDS} rounds in turns; CPU time")  # fmt: skip
    kinds: dict[str, tuple[int, Callable[[], str]]] = {
        "exact": (400, lambda: rng.choice(pool)),
        "exact, unknown": (400, lambda: edited(rng.choice(pool), rng)),
        "prefix": (50, lambda: rng.choice(pool)[:6]),
        "fuzzy, one edit": (50, lambda: edited(rng.choice(pool), rng)),
        "fuzzy, two edits": (50, lambda: edited(edited(rng.choice(pool), rng), rng)),
        "fuzzy, known": (50, lambda: rng.choice(pool)),
    }
    for label, (count, ask) in kinds.items():
        spent: list[list[float]] = [[], []]
        for turn in range(ROUNDS + 1):
            names = [ask() for _ in range(count)]  # new ones: nothing is remembered from before
            for at, g in enumerate((world, both)):
                seconds = timed(lambda: [g.find(n, mode=label.split(",")[0]) for n in names])  # noqa: B023
                if turn:  # the first touches the pages
                    spent[at].append(seconds)
        one, two = (statistics.median(s) / count * 1e6 for s in spent)
        compare(label, two / one, 2.0, f"{one:7.0f} -> {two:7.0f} us")


def opening() -> None:
    code = "from gazetteer import Gazetteer; Gazetteer.open(own={}).find('Batken')"
    spent: dict[bool, list[float]] = {False: [], True: []}
    for _ in range(15):
        for own, times in spent.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code.format(own)], check=True)
            times.append(time.perf_counter() - start)
    without, with_it = (statistics.median(s) * 1000 for s in spent.values())
    print("first answer of a fresh process, with the set x without")
    compare("opening and one look-up", with_it / without, 1.3, f"{without:.0f} -> {with_it:.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 12 million rows")
    parser.add_argument("--folder", type=Path, help="where to keep what is made; else temporary")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        made(folder, options.scale)
        opening()
        look_ups()


if __name__ == "__main__":
    main()
