"""Run a batch: plan, read, finish, and go on where a run before this one stood."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from geomap.batch import PART_SIZE
from geomap.batch.engines import Engine, open_engine, retrying
from geomap.batch.finishing import KINDS, make_ids_distinct, write_results
from geomap.batch.manifest import (
    Counts,
    Input,
    Manifest,
    Output,
    check_balance,
    hash_of,
    key_of,
    read_manifest,
    write_manifest,
)
from geomap.batch.parts import Part, find_inputs, parts_of
from geomap.batch.work import Done, done_part
from geomap.errors import ReadError, UsageError, WriteError

__all__ = ["Progress", "run_batch"]

HOME = ".parts"
TRIES = 5  # times that a scheduler may be lost

Progress = Callable[[Counts], None]


def run_batch(  # noqa: PLR0913 - the options of a run, by name
    paths: Sequence[str | Path],
    out: str | Path,
    *,
    workers: int = 0,
    scheduler: str | None = None,
    published: str | None = None,
    lang: str | None = None,
    mapping: Mapping[str, str] | None = None,
    part_size: int = PART_SIZE,
    progress: Progress | None = None,
) -> Manifest:
    """Read a corpus into partitioned GeoParquet; go on where a stopped run stood.

    Parameters
    ----------
    paths : sequence of str or Path
        Files and folders of reports, corpora (JSON lines, CSV, Parquet) and
        tables of coded events.
    out : str or Path
        Folder of the result; made where it is missing.
    workers : int
        Processes to start on this machine; 0 is this process alone.
    scheduler : str or None
        Address of a Dask scheduler, instead.
    published, lang, mapping
        As for :func:`geomap.pipeline.run`.
    part_size : int
        Reports that a task reads.
    progress : callable or None
        Gets the counts so far, after each part.

    Returns
    -------
    Manifest
        Its ``counts`` say what became of every input.

    Raises
    ------
    UsageError
        Dask is not installed, an option makes no sense, or the folder holds
        another run.
    NoInputError
        No such file.
    WriteError
        The disk is full; what was read is kept, and the same call goes on.
    SchedulerLostError
        The scheduler did not come back; likewise.
    """
    if part_size < 1:
        raise UsageError(f"--part-size {part_size}: give the number of reports, 1 or more")
    options = {
        "published": published,
        "lang": lang,
        "mapping": dict(mapping) if mapping else None,
        "part_size": part_size,
    }
    folder = Path(out)
    files = find_inputs(paths, folder)
    begun, complete = _begin(folder, files, options)
    if complete:
        return begun

    def attempt() -> Manifest:
        with open_engine(workers, scheduler) as engine:
            return _run(folder, files, begun, engine, progress or (lambda _: None))

    found: Manifest = retrying(attempt, TRIES if scheduler else 1)
    return found


def _begin(folder: Path, files: Sequence[Path], options: dict[str, Any]) -> tuple[Manifest, bool]:
    """Start a run's manifest, or take up the one that stands; tell whether all is done."""
    from geomap.export.words import CREDITS, DISCLAIMER

    inputs = tuple(_input(f) for f in files)
    versions = _versions()
    manifest = Manifest(
        state="unfinished",
        key=key_of(inputs, options, versions),
        disclaimer=DISCLAIMER,
        credits=tuple(CREDITS),
        options=options,
        versions=versions,
        inputs=inputs,
    )
    _make(folder)
    before = read_manifest(folder)
    if before is None:
        if any(folder.iterdir()):
            raise UsageError(f"{folder}: holds other files; name an empty or a new folder")
        write_manifest(folder, manifest)
        return manifest, False
    if before.key != manifest.key:
        raise UsageError(
            f"{folder}: holds a run of {_difference(before, manifest)}; "
            "name another folder, or delete this one"
        )
    return before, before.state == "complete" and _stands(folder, before)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise UsageError(f"{folder}: is a file; a batch writes a folder, name a new one") from error
    except OSError as error:
        raise WriteError(f"{folder}: cannot be made ({error.strerror})") from error


def _input(file: Path) -> Input:
    try:
        return Input(path=str(file), bytes=file.stat().st_size, sha256=hash_of(file))
    except OSError as error:
        raise ReadError(f"{file}: cannot be read ({error.strerror})") from error


def _versions() -> dict[str, str]:
    from importlib.metadata import version

    from gazetteer.store import source_stamp
    from geomap import __version__

    engines = {p: version(p) for p in ("dask", "pyarrow", "geopandas", "shapely")}
    return {"geomap": __version__, "gazetteer": source_stamp(), **engines}


def _difference(before: Manifest, now: Manifest) -> str:
    """Say what differs between two runs."""
    if before.options != now.options:
        return f"other options ({before.options})"
    if before.versions != now.versions:
        return f"other versions ({before.versions})"
    return "other inputs, or of inputs that have changed since"


def _stands(folder: Path, manifest: Manifest) -> bool:
    """Whether every file of a complete run is still there, as it was written."""
    files = [(folder / o.path, o) for o in manifest.outputs]
    return all(f.is_file() and f.stat().st_size == o.bytes for f, o in files)


def _run(
    folder: Path, files: Sequence[Path], begun: Manifest, engine: Engine, progress: Progress
) -> Manifest:
    home = folder / HOME
    for kind in ("placed", "unplaced"):
        (home / kind).mkdir(parents=True, exist_ok=True)
    names = _read(home, files, begun, engine, progress)
    done = [d for name in names for d in _of(home, name)]
    counts = sum((d.counts for d in done), Counts())
    check_balance(counts)
    notices = [n for d in done for n in d.notices]
    notices += make_ids_distinct(home, [d for d in done if d.ids])
    fresh = home / "result"
    shutil.rmtree(fresh, ignore_errors=True)
    write_results(home, fresh, done, engine)
    outputs = _put_in_place(fresh, folder)
    manifest = msgspec.structs.replace(
        begun, state="complete", counts=counts, outputs=outputs, notices=tuple(notices)
    )
    _check_rows(manifest)
    write_manifest(folder, manifest)
    shutil.rmtree(home, ignore_errors=True)
    return manifest


def _read(
    home: Path, files: Sequence[Path], begun: Manifest, engine: Engine, progress: Progress
) -> list[str]:
    """Read the parts that are not done yet; give the names of all."""
    names: list[str] = []
    total = Counts()

    def left() -> Iterator[tuple[Part, str]]:
        nonlocal total
        for part in _parts(files, begun):
            names.append(part.name)
            key = part.key(begun.key)
            before = done_part(home, part.name)
            if before is not None and before.key == key:
                total += before.counts
                progress(total)
            else:
                yield part, key

    for counts in engine.read(left(), home):
        total += counts
        progress(total)
    return names


def _parts(files: Sequence[Path], begun: Manifest) -> Iterator[Part]:
    options = begun.options
    return parts_of(
        files,
        size=options["part_size"],
        version=begun.versions["geomap"],
        published=options["published"],
        lang=options["lang"],
        mapping=options["mapping"],
    )


def _of(home: Path, name: str) -> list[Done]:
    """Give what came of a part, or of the single reports that it was cut into."""
    whole = done_part(home, name)
    if whole is not None:
        return [whole]
    singles = [done_part(home, f.stem) for f in sorted(home.glob(f"{name}.*.json"))]
    return [d for d in singles if d is not None]


def _put_in_place(fresh: Path, folder: Path) -> tuple[Output, ...]:
    """Move the folders of the result to where they belong; give their files."""
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    outputs = []
    for kind in KINDS:
        target = folder / kind
        shutil.rmtree(target, ignore_errors=True)
        (fresh / kind).rename(target)
        for file in sorted(target.glob("*.parquet")):
            outputs.append(
                Output(
                    path=file.relative_to(folder).as_posix(),
                    rows=pq.read_metadata(file).num_rows,
                    bytes=file.stat().st_size,
                    sha256=hash_of(file),
                )
            )
        with suppress(OSError):
            if not any(target.iterdir()):
                target.rmdir()
    return tuple(outputs)


def _check_rows(manifest: Manifest) -> None:
    """Make sure that the files hold what was counted."""
    rows: dict[str, int] = dict.fromkeys(KINDS, 0)
    for output in manifest.outputs:
        rows[output.path.partition("/")[0]] += output.rows
    counts = manifest.counts
    wanted = (counts.placed, counts.unplaced, counts.set_aside)
    if (rows["incidents"], rows["unplaced"], rows["rejects"]) != wanted:
        raise WriteError(
            f"placed, unplaced, set aside are {wanted} but the files hold {rows}; please report it"
        )
