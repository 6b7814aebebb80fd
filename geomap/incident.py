"""The incident record, schema version 1 (``docs/schema.md``).

One definition serves as type, validator and JSON Schema (msgspec). Times are
local days of the place unless a name says UTC; countries are ISO 3166-1
alpha-3; coordinates are WGS 84 degrees; spans count characters of the
report's text, half open: ``text[start:end]``.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct

__all__ = [
    "INCIDENT_TYPES",
    "SCHEMA_VERSION",
    "Actor",
    "Casualties",
    "Claim",
    "Clock",
    "Evidence",
    "Incident",
    "IncidentType",
    "PlaceMention",
    "Rejected",
    "Report",
]

SCHEMA_VERSION = 1
SOURCE_FIELDS = (
    "doc_id",
    "path",
    "url",
    "publisher",
    "title",
    "published_on",
    "published_basis",
    "sha256",
    "lang",
)
"""What an incident's ``sources`` keep of each report."""

IncidentType = Literal[
    "armed_clash",
    "shelling",
    "air_drone_strike",
    "attack_on_civilians",
    "communal_clash",
    "hostage_taking",
    "arson_looting",
    "road_blockade",
    "mobilisation",
    "talks",
    "mediation",
    "ceasefire",
    "agreement",
    "accusation",
    "statement",
    "unknown",
]
INCIDENT_TYPES: tuple[str, ...] = get_args(IncidentType)

Iso3 = Annotated[str, Meta(pattern="^[A-Z]{3}$")]
IsoDay = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Side = Annotated[str, Meta(pattern=r"^[A-Z]{3}$|^[^\W\d_][\w .'-]{1,39}$")]
Offset = Annotated[int, Meta(ge=0)]
Count = Annotated[int, Meta(ge=0)]
Confidence = Annotated[float, Meta(ge=0, le=1)]


class Record(Struct, frozen=True, kw_only=True):
    """Base of every record: immutable, keyword-only, compared by value."""


class Evidence(Record, frozen=True, kw_only=True):
    """The characters that a value was read from.

    Parameters
    ----------
    field : str
        The field of the incident that this supports (``"type"``, ``"date_start"``).
    doc_id : str
        The report.
    start, end : int
        Half-open span of characters in the report's text.
    text : str
        ``report.text[start:end]``.
    note : str
        How the value follows from the characters, where that is not plain.
    """

    field: str
    doc_id: str
    start: Offset
    end: Offset
    text: str
    note: str = ""


class Report(Record, frozen=True, kw_only=True):
    """One source text with what is known of it.

    ``published_on`` is an ISO date; ``published_basis`` says where it came
    from (``"given"`` by the user, ``"dateline"``, ``"metadata"``); ``notes``
    are what a reader of it must be told (attachments left out, say).
    """

    doc_id: str
    text: str
    sha256: str
    path: str = ""
    url: str = ""
    publisher: str = ""
    title: str = ""
    published_on: IsoDay | None = None
    published_basis: str = ""
    retrieved_at: str | None = None
    lang: str = "und"
    licence: str = ""
    notes: tuple[str, ...] = ()


class Clock(Record, frozen=True, kw_only=True):
    """The incident's moment on one country's clock.

    Parameters
    ----------
    iso3 : str
        Country whose clock this is.
    zone : str
        IANA time zone.
    local : str
        ISO 8601 local date and time with offset (``2022-01-28T01:00+05:00``).
    """

    iso3: Iso3
    zone: str
    local: str


class Casualties(Record, frozen=True, kw_only=True):
    """One figure as one claimant gives it. ``None`` is unknown, never zero.

    Parameters
    ----------
    kind : str
        What happened to the people.
    side : str or None
        Whose people they are, where the text says: ISO 3166-1 alpha-3, or the
        name of who is no state ("UN", "Hezbollah").
    group : str or None
        The people as named ("border guards", "civilians").
    min, max : int or None
        Bounds that the words give: "two" is 2 and 2, "at least ten" is 10
        and None, "dozens" is None and None with the word as hedge.
    hedge : str or None
        The words that soften the figure ("at least", "reportedly").
    side_basis : str
        ``stated`` with the figure, or in words how the side was inferred
        ("of its soldiers: the claimant's side").
    parts : tuple of Casualties
        The figure's breakdown by group ("of them 6 border guards"): parts
        of it, never to be added to it.
    derived : bool
        True where no such total is written: it is the sum of ``parts``,
        which one claimant gives in one breath.
    start, end : int or None
        Span of the figure in the report's text.
    """

    kind: Literal["killed", "wounded", "missing", "captured", "displaced"]
    side: Side | None = None
    group: str | None = None
    min: Count | None = None
    max: Count | None = None
    hedge: str | None = None
    side_basis: str = ""
    parts: tuple[Casualties, ...] = ()
    derived: bool = False
    start: Offset | None = None
    end: Offset | None = None


class Claim(Record, frozen=True, kw_only=True):
    """What one claimant says.

    Parameters
    ----------
    claimant : str
        Who says it, as written; ``""`` where the report says it itself.
    claimant_side : str or None
        ISO 3166-1 alpha-3 of the claimant.
    via : str
        Through whom ("24.kg").
    about : str
        Subject of the claim.
    blames : str or None
        ISO 3166-1 alpha-3 of the side that is blamed.
    casualties : tuple of Casualties
        Figures in the claim.
    hedge : str or None
        "reportedly", "allegedly" and kin.
    attribution : str
        ``stated`` beside the words; ``continued``: the words follow a
        sentence of that claimant and have no speaker of their own;
        ``report``: the report says it in its own voice.
    denies : bool
        True where the claim says that something did not happen.
    supersedes : str or None
        ``claim_id`` of an earlier claim that this one replaces.
    said_on : str or None
        ISO date on which it was said.
    doc_id, start, end, text
        The words of the claim; ``report.text[start:end] == text``.
    claimant_start, claimant_end : int or None
        Span of the claimant's name.
    """

    claim_id: str
    claimant: str
    about: Literal[
        "casualties", "blame", "sequence", "weapons", "place", "appeal", "damage", "other"
    ]
    doc_id: str
    start: Offset
    end: Offset
    text: str
    claimant_side: Iso3 | None = None
    claimant_start: Offset | None = None
    claimant_end: Offset | None = None
    via: str = ""
    blames: Iso3 | None = None
    casualties: tuple[Casualties, ...] = ()
    hedge: str | None = None
    attribution: Literal["stated", "continued", "report"] = "stated"
    denies: bool = False
    supersedes: str | None = None
    said_on: IsoDay | None = None


class Actor(Record, frozen=True, kw_only=True):
    """Somebody who takes part, as written."""

    name: str
    type: Literal[
        "armed_forces",
        "border_guards",
        "police",
        "security_service",
        "government",
        "civilians",
        "organisation",
        "armed_group",
        "unknown",
    ] = "unknown"
    side: str | None = None
    iso3: Iso3 | None = None
    doc_id: str = ""
    start: Offset | None = None
    end: Offset | None = None


class PlaceMention(Record, frozen=True, kw_only=True):
    """A place as written, and what it was taken to mean.

    Parameters
    ----------
    as_written, start, end
        The characters of the report.
    role : str
        ``where`` for the place of the incident as told, ``within`` for a
        unit that holds it, ``mentioned`` otherwise.
    claimant : str
        Who places the incident there; ``""`` where the report says it itself.
    status : str
        ``resolved``, ``ambiguous`` or ``unresolved``.
    name, place_id, feature_class, countries, parents, source, licence, note
        Of the chosen place; empty where none was chosen.
    lon, lat : float or None
        Degrees, WGS 84.
    radius_m : float or None
        Metres round that point within which the place lies.
    where_prec : int or None
        UCDP GED: 1 exact .. 7 international.
    derived : bool
        The coordinate was worked out, not published.
    geojson : dict or None
        Geometry where it is more than a disc.
    candidates : tuple of dict
        Other places of that name: name, countries, parents, lon, lat, why.
    reasons : tuple of str
        Plain sentences: why this place.
    """

    as_written: str
    start: Offset | None = None
    end: Offset | None = None
    doc_id: str = ""
    role: Literal["where", "within", "mentioned"] = "where"
    claimant: str = ""
    status: Literal["resolved", "ambiguous", "unresolved"] = "unresolved"
    name: str = ""
    place_id: str = ""
    feature_class: str = ""
    countries: tuple[Iso3, ...] = ()
    parents: tuple[str, ...] = ()
    lon: Annotated[float, Meta(ge=-180, le=180)] | None = None
    lat: Annotated[float, Meta(ge=-90, le=90)] | None = None
    radius_m: Annotated[float, Meta(ge=0)] | None = None
    where_prec: Annotated[int, Meta(ge=1, le=7)] | None = None
    confidence: Confidence = 0.0
    derived: bool = False
    geojson: dict[str, Any] | None = None
    candidates: tuple[dict[str, Any], ...] = ()
    reasons: tuple[str, ...] = ()
    source: str = ""
    licence: str = ""
    note: str = ""


class Incident(Record, frozen=True, kw_only=True):
    """One event as told by one or more reports.

    Parameters
    ----------
    date_start, date_end : str or None
        ISO local days; None where the year or day is unknown.
    date_edtf : str
        The date as EDTF, partial where it is ("XXXX-01-27", "2022-01~").
    date_prec : int or None
        UCDP GED: 1 day, 2 two to six days, 3 week, 4 month, 5 longer.
    date_basis : str
        ``stated``, ``relative`` (worked out from another date) or
        ``publication``.
    year_basis : str
        In words: which evidence gave the year.
    time_local : str or None
        "01:00", or a part of the day in the report's words ("night").
    time_zone : str or None
        IANA zone of ``time_local``.
    datetime_utc : str or None
        ISO 8601 with ``Z``, where the time of day is known.
    clocks : tuple of Clock
        The same moment on each side's clock.
    places : tuple of PlaceMention
        The first one with role ``where`` is the incident's place.
    countries : tuple of str
        Countries involved or where it happened.
    border_pair : str or None
        ``"KGZ-TJK"``: ISO 3166-1 alpha-3, sorted.
    sentence, sentence_start, sentence_end
        The sentence that tells the event.
    problems : tuple of str
        What could not be read or placed, and why.
    """

    incident_id: str
    type: IncidentType
    doc_ids: tuple[str, ...]
    title: str = ""
    status: Literal["draft", "reviewed", "published", "retracted"] = "draft"
    scale: Literal["event", "episode", "aggregate"] = "event"
    background: bool = False
    date_start: IsoDay | None = None
    date_end: IsoDay | None = None
    date_edtf: str = ""
    date_prec: Annotated[int, Meta(ge=1, le=5)] | None = None
    date_basis: Literal["stated", "relative", "publication", ""] = ""
    year_basis: str = ""
    time_local: str | None = None
    time_zone: str | None = None
    datetime_utc: str | None = None
    clocks: tuple[Clock, ...] = ()
    actors: tuple[Actor, ...] = ()
    places: tuple[PlaceMention, ...] = ()
    countries: tuple[Iso3, ...] = ()
    border_pair: Annotated[str, Meta(pattern="^[A-Z]{3}-[A-Z]{3}$")] | None = None
    distance_to_border_km: Annotated[float, Meta(ge=0)] | None = None
    claims: tuple[Claim, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    sentence: str = ""
    sentence_start: Offset | None = None
    sentence_end: Offset | None = None
    sources: tuple[dict[str, Any], ...] = ()
    problems: tuple[str, ...] = ()
    extra: dict[str, Any] = msgspec.field(default_factory=dict)

    @property
    def place(self) -> PlaceMention | None:
        """The place of the incident, or None."""
        return next((p for p in self.places if p.role == "where"), None)


class Rejected(Record, frozen=True, kw_only=True):
    """An input that could not be read, kept with the reason.

    ``row`` counts from 1 as a text editor or spreadsheet shows it.
    """

    source: str
    reason: str
    row: int | None = None
    column: str | None = None
    raw: str = ""
