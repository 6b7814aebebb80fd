"""GeoJSON and JSON lines that geomap wrote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from geomap.errors import ReadError
from geomap.reread.collecting import Collector, check_version

__all__ = ["read_collection", "read_features", "read_lines"]


def _decode(text: str, source: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ReadError(f"{source}: not JSON: {error}") from error


def _take_feature(feature: Any, row: int, into: Collector) -> None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if isinstance(properties, dict):
        into.take(properties, row)
    else:
        into.reject("the feature has no properties", row, None, feature)


def read_collection(text: str, into: Collector) -> None:
    """Read a FeatureCollection with a member ``geomap``.

    Raises
    ------
    ReadError
        It is not JSON, not geomap's, or of another schema version.
    """
    body = _decode(text, into.source)
    head = body.get("geomap") if isinstance(body, dict) else None
    features = body.get("features") if isinstance(body, dict) else None
    if not isinstance(head, dict) or not isinstance(features, list):
        raise ReadError(
            f"{into.source}: not a GeoJSON that geomap wrote (no 'geomap' member with a "
            "schema_version); a table of your own is read with a mapping"
        )
    into.take_head(head)
    for row, feature in enumerate(features, start=1):
        _take_feature(feature, row, into)


def read_features(text: str, into: Collector) -> None:
    """Read features one a line, with or without record separators.

    Raises
    ------
    ReadError
        Its first line does not carry geomap's member ``geomap``.
    """
    lines = [(n, t) for n, t in enumerate(text.split("\n"), start=1) if t.strip(" \t\r\x1e")]
    first = _decode(lines[0][1].strip("\x1e"), into.source) if lines else None
    head = first.get("geomap") if isinstance(first, dict) else None
    if not isinstance(head, dict):
        raise ReadError(
            f"{into.source}: not GeoJSON lines that geomap wrote (the first line has no "
            "'geomap' member)"
        )
    into.take_head(head)
    for row, line in lines:
        try:
            feature = msgspec.json.decode(line.strip("\x1e"))
        except (msgspec.DecodeError, RecursionError) as error:
            into.reject(f"not JSON: {error}", row, None, line)
            continue
        if not (isinstance(feature, dict) and feature.get("features") == []):
            _take_feature(feature, row, into)


def _decoded_lines(text: str, into: Collector) -> Iterator[tuple[int, dict[str, Any]]]:
    for row, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            body = msgspec.json.decode(line)
        except (msgspec.DecodeError, RecursionError) as error:
            into.reject(f"not JSON: {error}", row, None, line)
            continue
        if isinstance(body, dict) and isinstance(body.get("incidents"), list):
            yield row, body
        else:
            into.reject("not a line of geomap: it has no list of incidents", row, None, line)


def read_lines(text: str, into: Collector) -> None:
    """Read JSON lines, a report a line.

    Raises
    ------
    ReadError
        No line is geomap's, or one is of another schema version.
    """
    good = 0
    for row, body in _decoded_lines(text, into):
        good += 1
        check_version(body.get("schema_version"), f"{into.source}:{row}")
        rejected = body.get("rejected") or []
        if isinstance(rejected, list):
            into.take_rejected(rejected)
        if isinstance(body.get("doc_id"), str) and (body["incidents"] or not rejected):
            into.doc_ids.append(body["doc_id"])
        for record in body["incidents"]:
            into.take(record, row)
    if not good and into.rejected:
        raise ReadError(f"{into.rejected[0].reason}; not JSON lines that geomap wrote")
