"""Progress in notebooks: one line that counts, beside the cell; elsewhere nothing.

The command line shows its own on a terminal. Rich's and tqdm's bars need ipywidgets in a
notebook, and a front end that has them; a line of HTML shows in every one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, Protocol, TypeVar

__all__ = ["counter", "in_notebook", "track"]

FIRST_S = 1.0  # shorter work needs no line
EVERY_S = 0.2

T = TypeVar("T")


def in_notebook() -> bool:
    """Tell whether the process is the kernel of a notebook.

    Examples
    --------
    >>> in_notebook()
    False
    """
    ipython = sys.modules.get("IPython")
    return ipython is not None and hasattr(ipython.get_ipython(), "kernel")


def _shown(words: str, handle: Any) -> Any:
    """Show a line of plain words, or put new ones into the line that is there."""
    from layers.escape import escape_text

    display: Any = import_module("IPython.display")  # we are in a kernel, so it is there
    line = display.HTML(f"<small>{escape_text(words)}</small>")
    if handle is None:
        return display.display(line, display_id=True)
    handle.update(line)
    return handle


class Say(Protocol):
    """Takes the words to show; the last ones are shown whenever a line is there."""

    def __call__(self, words: str, *, last: bool = False) -> None: ...


def counter(clock: Callable[[], float] = time.monotonic) -> Say:
    """Make a line below the cell whose words can be renewed as often as one likes.

    Parameters
    ----------
    clock : callable
        Seconds, ever rising.

    Returns
    -------
    callable
        Takes the new words. Those of the first second are not shown, and then at
        most five in a second are, and those given as ``last``; outside a notebook
        none are.

    Examples
    --------
    >>> counter()("nothing is shown here")
    """
    notebook, began = in_notebook(), clock()
    renewed = began
    handle: Any = None

    def say(words: str, *, last: bool = False) -> None:
        nonlocal renewed, handle
        if not notebook:
            return
        now = clock()
        due = now - began >= FIRST_S and now - renewed >= EVERY_S
        if due or (last and handle is not None):
            renewed = now
            handle = _shown(f"{words} ({now - began:.0f} s)", handle)

    return say


def track(items: Iterable[T], words: str = "reports read") -> Iterator[T]:
    """Count items as they pass, beside the cell of a notebook.

    Parameters
    ----------
    items : iterable
    words : str
        What is counted.

    Yields
    ------
    object
        The items.

    Examples
    --------
    >>> list(track([1, 2]))
    [1, 2]
    """
    say, number = counter(), 0
    for number, item in enumerate(items, start=1):
        yield item
        say(f"{words}: {number:,}")
    say(f"{words}: {number:,}", last=True)
