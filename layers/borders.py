"""Borders: the lines of one source a layer, disputed parts dashed and labelled.

Lines arrive as GeoJSON features: this package does not know where they come
from, and shows what they say of themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from layers.element import DataLayer
from layers.errors import FrameError
from layers.escape import encode_json, pack
from layers.steps import scale_of, stepped
from layers.ui import read_ui

__all__ = ["PROPERTIES", "BorderLayer", "border_layers"]

PROPERTIES = (
    "pair",
    "label",
    "status",
    "dashed",
    "basis",
    "source",
    "licence",
    "as_of",
    "accuracy_m",
    "claims",
)
"""What a border feature may say of itself; only ``source`` must be there."""

_PLAIN = 30_000
"""Characters up to which the data are plain and can be read in the page."""

_LINES = ("LineString", "MultiLineString", "GeometryCollection")


class BorderLayer(DataLayer):
    """Border lines of one source.

    Parameters
    ----------
    features : iterable of dict
        GeoJSON features, EPSG:4326: lines with :data:`PROPERTIES`.
        ``dashed`` is true for a disputed or undelimited line; ``label`` is
        written along it; ``accuracy_m`` is in metres; ``claims`` lists of
        each side the countries that call it their own, so that a reader can
        choose a point of view.
    name : str or None
        Name in a layer control; else the source of the first feature.
    tone : int
        1 for the first source of a map, 2 for the second, and so on: sources
        are told apart by colour and dash.
    lang : str
        Language of the interface.
    show : bool
        Whether the layer is shown at the start.

    Raises
    ------
    FrameError
        A feature is no line, or does not name its source.

    Examples
    --------
    >>> line = {"type": "Feature", "properties": {"pair": "KGZ-TJK", "source": "made by hand"},
    ...         "geometry": {"type": "LineString", "coordinates": [[70, 39], [71, 40]]}}
    >>> BorderLayer([line]).layer_name
    'made by hand'
    """

    requires: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        features: Iterable[Mapping[str, Any]],
        *,
        name: str | None = None,
        tone: int = 1,
        lang: str = "en",
        show: bool = True,
    ):
        ui = read_ui(lang)
        lines = [_checked(feature, n) for n, feature in enumerate(features)]
        payload = encode_json({"features": lines})
        block_id = "borders-" + hashlib.sha256(payload.encode()).hexdigest()[:16]
        first = lines[0]["properties"]["source"] if lines else ui.text("layers.borders")
        super().__init__(
            name=name or str(first),
            starter="borders",
            options={"block": block_id, "tone": tone},
            ui=ui,
            show=show,
        )
        self.group = "layers.borders"
        self.tone = tone
        if len(payload) > _PLAIN:
            self.add_block(block_id, pack(encode_json(_stepped(lines))), "gzip")
        else:
            self.add_block(block_id, payload)


def border_layers(features: Iterable[Mapping[str, Any]], *, lang: str = "en") -> list[BorderLayer]:
    """Make one layer for each source of border lines, in the order they come.

    Parameters
    ----------
    features : iterable of dict
        GeoJSON features as :class:`BorderLayer` takes them.
    lang : str
        Language of the interface.

    Returns
    -------
    list of BorderLayer
        One a source.

    Examples
    --------
    >>> border_layers([])
    []
    """
    by_source: dict[str, list[Mapping[str, Any]]] = {}
    for feature in features:
        source = str((feature.get("properties") or {}).get("source") or "")
        by_source.setdefault(source, []).append(feature)
    return [
        BorderLayer(lines, tone=tone, lang=lang)
        for tone, lines in enumerate(by_source.values(), start=1)
    ]


def _stepped(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    scale = scale_of(line["geometry"] for line in lines)
    features = [{**line, "geometry": stepped(line["geometry"], scale)} for line in lines]
    return {"features": features, "scale": scale}


def _checked(feature: Mapping[str, Any], position: int) -> dict[str, Any]:
    geometry = feature.get("geometry") or {}
    properties = feature.get("properties") or {}
    if geometry.get("type") not in _LINES:
        raise FrameError(
            f"border feature {position} is a {geometry.get('type')!r}: a border line is one of "
            f"{', '.join(_LINES)}"
        )
    if not properties.get("source"):
        raise FrameError(
            f"border feature {position} ({properties.get('pair')!r}) does not name its source: "
            "put it into the property 'source'"
        )
    return {
        "geometry": geometry,
        "properties": {key: properties[key] for key in PROPERTIES if properties.get(key)},
    }
