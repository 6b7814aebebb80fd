"""The border lines of a user's sets in use, as plain values.

Each has the days between which it holds and its source; which one is used for
a pair on a day is decided in :mod:`gazetteer.borders_lines`.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from gazetteer.borders_status import CONTEST, LineStatus, sorted_pair
from gazetteer.user_borders import LINES, valid_dates
from gazetteer.user_open import rebuilt
from gazetteer.user_sets import MANIFEST, UserSet, sets_in_use

__all__ = ["UserLine", "user_lines"]


class UserLine(NamedTuple):
    """A line of a user's set in use: a part of a pair's border."""

    pair: tuple[str, str]
    part: str
    status: LineStatus | None
    label: str
    note: str
    coordinates: tuple[tuple[tuple[float, float], ...], ...]
    dataset: UserSet

    @property
    def dates(self) -> tuple[str, str]:
        """The days from which and to which it holds, ``""`` where open."""
        return valid_dates(str(self.dataset.manifest["asked"]["date"]))

    @property
    def accuracy_m(self) -> float | None:
        """Metres, None where the user did not say."""
        accuracy: float | None = self.dataset.manifest["asked"].get("accuracy_m")
        return accuracy

    def __hash__(self) -> int:
        return hash((self.dataset.folder, self.pair, self.part, len(self.coordinates)))


def user_lines() -> tuple[UserLine, ...]:
    """Return every line of the sets of border lines in use."""
    return tuple(
        line
        for chosen in sets_in_use(borders=True)
        for line in _stored(chosen.folder, _state(chosen))
    )


def _state(chosen: UserSet) -> int:
    return (chosen.folder / MANIFEST).stat().st_mtime_ns


@lru_cache(maxsize=16)
def _stored(folder: Path, _state: int) -> tuple[UserLine, ...]:
    chosen = next(s for s in sets_in_use(borders=True) if s.folder == folder)
    path = folder / LINES
    try:
        features = json.loads(path.read_bytes())["features"]
        return tuple(_kept_line(feature, chosen) for feature in features)
    except (OSError, ValueError, KeyError, TypeError) as err:
        reason = f"{path} cannot be read ({err})"
    rebuilt(chosen, reason)
    features = json.loads(path.read_bytes())["features"]
    return tuple(_kept_line(feature, chosen) for feature in features)


def _kept_line(feature: dict[str, Any], chosen: UserSet) -> UserLine:
    properties = feature["properties"]
    a, _, b = properties["pair"].partition("-")
    note = "; ".join(filter(None, (properties["said"], properties["note"])))
    return UserLine(
        pair=sorted_pair(a, b),
        part=properties["part"],
        status=next((s for s in CONTEST if s == properties["status"]), None),
        label=properties["label"],
        note=note,
        coordinates=tuple(
            tuple((lon, lat) for lon, lat in piece) for piece in feature["geometry"]["coordinates"]
        ),
        dataset=chosen,
    )
