"""Write incidents to files; ``docs/exports.md`` says what each format holds.

:data:`FORMATS` maps suffixes to formats. A file is written whole or not at
all.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from geomap.collector import collector_paused
from geomap.errors import SchemaError, UsageError
from geomap.export.formats import FORMATS, KINDS, Format, format_named, format_of
from geomap.export.words import CREDITS, DISCLAIMER

if TYPE_CHECKING:
    import geopandas as gpd

__all__ = ["CREDITS", "DISCLAIMER", "FORMATS", "KINDS", "LossyWarning", "dumps", "write"]


class LossyWarning(UserWarning):
    """The format cannot hold all that the incidents hold: what is not in the file."""


def _put(frame: gpd.GeoDataFrame, path: Path, kind: Format, *, hxl: bool) -> None:
    from geomap.export.rows import rows_of

    if hxl and not kind.hxl:
        able = ", ".join(f.name for f in KINDS.values() if f.hxl)
        raise UsageError(f"{kind.name} has no row for HXL tags; formats that have: {able}")
    try:
        with collector_paused():
            left_out = kind.put(rows_of(frame), path, **({"hxl": True} if hxl else {}))
    except UnicodeEncodeError as error:
        around = error.object[max(0, error.start - 20) : error.end + 20]
        raise SchemaError(f"a text of the frame holds half a character: {around!r}") from error
    except OverflowError as error:
        raise SchemaError(
            f"{kind.name} holds whole numbers of 64 bits, and one of the frame's has more; "
            "write GeoJSON or CSV"
        ) from error
    aside = len(frame.attrs.get("rejected", ()))
    unkept = f"What was set aside (inputs: {aside}) is not in it." if aside else ""
    told = (kind.loses, *(left_out or ()), "" if kind.has_head else unkept)
    said = " ".join(s for s in told if s)
    if said:
        warnings.warn(f"{kind.name}: {said}", LossyWarning, stacklevel=4)


def dumps(frame: gpd.GeoDataFrame, kind: str, *, hxl: bool = False) -> bytes:
    """Encode incidents as the bytes of one file.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``).
    kind : str
        The format, one of :data:`KINDS`.
    hxl : bool
        Put a row of HXL tags under the header.

    Returns
    -------
    bytes

    Raises
    ------
    UsageError
        No such format, or one that is several files.
    SchemaError
        The frame does not follow the schema.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> dumps(to_frame([]), "jsonl")
    b''
    """
    one = format_named(kind)
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"incidents{one.suffixes[0]}"
        _put(frame, path, one, hxl=hxl)
        if not path.is_file():
            raise UsageError(f"{kind} is several files; name a file to write it to")
        return path.read_bytes()


def write(
    frame: gpd.GeoDataFrame, path: str | Path, format: str | None = None, *, hxl: bool = False
) -> Path:
    """Write incidents to a file, whole or not at all.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Incidents (``docs/schema.md``); columns of your own are written too.
    path : str or Path
        The target.
    format : str or None
        One of :data:`KINDS`; default: by the suffix.
    hxl : bool
        Put a row of HXL tags under the header (CSV, Excel).

    Returns
    -------
    Path
        The file written; the first one where a format takes several.

    Raises
    ------
    UsageError
        No such format.
    SchemaError
        The frame does not follow the schema.
    WriteError
        The file cannot be written; what stood there still stands.

    Warns
    -----
    LossyWarning
        The format cannot hold everything; the warning says what is lost.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from geomap.frame import to_frame
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> write(to_frame([]), folder / "none.geojson").name
    'none.geojson'
    """
    target = Path(path)
    kind = format_named(format) if format else format_of(target)
    if kind is None:
        raise UsageError(
            f"{path}: no format for this suffix; use one of {', '.join(FORMATS)} or name the format"
        )
    from geomap.files import folder_beside  # shutil brings three compressors

    with folder_beside(target) as folder:
        _put(frame, folder / target.name, kind, hxl=hxl)
        written = sorted(p.name for p in folder.iterdir())
    main = [n for n in (target.name, *written) if n in written and n.endswith(target.suffix)]
    return target.with_name(main[0])
