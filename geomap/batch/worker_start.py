"""What Dask runs when it starts one of our worker processes."""

from __future__ import annotations

import signal
from typing import Any

__all__ = ["dask_setup"]


def dask_setup(worker: Any) -> None:
    """Leave Ctrl-C to the process that started the workers: it stops them in order.

    A terminal sends the signal to all of them, and each would print a traceback.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
