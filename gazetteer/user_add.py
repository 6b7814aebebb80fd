"""Add a user's data set, compile it again, remove it.

A set is made in a folder of its own beside the others and renamed when it is
complete: one that was interrupted was never there.
"""

from __future__ import annotations

import datetime
import errno
import json
import logging
import os
import re
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, NamedTuple, TextIO

from gazetteer.errors import GazetteerDataError, GazetteerError, IndexUnusableError
from gazetteer.index_build import build_index
from gazetteer.index_format import CLASSES
from gazetteer.store import key_stamp, open_index, progress_bar
from gazetteer.user_archive import Kept, Share, keep
from gazetteer.user_borders import LINES, FoundLine, as_feature, read_borders, valid_dates
from gazetteer.user_fields import Origin
from gazetteer.user_read import Asked, as_json, from_json, kind_of, read_places
from gazetteer.user_rows import Intake, Reject
from gazetteer.user_sets import (
    BORDERS,
    INDEX,
    MANIFEST,
    REJECTS,
    SOURCE,
    UserSet,
    data_folder,
    find_set,
    list_sets,
)

__all__ = ["Added", "add_set", "rebuild", "remove_set"]

FORMAT: Final = 1
"""Of the folder and its manifest."""

DISTRIBUTION: Final = "geomap-incidents"
NOT_STATED: Final = "licence not stated"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_WORK: Final = ".adding-"
_GONE: Final = ".removed-"
ALTERNATES: Final = "alternates"
"""Where in the source folder alternate names are kept: GeoNames gives both files one name."""
_DAYS_LEFT: Final = 2


class Added(NamedTuple):
    """A set that was added: what was set aside first, and the older versions removed."""

    chosen: UserSet
    first: tuple[Reject, ...]
    removed: tuple[str, ...]


def add_set(
    file: Path,
    *,
    name: str = "",
    asked: Asked | None = None,
    alternates: Path | None = None,
    source: str = "",
    licence: str = "",
    most: int | None = None,
) -> Added:
    """Read a file into a new data set, or into a new version of one.

    Parameters
    ----------
    file : Path
        A file of one of :data:`gazetteer.user_read.KINDS`, or a folder of
        Who's On First records.
    name : str
        What to call the set; by default after the file.
    asked : Asked, optional
        Its kind, columns, CRS and the like, where they cannot be told.
    alternates : Path, optional
        GeoNames' ``alternateNamesV2``, for a GeoNames dump.
    source, licence : str
        For the credit line of a map.
    most : int, optional
        Keep so many versions; the oldest beyond are removed.

    Raises
    ------
    GazetteerDataError
        The file cannot be read, or no row of it can be used.
    IndexUnusableError
        The data folder cannot be written. Nothing was changed.
    """
    asked = asked or Asked()
    if asked.feature_class and asked.feature_class not in CLASSES:
        raise GazetteerDataError(f"--class {asked.feature_class!r}: there are {', '.join(CLASSES)}")
    if not file.exists():
        raise GazetteerDataError(f"{file}: no such file")
    name = _checked_name(name) if name else _name_of(file)
    root = data_folder()
    with _written(root), _working(root) as work:
        (work / SOURCE).mkdir()
        kept = keep(file, work / SOURCE)
        more = _keep_alternates(alternates, work / SOURCE) if alternates else []
        kind = kind_of(file, asked.kind)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "name": name,
            "kind": kind,
            "file": _main_file(file, [k.name for k in kept]),
            "alternates": more[0].name if more else "",
            "files": [k._asdict() for k in (*kept, *more)],
            "asked": as_json(asked),
            "source": source or file.name,
            "licence": licence or NOT_STATED,
            "added_at": datetime.datetime.now(tz=datetime.UTC).isoformat(timespec="seconds"),
            "tool": f"{DISTRIBUTION} {_tool_version()}",
        }
        with (work / REJECTS).open("w", encoding="utf-8") as rejects:
            counts, first = _compile(work, manifest, rejects)
        if not counts["loaded"]:
            raise GazetteerDataError(_nothing_loaded(file, counts, first))
        manifest["counts"] = counts
        chosen = _settle(root, name, work, manifest)
    return Added(chosen, tuple(first), _drop_oldest(name, most))


def _keep_alternates(given: Path, folder: Path) -> list[Kept]:
    (folder / ALTERNATES).mkdir()
    kept = keep(given, folder / ALTERNATES)
    return [each._replace(name=f"{ALTERNATES}/{each.name}") for each in kept]


def _checked_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise GazetteerDataError(
            f"--name {name!r}: a data set's name has small letters, digits, '.', '_' and '-', "
            "64 at most, and begins with a letter or digit"
        )
    return name


def _name_of(file: Path) -> str:
    stem = re.sub(r"[^a-z0-9._-]+", "-", file.name.split(".")[0].lower()).strip("-._")
    return stem[:64] or "places"


def _main_file(file: Path, names: list[str]) -> str:
    return file.name if file.name in names else names[0]


def _tool_version() -> str:
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"


def _nothing_loaded(file: Path, counts: dict[str, int], first: list[Reject]) -> str:
    reasons = "; ".join(f"{r.where}: {r.reason}" for r in first[:3]) or "it holds none"
    return f"{file}: none of its {counts['read']:,} rows can be used ({reasons}); nothing was added"


@contextmanager
def _written(root: Path) -> Iterator[None]:
    """Say in words what keeps a folder from being written."""
    try:
        yield
    except GazetteerError:
        raise
    except OSError as err:
        raise IndexUnusableError(
            f"cannot write {root}: {err.strerror or err}; nothing was changed. Make room there, "
            "or let GEOMAP_DATA name another folder"
        ) from err


@contextmanager
def _working(root: Path) -> Iterator[Path]:
    root.mkdir(parents=True, exist_ok=True)
    _sweep(root)
    work = Path(tempfile.mkdtemp(prefix=f"{_WORK}{os.getpid()}-", dir=root))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _sweep(root: Path) -> None:
    """Remove what adds that were killed, and removals, left behind."""
    running = [left for left in root.glob(f"{_WORK}*") if _is_running(left)]
    for left in (*root.glob(f"{_WORK}*"), *root.glob(f"{_GONE}*")):
        if left not in running:
            shutil.rmtree(left, ignore_errors=True)


def _is_running(work: Path) -> bool:
    number = work.name.removeprefix(_WORK).split("-")[0]
    if os.name != "posix" or not number.isdecimal():
        age = datetime.datetime.now().timestamp() - work.stat().st_mtime
        return age < _DAYS_LEFT * 86_400
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _compile(
    folder: Path, manifest: dict[str, Any], rejects: TextIO
) -> tuple[dict[str, int], list[Reject]]:
    """Compile the kept source into its index or its lines; count what was read."""
    intake, asked = Intake(rejects), from_json(manifest["asked"])
    path = folder / SOURCE / manifest["file"]
    with progress_bar(f"reading {manifest['name']}") as share:
        if manifest["kind"] == BORDERS:
            _compile_borders(path, asked, folder, intake, share)
        else:
            other = manifest["alternates"]
            origin = Origin(f"own.{manifest['name']}", manifest["source"], manifest["licence"],
                            asked.country, asked.feature_class)  # fmt: skip
            items = read_places(
                path, manifest["kind"], origin, asked,
                alternates=folder / SOURCE / other if other else None, share=share,
            )  # fmt: skip
            build_index(intake.rows(items), folder / INDEX, stamp=key_stamp())
            open_index(folder / INDEX)  # notes beside it that it is whole
    counts = {k: getattr(intake, k) for k in ("read", "loaded", "set_aside", "mended")}
    return counts, intake.first


def _compile_borders(
    path: Path, asked: Asked, folder: Path, intake: Intake, share: Share | None
) -> None:
    if not asked.date:
        raise GazetteerDataError(
            "border lines need the day from which they hold: --date 2025-03-31 "
            "(or ../2025-03-30 for lines that held until then)"
        )
    valid_dates(asked.date)
    features = [as_feature(line) for line in _lines(read_borders(path, asked, share), intake)]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    beside = folder / f".{LINES}.{os.getpid()}"
    beside.write_text(text, encoding="utf-8")
    beside.replace(folder / LINES)


def _lines(items: Iterable[FoundLine | Reject], intake: Intake) -> Iterator[FoundLine]:
    for item in items:
        if isinstance(item, Reject):
            intake.take(item)
        else:
            intake.count_loaded()
            yield item


def _settle(root: Path, name: str, work: Path, manifest: dict[str, Any]) -> UserSet:
    """Give a finished set its version and rename it into place."""
    home = root / name
    number = max((s.version for s in list_sets() if s.name == name), default=0)
    while True:
        number += 1
        manifest["version"] = number
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (work / MANIFEST).write_text(text, encoding="utf-8")
        _sync(work)
        home.mkdir(exist_ok=True)
        try:
            work.rename(home / str(number))
        except OSError as err:
            if err.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
            continue  # another process took the number in this moment
        return UserSet(name, number, home / str(number), manifest)


def _sync(folder: Path) -> None:
    """Bring a folder's files to the disk: after a rename they are not half written."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _drop_oldest(name: str, most: int | None) -> tuple[str, ...]:
    if most is None:
        return ()
    older = [s for s in list_sets() if s.name == name][: -max(1, most)]
    for each in older:
        _remove(each)
    return tuple(each.label for each in older)


def remove_set(label: str) -> list[UserSet]:
    """Remove a set with all its versions, or one version (``NAME@2``).

    Raises
    ------
    GazetteerDataError
        There is no such set.
    IndexUnusableError
        Its folder cannot be written.
    """
    chosen = find_set(label)
    with _written(data_folder()):
        for each in chosen:
            _remove(each)
    return chosen


def _remove(chosen: UserSet) -> None:
    """Take a version out of sight at once, then delete it."""
    root = chosen.folder.parent.parent
    away = root / f"{_GONE}{uuid.uuid4().hex}"
    chosen.folder.rename(away)
    shutil.rmtree(away, ignore_errors=True)
    try:
        chosen.folder.parent.rmdir()
    except OSError:  # other versions are in it
        return


def rebuild(chosen: UserSet, reason: str = "") -> None:
    """Compile a set again from its kept source, and say why.

    Raises
    ------
    IndexUnusableError
        The source is gone, or the folder cannot be written.
    """
    log = logging.getLogger(__name__)
    log.warning("%s: %s; compiling it again from its source", chosen.label, reason or "asked for")
    path = chosen.folder / SOURCE / chosen.manifest["file"]
    if not path.is_file():
        raise IndexUnusableError(
            f"{chosen.label}: its index has to be compiled again and its source {path} is gone; "
            f"add the file again, or remove the set: geomap gazetteer remove {chosen.label}"
        )
    with _written(chosen.folder), open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        _compile(chosen.folder, chosen.manifest, nowhere)
