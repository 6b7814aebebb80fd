"""Tell what kind of file a user gives, and read it with the reader of that kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from gazetteer.errors import GazetteerDataError
from gazetteer.user_archive import Share, listed, read_first
from gazetteer.user_fields import Origin
from gazetteer.user_rows import Found, Reject
from gazetteer.user_sets import BORDERS

__all__ = ["KINDS", "Asked", "kind_of", "read_places"]

KINDS: Final = ("geonames", "wof", "geojson", "csv", "vector", BORDERS)
SAME: Final = {
    "tsv": "csv", "gpkg": "vector", "shapefile": "vector", "shp": "vector", "geojsonl": "geojson",
    "fgb": "vector",
}  # fmt: skip
"""Other words for a kind."""

_BY_SUFFIX: Final = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".geojson": "geojson", ".json": "geojson",
    ".geojsonl": "geojson", ".geojsons": "geojson", ".ndjson": "geojson", ".gpkg": "vector",
    ".shp": "vector", ".fgb": "vector", ".gml": "vector", ".kml": "vector",
    ".tar": "wof", ".tgz": "wof",
}  # fmt: skip
_HEAD: Final = 1 << 16
_GEONAMES_TABS: Final = 18


class Asked(NamedTuple):
    """What the user says of a file."""

    kind: str = ""
    given: dict[str, str] = {}  # noqa: RUF012 - never changed
    crs: str = ""
    layer: str = ""
    encoding: str = "utf-8"
    country: str = ""
    feature_class: str = ""
    date: str = ""
    accuracy_m: float | None = None


def kind_of(path: Path, asked: str = "") -> str:
    """Return the kind of a file: as asked for, or by its name and first bytes.

    Raises
    ------
    GazetteerDataError
        There is no such kind, or it cannot be told.
    """
    if asked:
        kind = SAME.get(asked, asked)
        if kind not in KINDS:
            raise GazetteerDataError(f"--kind {asked}: there are {', '.join((*KINDS, *SAME))}")
        return kind
    found = "wof" if path.is_dir() else _by_content(path)
    if not found:
        raise GazetteerDataError(
            f"{path}: cannot tell what kind of file it is; say so: --kind {'|'.join(KINDS)}"
        )
    return found


def _by_content(path: Path) -> str:
    name = path.name.lower()
    if name.endswith(".zip"):
        return _by_members(path)
    if name.endswith((".tar.bz2", ".tar.gz", ".tar.xz")):
        return "wof"
    from gazetteer.user_wof import is_wof_table

    if is_wof_table(path):
        return "wof"
    inner = path.with_suffix("") if path.suffix.lower() in (".gz", ".bz2", ".xz") else path
    kind = _BY_SUFFIX.get(inner.suffix.lower(), "")
    if kind == "geojson" and b'"wof:' in read_first(path, _HEAD):
        return "wof"
    return kind or _by_text(path)


def _by_members(path: Path) -> str:
    names = [name for name in listed(path) if "readme" not in name.lower()]
    suffixes = {Path(name).suffix.lower() for name in names}
    if ".shp" in suffixes:
        return "vector"
    if len(names) > 1 and suffixes <= {".geojson", ".json"}:
        return "wof"
    found = next((_BY_SUFFIX[s] for s in sorted(suffixes) if s in _BY_SUFFIX), "")
    return found or (_by_text(path) if suffixes == {".txt"} else "")


def _by_text(path: Path) -> str:
    head = read_first(path, _HEAD, (".txt",))
    line = head.split(b"\n", 1)[0]
    if line.count(b"\t") == _GEONAMES_TABS and line.split(b"\t")[0].isdigit():
        return "geonames"
    return "csv" if path.suffix.lower() == ".txt" and b"\t" in line else ""


def read_places(
    path: Path,
    kind: str,
    origin: Origin,
    asked: Asked,
    *,
    alternates: Path | None = None,
    share: Share | None = None,
) -> Iterator[Found | Reject]:
    """Yield the places of a file of one of the :data:`KINDS` but borders.

    Raises
    ------
    GazetteerDataError
        The file as a whole cannot be read.
    """
    common: dict[str, Any] = {"given": asked.given, "crs": asked.crs, "share": share}
    if kind == "geonames":
        from gazetteer.user_geonames import read_geonames

        return read_geonames(path, origin, alternates=alternates, share=share)
    if kind == "wof":
        from gazetteer.user_wof import read_wof

        return read_wof(path, origin, share=share)
    if kind == "geojson":
        from gazetteer.user_features import read_features

        return read_features(path, origin, **common)
    if kind == "csv":
        from gazetteer.user_table import read_table

        return read_table(path, origin, encoding=asked.encoding, **common)
    from gazetteer.user_features import read_vector

    return read_vector(path, origin, layer=asked.layer, **common)


def as_json(asked: Asked) -> dict[str, Any]:
    """Return what was said of a file, for its manifest; defaults left out."""
    default = Asked()._asdict()
    return {k: v for k, v in asked._asdict().items() if v != default[k]}


def from_json(stored: dict[str, Any]) -> Asked:
    """Read back what :func:`as_json` gave.

    Examples
    --------
    >>> import json
    >>> from_json(json.loads(json.dumps(as_json(Asked(crs="EPSG:32642"))))).crs
    'EPSG:32642'
    """
    return Asked(**{k: v for k, v in stored.items() if k in Asked._fields})
