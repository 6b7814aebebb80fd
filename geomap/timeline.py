"""Incidents a day, week, month or year: how many surely, how many perhaps."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from geomap.claims_totals import counted
from geomap.day_spans import Span, day_spans
from geomap.errors import UsageError
from geomap.needs import need_columns

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Every", "periods_of", "timeline"]

Every = Literal["day", "week", "month", "year"]
_FREQUENCY = {"day": "D", "week": "W", "month": "M", "year": "Y"}


def frequency(every: str) -> str:
    """Give pandas' letter for a period.

    Raises
    ------
    UsageError
        There is no such period.

    Examples
    --------
    >>> frequency("month")
    'M'
    """
    if every not in _FREQUENCY:
        raise UsageError(f"every={every!r}: count by {', '.join(_FREQUENCY)}")
    return _FREQUENCY[every]


def periods_of(span: Span | None, every: str) -> list[pd.Period]:
    """List the periods that a span of days touches.

    Parameters
    ----------
    span : tuple of datetime.date or None
        First and last day (:func:`geomap.day_spans.day_span`).
    every : str
        ``day``, ``week``, ``month`` or ``year``.

    Examples
    --------
    >>> import datetime as dt
    >>> span = (dt.date(2022, 1, 28), dt.date(2022, 2, 3))
    >>> [str(p) for p in periods_of(span, "month")]
    ['2022-01', '2022-02']
    >>> periods_of(None, "month")
    []
    """
    import pandas as pd

    letter = frequency(every)
    if span is None:
        return []
    first, last = (pd.Period(year=d.year, month=d.month, day=d.day, freq="D") for d in span)
    return list(pd.period_range(first.asfreq(letter), last.asfreq(letter), freq=letter))


def timeline(frame: pd.DataFrame, every: Every = "month") -> pd.DataFrame:
    """Count incidents over time by type.

    Parameters
    ----------
    frame : pandas.DataFrame
        Incidents. History told in passing, totals told as incidents and what was
        retracted do not count; ``attrs["left_out"]`` says how many.
    every : str
        ``day``, ``week``, ``month`` or ``year``, of local days.

    Returns
    -------
    pandas.DataFrame
        ``period``, ``type``, ``sure`` (incidents that lie in the period wholly) and ``perhaps``
        (those whose date allows it and other periods too: do not add them over
        periods). Incidents whose year is not known are in the last rows, with no period.

    Raises
    ------
    SchemaError
        Columns are missing.
    UsageError
        There is no such period.

    Examples
    --------
    >>> from geomap.frame import to_frame
    >>> from geomap.incident import Incident
    >>> told = Incident(
    ...     incident_id="a", type="talks", doc_ids=("r",), date_edtf="2022-01", date_prec=4
    ... )
    >>> timeline(to_frame([told]), "year").astype(str).values.tolist()
    [['2022', 'talks', '1', '0']]
    """
    import pandas as pd

    letter = frequency(every)
    need_columns(frame, ["type", "background", "scale", "status"], "timeline")
    events, left_out = counted(frame)
    sure: Counter[tuple[object, str]] = Counter()
    perhaps: Counter[tuple[object, str]] = Counter()
    for kind, span in zip(events["type"], day_spans(events), strict=True):
        periods: list[object] = [*periods_of(span, every)]
        found = sure if len(periods) < 2 else perhaps
        found.update((p, str(kind)) for p in periods or [pd.NaT])
    keys = sorted(sure.keys() | perhaps.keys(), key=lambda k: (k[0] is pd.NaT, str(k[0]), k[1]))
    table = pd.DataFrame(
        {
            "period": pd.PeriodIndex([k[0] for k in keys], freq=letter),
            "type": pd.array([k[1] for k in keys], dtype="string"),
            "sure": [sure[k] for k in keys],
            "perhaps": [perhaps[k] for k in keys],
        }
    ).astype({"sure": "int64", "perhaps": "int64"})
    table.attrs["left_out"] = left_out
    return table
