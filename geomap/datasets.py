"""``geomap gazetteer``: what the gazetteer holds, and the user's own data sets, in words.

Nothing here imports numpy, pandas or geopandas before a file is read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gazetteer.user_sets import BORDERS, INDEX, REJECTS, UserSet, find_set, list_sets, sets_in_use

if TYPE_CHECKING:
    from gazetteer.user_add import Added

__all__ = ["added", "as_records", "build", "info", "listed", "removed"]


NONE = "no data sets of your own; add one: geomap gazetteer add FILE"


def _in_use() -> set[str]:
    return {each.label for each in (*sets_in_use(), *sets_in_use(borders=True))}


def as_records(*, in_use_only: bool = False) -> list[dict[str, Any]]:
    """Give what is known of each data set, for JSON.

    Parameters
    ----------
    in_use_only : bool
        Leave out the versions that a newer one stands before.
    """
    used = _in_use()
    return [
        {**s.manifest, "label": s.label, "in_use": s.label in used, "folder": str(s.folder)}
        for s in list_sets()
        if not in_use_only or s.label in used
    ]


def _lines(chosen: UserSet, used: bool) -> list[str]:
    m, counts = chosen.manifest, chosen.manifest["counts"]
    kind = "border lines" if chosen.kind == BORDERS else "places"
    date = m["asked"].get("date", "")
    dated = f", of {date}" if date else ""
    use = "in use" if used else "not in use: a newer version is"
    lines = [f"{chosen.label}  {counts['loaded']:,} {kind}{dated}, {use}"]
    lines.append(f"   from {m['file']} ({m['kind']}), added {m['added_at']} with {m['tool']}")
    lines.append(f"   source: {m['source']} ({m['licence']})")
    lines.append(f"   sha256 of {m['files'][0]['name']}: {m['files'][0]['sha256']}")
    lines.append(f"   {_accounts(chosen)}")
    return lines


def _accounts(chosen: UserSet) -> str:
    counts = chosen.manifest["counts"]
    text = (
        f"{counts['read']:,} rows read = {counts['loaded']:,} loaded + "
        f"{counts['set_aside']:,} set aside"
    )
    if counts["mended"]:
        text += f"; {counts['mended']:,} mended"
    if counts["set_aside"] or counts["mended"]:
        text += f"; each with its reason in {chosen.folder / REJECTS}"
    return text


def listed(*, as_json: bool = False) -> str:
    """List every version of every data set.

    Parameters
    ----------
    as_json : bool
        JSON instead of words.
    """
    if as_json:
        return json.dumps(as_records(), ensure_ascii=False, indent=1) + "\n"
    used = _in_use()
    lines = [line for s in list_sets() for line in _lines(s, s.label in used)]
    return (
        "\n".join(lines or ["no data sets of your own; add one: geomap gazetteer add FILE"]) + "\n"
    )


def info(*, as_json: bool = False) -> str:
    """Say what the gazetteer holds, and which data sets are in use.

    Parameters
    ----------
    as_json : bool
        JSON instead of words.
    """
    from gazetteer.store import open_world

    world, used = open_world(), as_records(in_use_only=True)
    header = world.file.header
    if as_json:
        packaged = {
            "places": len(world),
            "index": str(world.file.path),
            "bytes": world.file.path.stat().st_size,
            "stamp": header["stamp"],
        }
        return json.dumps({"packaged": packaged, "own": used}, ensure_ascii=False, indent=1) + "\n"
    size = world.file.path.stat().st_size / 1e6
    lines = [f"{len(world)} places in the packaged data", f"   {world.file.path} ({size:.1f} MB)"]
    for chosen in (*sets_in_use(), *sets_in_use(borders=True)):
        lines += _lines(chosen, used=True)
    if not used:
        lines.append(NONE)
    return "\n".join(lines) + "\n"


def added(result: Added) -> tuple[str, list[str]]:
    """Put in words what was added, and each of the first rows that were set aside.

    Parameters
    ----------
    result : Added
        What :func:`gazetteer.user_add.add_set` returned.

    Returns
    -------
    text : str
        For standard output.
    notices : list of str
        A line for each of the first rows set aside.
    """
    chosen, aside = result.chosen, result.chosen.manifest["counts"]["set_aside"]
    file = chosen.manifest["file"]
    notices = [f"{file}: {r.where}: {r.reason}{_short(r.text)}" for r in result.first]
    if aside > len(result.first):
        notices.append(f"… and {aside - len(result.first):,} more; see {chosen.folder / REJECTS}")
    lines = _lines(chosen, used=True)
    lines += [f"removed {label}" for label in result.removed]
    return "\n".join(lines) + "\n", notices


def _short(text: str) -> str:
    plain = " ".join(text.split())
    shown = plain if len(plain) <= 60 else plain[:59] + "…"
    return f" ({shown})" if shown else ""


def removed(label: str) -> str:
    """Remove a data set, or one version of it, and say which.

    Parameters
    ----------
    label : str
        ``NAME`` or ``NAME@VERSION``.
    """
    from gazetteer.user_add import remove_set

    gone = remove_set(label)
    lines = [f"removed {s.label}" for s in gone]
    rest = [s.label for s in list_sets() if s.name == gone[0].name]
    if rest:
        lines.append(f"{rest[-1]} is in use now")
    return "\n".join(lines) + "\n"


def build(label: str = "") -> str:
    """Compile the index of the packaged data, or of a data set, and say where it is.

    Parameters
    ----------
    label : str
        ``NAME`` or ``NAME@VERSION``; ``""`` for the packaged data.
    """
    if not label:
        from gazetteer.spot_words import languages, word_tables
        from gazetteer.store import build_world, packaged_index

        path = packaged_index()
        build_world(path)
        for lang in languages():
            word_tables(lang)
        return f"{path}\n"
    from gazetteer.user_add import rebuild

    paths: list[Path] = []
    for chosen in find_set(label)[-1:]:
        rebuild(chosen)
        paths.append(chosen.folder / INDEX if chosen.kind != BORDERS else chosen.folder)
    return "".join(f"{path}\n" for path in paths)
