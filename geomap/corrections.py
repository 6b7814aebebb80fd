"""An analyst's corrections, laid over what was read; disputes are reported, not settled.

A correction names its incident by id, by place in the report's text, or both,
so that it survives another run even if the numbering changes. Original values
stay in ``extra["corrected"]`` with who, when and why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from gazetteer import Gazetteer
from geomap.corrections_record import FIELDS, Correction
from geomap.corrections_values import (
    CorrectionRefusedError,
    change_of,
    current_value,
    is_same_value,
)
from geomap.incident import Incident
from geomap.merge_record import compose, id_key, members_of, parts_of

__all__ = ["Applied", "Conflict", "CorrectionOutcome", "apply_corrections"]


@dataclass(frozen=True, kw_only=True)
class Applied:
    """A correction that took effect, and what stood there before."""

    correction: Correction
    incident_id: str
    before: str


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Corrections that were not applied, and why; a person must decide."""

    corrections: tuple[Correction, ...]
    incident_id: str
    reason: str

    def __str__(self) -> str:
        where = ", ".join(dict.fromkeys(c.origin for c in self.corrections))
        return f"{self.reason} @ {where}"


@dataclass(frozen=True, kw_only=True)
class CorrectionOutcome:
    """What corrections gave: nothing that went in is missing.

    Parameters
    ----------
    incidents : tuple of Incident
        In the order of the input.
    dropped : tuple of Incident
        Those that an analyst says are no incidents, with who and why in
        ``extra["corrected"]``.
    applied : tuple of Applied
    conflicts : tuple of Conflict
    """

    incidents: tuple[Incident, ...]
    applied: tuple[Applied, ...]
    conflicts: tuple[Conflict, ...]
    dropped: tuple[Incident, ...]


def _hashes(incident: Incident) -> dict[str, str]:
    return {str(s.get("doc_id")): str(s.get("sha256") or "") for s in incident.sources}


def _sentences(incident: Incident) -> list[tuple[str, int, int]]:
    """List the sentences that tell an incident, with their reports; of each part if merged."""
    told = parts_of(incident) or [incident]
    return [
        (i.doc_ids[0], i.sentence_start, i.sentence_end)
        for i in told
        if i.sentence_start is not None and i.sentence_end is not None
    ]


def _doc_of(correction: Correction, incident: Incident) -> str:
    """Find which of an incident's reports a correction means, by name or by hash."""
    if correction.doc_id:
        return correction.doc_id
    docs = [doc for doc, sha256 in _hashes(incident).items() if sha256 == correction.sha256]
    return docs[0] if docs else ""


def _is_at(correction: Correction, incident: Incident) -> bool:
    """Tell whether the words that a correction points at are in a sentence that tells it."""
    if correction.start is None:
        return False
    doc, start = _doc_of(correction, incident), correction.start
    end = correction.end if correction.end is not None else start + 1
    return any(d == doc and a < end and start < b for d, a, b in _sentences(incident))


class _Finder:
    """Finds the incident that a correction means."""

    def __init__(self, incidents: Sequence[Incident]) -> None:
        self.by_id: dict[str, Incident] = {}
        self.by_doc: dict[str, list[Incident]] = defaultdict(list)
        for i in incidents:
            for key in (*members_of(i), i.incident_id):
                self.by_id[key] = i
            for key in {*i.doc_ids, *(h for h in _hashes(i).values() if h)}:
                self.by_doc[key].append(i)

    def find(self, correction: Correction) -> Incident:
        """Give the one incident that is meant.

        Raises
        ------
        CorrectionRefusedError
            None or several are meant, or the report is another than it was.
        """
        if not correction.is_anchored:
            return self._by_id(correction)
        near = self.by_doc.get(correction.doc_id or correction.sha256, [])
        self._check_text(correction, near)
        found = [i for i in near if _is_at(correction, i)]
        if len(found) > 1 and correction.incident_id:
            found = [i for i in found if i is self.by_id.get(correction.incident_id)] or found
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(i.incident_id for i in found)
            message = f"{correction.selector} tells several incidents ({ids}): add incident_id"
            raise CorrectionRefusedError(message)
        message = f"no incident is told at {correction.selector}: the reading or the text changed"
        raise CorrectionRefusedError(message)

    def _by_id(self, correction: Correction) -> Incident:
        found = self.by_id.get(correction.incident_id)
        if found is None:
            raise CorrectionRefusedError(f"no incident has the id {correction.incident_id!r}")
        return found

    @staticmethod
    def _check_text(correction: Correction, near: Sequence[Incident]) -> None:
        if not (correction.doc_id and correction.sha256):
            return
        known = {_hashes(i).get(correction.doc_id, "") for i in near} - {""}
        if known and correction.sha256 not in known:
            message = (
                f"the report {correction.doc_id} is not the text that was corrected "
                f"(sha256 {correction.sha256[:12]}…): read it again and correct anew"
            )
            raise CorrectionRefusedError(message)


class _Session:
    """One run of corrections over one set of incidents."""

    def __init__(self, incidents: Sequence[Incident], gazetteer: Gazetteer | None) -> None:
        self.incidents = list(incidents)
        self.gazetteer = gazetteer
        self.applied: list[Applied] = []
        self.conflicts: list[Conflict] = []
        self.dropped: list[Incident] = []

    def refuse(self, corrections: Sequence[Correction], incident_id: str, reason: str) -> None:
        self.conflicts.append(
            Conflict(corrections=tuple(corrections), incident_id=incident_id, reason=reason)
        )

    def _meant(self, corrections: Iterable[Correction]) -> dict[str, list[Correction]]:
        finder = _Finder(self.incidents)
        out: dict[str, list[Correction]] = defaultdict(list)
        for c in corrections:
            try:
                out[finder.find(c).incident_id].append(c)
            except CorrectionRefusedError as error:
                self.refuse([c], c.incident_id, str(error))
        return out

    def split(self, corrections: Sequence[Correction]) -> None:
        """Take reports out of merged incidents, before anything else is corrected."""
        meant = self._meant(corrections)
        out: list[Incident] = []
        for incident in self.incidents:
            out += self._split_one(incident, meant.get(incident.incident_id, []))
        self.incidents = out

    def _split_one(self, incident: Incident, corrections: Sequence[Correction]) -> list[Incident]:
        parts = parts_of(incident)
        if not corrections:
            return [incident]
        if not parts:
            self.refuse(corrections, incident.incident_id, "it is not merged: nothing to split")
            return [incident]
        out: list[Incident] = []
        for c in corrections:
            leaving = [p for p in parts if c.value in {"", "all", p.incident_id, *p.doc_ids}]
            if not leaving:
                known = ", ".join(members_of(incident))
                reason = f"{c.value!r} is not part of {incident.incident_id} ({known})"
                self.refuse([c], incident.incident_id, reason)
                continue
            parts = [p for p in parts if p not in leaving]
            out += [_noted(p, c, {"incident_id": incident.incident_id}) for p in leaving]
            self._note_applied(c, incident.incident_id, "merged")
        if not out:
            return [incident]
        return [*_rest(incident, parts, corrections), *out]

    def change(self, corrections: Sequence[Correction]) -> None:
        meant = self._meant(corrections)
        out: list[Incident] = []
        for incident in self.incidents:
            changed = self._change_one(incident, meant.get(incident.incident_id, []))
            if changed is not None:
                out.append(changed)
        self.incidents = out

    def _change_one(self, incident: Incident, corrections: Sequence[Correction]) -> Incident | None:
        drops = [c for c in corrections if c.field == "drop"]
        if drops and len(drops) < len(corrections):
            reason = f"{incident.incident_id} is to be dropped and to be changed"
            self.refuse(corrections, incident.incident_id, reason)
            return incident
        if drops:
            self.dropped.append(_noted(incident, drops[0], {}))
            for c in drops:
                self._note_applied(c, incident.incident_id, "")
            return None
        for name in FIELDS:
            same = [c for c in corrections if c.field == name]
            incident = self._change_field(incident, same) if same else incident
        return incident

    def _change_field(self, incident: Incident, corrections: Sequence[Correction]) -> Incident:
        values = {c.value.strip() for c in corrections}
        name = corrections[0].field
        if name != "note" and len(values) > 1:
            told = " and ".join(sorted(f"{c.value!r} ({c.who})" for c in corrections))
            reason = f"{incident.incident_id}: {name} is set to {told}; neither was applied"
            self.refuse(corrections, incident.incident_id, reason)
            return incident
        for c in corrections:
            incident = self._apply(incident, c)
        return incident

    def _apply(self, incident: Incident, c: Correction) -> Incident:
        before = current_value(incident, c.field)
        if _is_noted(incident, c):
            self._note_applied(c, incident.incident_id, before)
            return incident
        if c.old and not is_same_value(incident, c.field, c.old):
            reason = (
                f"{incident.incident_id}: the reading has changed: {c.field} was {c.old!r} when it "
                f"was corrected to {c.value!r}, it is {before!r} now"
            )
            self.refuse([c], incident.incident_id, reason)
            return incident
        try:
            changes, kept = change_of(incident, c, self.gazetteer)
        except CorrectionRefusedError as error:
            self.refuse([c], incident.incident_id, f"{incident.incident_id}: {error}")
            return incident
        self._note_applied(c, incident.incident_id, before)
        return _noted(msgspec.structs.replace(incident, **changes), c, kept)

    def _note_applied(self, c: Correction, incident_id: str, before: str) -> None:
        self.applied.append(Applied(correction=c, incident_id=incident_id, before=before))


def _entry(c: Correction) -> dict[str, Any]:
    return {"field": c.field, "value": c.value, "who": c.who, "when": c.when, "note": c.note}


def _is_noted(incident: Incident, c: Correction) -> bool:
    """Tell whether this very correction has been applied: a file read back and corrected again."""
    entry = _entry(c)
    noted = incident.extra.get("corrected", [])
    return any({k: n.get(k) for k in entry} == entry for n in noted)


def _noted(incident: Incident, c: Correction, before: dict[str, Any]) -> Incident:
    entry = {**_entry(c), "before": before}
    corrected = [*incident.extra.get("corrected", []), entry]
    return msgspec.structs.replace(incident, extra={**incident.extra, "corrected": corrected})


def _rest(
    incident: Incident, parts: Sequence[Incident], corrections: Sequence[Correction]
) -> list[Incident]:
    """Make what stays of a merged incident one incident again."""
    before = {"incident_id": incident.incident_id}
    if len(parts) < 2:
        return [_noted(p, corrections[0], before) for p in parts]
    ids = {p.incident_id for p in parts}
    joins = [j for j in incident.extra["merged"]["joins"] if {j["first"], j["second"]} <= ids]
    return [_noted(compose(parts, joins), corrections[0], before)]


def apply_corrections(
    incidents: Iterable[Incident],
    corrections: Iterable[Correction],
    *,
    gazetteer: Gazetteer | None = None,
) -> CorrectionOutcome:
    """Lay an analyst's corrections over incidents.

    Parameters
    ----------
    incidents : iterable of Incident
        As read, merged or not.
    corrections : iterable of Correction
        :func:`geomap.corrections_file.read_corrections` reads them.
    gazetteer : Gazetteer or None
        For places given by name or id. Default: the packaged world.

    Returns
    -------
    CorrectionOutcome
        Each correction is in ``applied`` or in a conflict. Applying the same
        corrections again changes nothing.

    Examples
    --------
    >>> one = Incident(incident_id="a#1", type="unknown", doc_ids=("a",))
    >>> set_type = Correction(incident_id="a#1", field="type", value="shelling", who="B. Analyst")
    >>> outcome = apply_corrections([one], [set_type])
    >>> outcome.incidents[0].type, outcome.incidents[0].extra["corrected"][0]["before"]["type"]
    ('shelling', 'unknown')
    >>> lost = Correction(incident_id="b#1", field="status", value="reviewed", who="B. Analyst")
    >>> [c.reason for c in apply_corrections([one], [lost]).conflicts]
    ["no incident has the id 'b#1'"]
    """
    listed = list(corrections)
    session = _Session(list(incidents), gazetteer)
    session.split([c for c in listed if c.field == "split"])
    session.change([c for c in listed if c.field != "split"])
    return CorrectionOutcome(
        incidents=tuple(session.incidents),
        applied=tuple(session.applied),
        conflicts=tuple(sorted(session.conflicts, key=lambda c: id_key(c.incident_id))),
        dropped=tuple(session.dropped),
    )
