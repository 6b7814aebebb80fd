"""Where the parts are read: Dask's workers, or this process.

Dask does the work: it starts workers anew when they are killed, gives their
tasks to others, and moves the rows when they are sorted. What is ours is to
find the one report that ends every worker that reads it, and to go on when
the scheduler itself is gone.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import msgspec

from geomap.batch.manifest import Counts
from geomap.batch.parts import Part, singles_of
from geomap.batch.work import read_part, read_part_on_worker, set_part_aside
from geomap.errors import GeomapError, UsageError
from geomap.needs import need_packages

__all__ = ["Engine", "Here", "NoSchedulerError", "SchedulerLostError", "open_engine"]

AHEAD = 3  # parts a worker has waiting: enough that it never idles, few enough to hold in memory
ALLOWED_KILLS = 5  # of workers by one part, before its reports are read one by one
WAIT_S = 45.0  # for a scheduler, also one that is started again


class SchedulerLostError(GeomapError, ConnectionError):
    """The scheduler is gone; what was read is kept."""


class NoSchedulerError(SchedulerLostError):
    """No scheduler answers, for as long as one is waited for."""


def untyped(name: str) -> Any:
    """Import one of Dask's packages, which have no types."""
    return import_module(name)


class Engine(Protocol):
    """What a batch asks of the place that it runs in."""

    def read(self, parts: Iterable[tuple[Part, str]], home: Path) -> Iterator[Counts]:
        """Read parts, each with its key, in any order."""

    def compute(self, tasks: Sequence[Any]) -> list[Any]:
        """Compute Dask's lazy values, all of them."""


class Here:
    """No cluster: the calling process alone."""

    def read(self, parts: Iterable[tuple[Part, str]], home: Path) -> Iterator[Counts]:
        """Read parts one after another."""
        for part, key in parts:
            yield read_part(msgspec.msgpack.encode(part), key, str(home))

    def compute(self, tasks: Sequence[Any]) -> list[Any]:
        """Compute one after another."""
        dask = untyped("dask")
        with dask.config.set({"dataframe.shuffle.method": "tasks"}):
            return list(dask.compute(*tasks, scheduler="synchronous"))


class Workers:
    """Dask's workers, through a client."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def read(self, parts: Iterable[tuple[Part, str]], home: Path) -> Iterator[Counts]:
        """Read parts on the workers, a few a worker ahead of them."""
        with _losses_named():
            yield from self._read(iter(parts), home)

    def _read(self, source: Iterator[tuple[Part, str]], home: Path) -> Iterator[Counts]:
        waiting: dict[Any, tuple[Part, str]] = {}
        done = untyped("distributed").as_completed()
        for part, key in self._some(source):
            done.add(self._submit(part, key, home, waiting))
        for future in done:
            part, key = waiting.pop(future)
            counts, again = _outcome(future, part, key, home)
            if counts is not None:
                yield counts
            for more, its_key in again or next_of(source):
                done.add(self._submit(more, its_key, home, waiting))

    def _some(self, source: Iterator[tuple[Part, str]]) -> Iterator[tuple[Part, str]]:
        threads = sum(self._client.nthreads().values()) or 1
        for _, each in zip(range(threads * AHEAD), source, strict=False):
            yield each

    def _submit(
        self, part: Part, key: str, home: Path, waiting: dict[Any, tuple[Part, str]]
    ) -> Any:
        payload = msgspec.msgpack.encode(part)
        name = f"read-{part.name}-{key[:16]}"
        future = self._client.submit(
            read_part_on_worker, payload, key, str(home), key=name, pure=False
        )
        waiting[future] = (part, key)
        return future

    def compute(self, tasks: Sequence[Any]) -> list[Any]:
        """Compute on the workers."""
        with _losses_named():
            futures = self._client.compute(list(tasks))
            untyped("distributed").wait(futures)
            for future in futures:
                _check(future)
            return [future.result() for future in futures]


@contextmanager
def _losses_named() -> Iterator[None]:
    """Tell a lost connection, which Dask shows in several ways, from the errors of tasks."""
    closed = untyped("distributed.comm").CommClosedError
    try:
        yield
    except (closed, CancelledError, TimeoutError) as error:
        raise SchedulerLostError(f"the scheduler is gone ({error})") from error


def next_of(source: Iterator[tuple[Part, str]]) -> list[tuple[Part, str]]:
    """Take one more, where there is one."""
    return [each for each in (next(source, None),) if each is not None]


def _check(future: Any) -> BaseException | None:
    """Give what a task failed with, None where it did not.

    Raises
    ------
    SchedulerLostError
        Nobody knows what became of the task.
    """
    if future.status in {"cancelled", "lost", "pending"}:
        raise SchedulerLostError("the scheduler is gone")
    return future.exception() if future.status == "error" else None


def _outcome(
    future: Any, part: Part, key: str, home: Path
) -> tuple[Counts | None, list[tuple[Part, str]]]:
    """Give a part's counts, or the parts to read in its stead."""
    error = _check(future)
    if error is None:
        counts: Counts = future.result()
        return counts, []
    if not isinstance(error, untyped("distributed").KilledWorker):
        raise error
    if len(part.reports) > 1:
        return None, [(one, one.key(key)) for one in singles_of(part)]
    reason = f"reading it ended the worker process, {ALLOWED_KILLS} times; it is not read"
    return set_part_aside(part, key, home, reason), []


@contextmanager
def open_engine(workers: int, scheduler: str | None) -> Iterator[Engine]:
    """Open the place where parts are read.

    Parameters
    ----------
    workers : int
        Processes to start on this machine; 0 is this process alone.
    scheduler : str or None
        Address of a Dask scheduler (``tcp://host:8786``), whose workers have
        geomap installed and see the same folders.

    Raises
    ------
    UsageError
        Dask is not installed, or the number makes no sense.
    NoSchedulerError
        No scheduler answers at that address, or it has no workers.
    """
    need_packages(("dask", "distributed", "pyarrow"), "batch", "geomap batch")
    if workers < 0:
        raise UsageError(f"--workers {workers}: give the number of processes, 0 for this one alone")
    if scheduler is None and workers == 0:
        yield Here()
        return
    with _client(workers, scheduler) as client:
        yield Workers(client)


@contextmanager
def _client(workers: int, scheduler: str | None) -> Iterator[Any]:
    dask, distributed = untyped("dask"), untyped("distributed")
    if scheduler is not None:
        with _connected(scheduler) as client:
            yield client
        return
    settings = {
        "distributed.scheduler.allowed-failures": ALLOWED_KILLS,
        "distributed.worker.multiprocessing-method": "spawn",
        "distributed.worker.profile.enabled": False,  # it samples stacks a hundred times a second
    }
    with (
        dask.config.set(settings),
        distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            dashboard_address="127.0.0.1:0",  # None would take 8787, and warn where it is taken
            silence_logs=50,
            preload="geomap.batch.worker_start",
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    with _quiet():
        try:
            client = untyped("distributed").Client(address, timeout=WAIT_S)
        except (OSError, ValueError) as error:
            raise NoSchedulerError(f"no Dask scheduler answers at {address} ({error})") from error
        with client:
            _await_workers(client, address)
            yield client


@contextmanager
def _quiet() -> Iterator[None]:
    """Let Dask's client not log a lost scheduler: it is told once, in words."""
    logger = logging.getLogger("distributed.client")
    before = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(before)


def _await_workers(client: Any, address: str) -> None:
    """Wait for the first worker: without one nothing would ever be read."""
    end = time.monotonic() + WAIT_S
    while not client.nthreads():
        if time.monotonic() > end:
            raise NoSchedulerError(f"the Dask scheduler at {address} has no workers; start some")
        time.sleep(0.2)


def retrying(call: Callable[[], Any], tries: int) -> Any:
    """Call again when the scheduler is lost: what is done stays done.

    Raises
    ------
    SchedulerLostError
        It was lost as often as was to be tried.
    """
    for left in range(tries, 0, -1):
        try:
            return call()
        except NoSchedulerError:
            raise
        except SchedulerLostError:
            if left == 1:
                raise
    return None
