"""Style: one palette and one sign for each kind of incident.

The colours are those of Okabe and Ito ("Color Universal Design", 2008), which
people with any common kind of colour blindness tell apart; yellow is left out,
for it does not show on paper. A colour stands for a family of kinds; the sign
inside, never the colour alone, tells the kind.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["KINDS", "PRECISIONS", "Kind", "kind_of", "kinds_payload"]

_VIOLENCE = "#d55e00"
_COERCION = "#cc79a7"
_TALKING = "#009e73"
_WORDS = "#56b4e9"
_UNKNOWN = "#8a8a8a"


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """How one kind of incident is drawn.

    Parameters
    ----------
    name : str
        The incident type.
    colour : str
        Hexadecimal sRGB, of the kind's family.
    sign : str
        SVG path data in a square from -5 to 5, stroked in white or black.
    """

    name: str
    colour: str
    sign: str


KINDS: tuple[Kind, ...] = (
    Kind(name="armed_clash", colour=_VIOLENCE, sign="M-4-4L4 4M4-4L-4 4"),
    Kind(name="shelling", colour=_VIOLENCE, sign="M0-4.5V4.5M-4-2.2L4 2.2M4-2.2L-4 2.2"),
    Kind(name="air_drone_strike", colour=_VIOLENCE, sign="M0 4L-4-3.5H4Z"),
    Kind(name="attack_on_civilians", colour=_VIOLENCE, sign="M0-4.5V1.2M0 3.2V4.6"),
    Kind(name="communal_clash", colour=_VIOLENCE, sign="M-4.5 0L-1-3.5V3.5ZM4.5 0L1-3.5V3.5Z"),
    Kind(name="hostage_taking", colour=_COERCION, sign="M-4-4V4M0-4V4M4-4V4"),
    Kind(name="arson_looting", colour=_COERCION, sign="M0-4.5C4-1 4 4 0 4C-4 4-3-1 0-4.5Z"),
    Kind(name="road_blockade", colour=_COERCION, sign="M-4.5 0H4.5M-4.5-2.5V2.5M4.5-2.5V2.5"),
    Kind(name="mobilisation", colour=_COERCION, sign="M-4-3.5L0 0L-4 3.5M0-3.5L4 0L0 3.5"),
    Kind(name="talks", colour=_TALKING, sign="M-4-3H4V2H0L-2.5 4.5V2H-4Z"),
    Kind(name="mediation", colour=_TALKING, sign="M-4.5 3.5L0-3.5L4.5 3.5M-3 1.5H3"),
    Kind(name="ceasefire", colour=_TALKING, sign="M-2-4V4M2-4V4"),
    Kind(name="agreement", colour=_TALKING, sign="M-4 0L-1 3.5L4-3.5"),
    Kind(name="accusation", colour=_WORDS, sign="M-4 0H3.5M0-3.5L3.5 0L0 3.5"),
    Kind(name="statement", colour=_WORDS, sign="M-4-2.5H4M-4 0H4M-4 2.5H2"),
    Kind(
        name="unknown",
        colour=_UNKNOWN,
        sign="M-2.5-2C-2.5-5 2.5-5 2.5-2C2.5 0 0-.5 0 1.8M0 3.8V4.6",
    ),
)

PRECISIONS: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
"""UCDP GED codebook (Högbladh 2023), where_prec: 1 exact to 7 international."""

_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(name: str) -> Kind:
    """Return how a type is drawn; a type that is not known as unknown.

    Examples
    --------
    >>> kind_of("talks").colour, kind_of("picnic").name
    ('#009e73', 'unknown')
    """
    return _BY_NAME.get(name, _BY_NAME["unknown"])


def kinds_payload() -> dict[str, dict[str, str]]:
    """Return every kind as plain values, for the browser code.

    Examples
    --------
    >>> kinds_payload()["ceasefire"]
    {'colour': '#009e73', 'sign': 'M-2-4V4M2-4V4'}
    """
    return {kind.name: {"colour": kind.colour, "sign": kind.sign} for kind in KINDS}
