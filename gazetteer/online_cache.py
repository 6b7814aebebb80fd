"""What online geocoders answered, and when they were asked: one SQLite file.

The file belongs to the user's cache folder and is shared by all processes, so
that a place is asked for once and the pace of a service is kept by commands
that run beside each other. Whatever is wrong with the file (damaged, locked,
disk full, not writable) costs the memory of answers and never the answer: it
becomes a sentence in :attr:`Cache.problems`.

SQLite itself, and not a library on top of it: requests-cache 1.3 waits without
end for a locked or read-only file, and diskcache 5.6 unpickles what it finds
(CVE-2025-69872, unmended); what is kept here is JSON text.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

__all__ = ["Cache", "Kept", "cache_file"]

FRESH_S = 30 * 86_400
"""Thirty days: geocoders' data change slowly, and an analyst repeats a report for weeks."""
LOCK_WAIT_S = 2.0
HOUR_S = 3600.0
APPLICATION = 0x47454F4F
"""Marks the file as ours in SQLite's header."""
_TABLES = """
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, text TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS asked (host TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS asked_by_host ON asked (host, at);
"""


class Kept(NamedTuple):
    """An answer from the cache; ``at`` in seconds since 1970, UTC."""

    text: str
    at: float
    fresh: bool


def cache_file() -> Path:
    """Return where answers are kept: the user's cache folder."""
    from platformdirs import user_cache_path

    return user_cache_path("geomap") / "online.sqlite"


class Cache:
    """Answers by key, and the times at which each host was asked.

    Parameters
    ----------
    path : Path or None
        The file; made where it is missing. None keeps nothing beyond the
        object's life.

    Examples
    --------
    >>> cache = Cache(None)
    >>> cache.put("nominatim|Vorukh", "[]").fresh
    True
    >>> cache.get("nominatim|Vorukh").text, cache.get("nominatim|Batken")
    ('[]', None)
    >>> cache.book("example.org", apart_s=1.0, most=2), cache.asked_lately("example.org")
    (0.0, 1)
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.problems: list[str] = []
        self._base = self._open()

    def get(self, key: str) -> Kept | None:
        """Return what is kept for a key, however old."""
        with self._mending():
            row = self._base.execute("SELECT text, at FROM answers WHERE key = ?", (key,))
            if found := row.fetchone():
                text, at = str(found[0]), float(found[1])
                return Kept(text, at, 0 <= time.time() - at < FRESH_S)
        return None

    def put(self, key: str, text: str) -> Kept:
        """Keep an answer, and return it as :meth:`get` will."""
        kept = Kept(text, time.time(), fresh=True)
        with self._mending():
            row = (key, kept.text, kept.at)
            self._base.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)
        return kept

    def asked_lately(self, host: str) -> int:
        """Count the questions put to a host in the past hour."""
        with self._mending():
            since = (host, time.time() - HOUR_S)
            row = self._base.execute("SELECT count(*) FROM asked WHERE host = ? AND at > ?", since)
            return int(row.fetchone()[0])
        return 0

    def book(self, host: str, *, apart_s: float, most: int | None) -> float | None:
        """Book the next question to a host, for all processes that share the file.

        Parameters
        ----------
        host : str
            Who is asked.
        apart_s : float
            Seconds between two questions.
        most : int or None
            Questions an hour; None for no limit.

        Returns
        -------
        float or None
            Seconds to wait before asking; None where ``most`` were asked already.
        """
        now = time.time()
        with self._mending(), self._writing():
            ago = "DELETE FROM asked WHERE host = ? AND at NOT BETWEEN ? AND ?"
            self._base.execute(ago, (host, now - HOUR_S, now + HOUR_S))
            row = self._base.execute("SELECT count(*), max(at) FROM asked WHERE host = ?", (host,))
            count, last = row.fetchone()
            if most is not None and count >= most:
                return None
            at = max(now, (last or 0.0) + apart_s)
            self._base.execute("INSERT INTO asked VALUES (?, ?)", (host, at))
            return at - now
        return 0.0

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            self._base.execute("COMMIT")

    @contextmanager
    def _mending(self) -> Iterator[None]:
        """Turn a failure of the file into a problem, and go on in memory."""
        try:
            yield
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                self._base.close()
            self._base = self._after(error)

    def _open(self) -> sqlite3.Connection:
        if self.path is None:
            return _connect(":memory:")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            return _connect(str(self.path))
        except sqlite3.Error as error:
            return self._after(error)
        except OSError as error:
            return self._in_memory(error.strerror or f"{error}")

    def _after(self, error: sqlite3.Error) -> sqlite3.Connection:
        """Begin anew where the file is damaged; else (locked, full, read-only) leave it be."""
        if self.path is None or isinstance(error, sqlite3.OperationalError):
            return self._in_memory(f"{error}")
        return self._anew(self.path, f"{error}")

    def _anew(self, path: Path, reason: str) -> sqlite3.Connection:
        """Set a damaged or foreign file aside and begin another."""
        aside = path.with_name(f"{path.name}.damaged")
        try:
            path.replace(aside)
            base = _connect(str(path))
        except (OSError, sqlite3.Error):
            return self._in_memory(reason)
        self.problems.append(
            f"the kept answers of online geocoders were unusable ({reason}): set aside as "
            f"{aside} and begun anew"
        )
        return base

    def _in_memory(self, reason: str) -> sqlite3.Connection:
        self.problems.append(
            f"answers of online geocoders cannot be kept in {self.path} ({reason}): free the "
            "disk or the file, or let XDG_CACHE_HOME name another folder"
        )
        return _connect(":memory:")


def _connect(name: str) -> sqlite3.Connection:
    base = sqlite3.connect(name, timeout=LOCK_WAIT_S, isolation_level=None)
    try:
        mark = base.execute("PRAGMA application_id").fetchone()[0]
        tables = base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and mark != APPLICATION:
            raise sqlite3.DatabaseError("not a file of kept answers")
        if not tables:
            base.execute(f"PRAGMA application_id = {APPLICATION}")
            base.executescript(_TABLES)
    except sqlite3.Error:
        base.close()
        raise
    return base
