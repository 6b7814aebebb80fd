"""A quantity of people with what happened to them."""

from __future__ import annotations

from dataclasses import dataclass

from geomap.extract.numbers import Quantity

__all__ = ["HarmFigure"]


@dataclass(frozen=True, kw_only=True, slots=True)
class HarmFigure:
    """A quantity with its harm, spans in the sentence.

    ``parts`` break the figure down; ``harm_start``/``harm_end`` is the verb.
    """

    kind: str
    quantity: Quantity
    parts: tuple[Quantity, ...]
    start: int
    end: int
    harm_start: int
    harm_end: int

    @property
    def anchor(self) -> int:
        """Where the figure stands: "put the number of dead | at three" is of who puts it."""
        return max(self.harm_start, self.quantity.start)
