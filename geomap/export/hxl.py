"""HXL: the row of tags under a table's header (Humanitarian Exchange Language 1.1).

Hashtags are the standard's; attributes after ``+`` say more.
"""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["tags"]

_TAGS = {
    "incident_id": "#event+id",
    "type": "#event+type",
    "title": "#event+name",
    "status": "#status",
    "scale": "#event+scale",
    "background": "#event+background",
    "date_start": "#date+start",
    "date_end": "#date+end",
    "date_edtf": "#date+edtf",
    "date_prec": "#date+precision",
    "date_basis": "#date+basis",
    "year_basis": "#date+year+basis",
    "time_local": "#date+time",
    "time_zone": "#date+zone",
    "datetime_utc": "#date+utc",
    "clocks": "#meta+clocks",
    "place_as_written": "#loc+name+reported",
    "place_name": "#loc+name",
    "place_status": "#loc+status",
    "place_derived": "#loc+derived",
    "place_note": "#loc+note",
    "where_prec": "#geo+precision",
    "radius_m": "#geo+radius+m",
    "lon": "#geo+lon",
    "lat": "#geo+lat",
    "confidence": "#loc+confidence",
    "places": "#meta+places",
    "countries": "#country+code+list",
    "border_pair": "#loc+border",
    "distance_to_border_km": "#geo+border+km",
    "actors": "#group+list",
    "claims": "#meta+claims",
    "evidence": "#meta+evidence",
    "sentence": "#description",
    "sentence_start": "#meta+start",
    "sentence_end": "#meta+end",
    "sources": "#meta+source",
    "doc_ids": "#meta+source+id+list",
    "problems": "#meta+problems",
    "extra": "#meta+extra",
    "wkt": "#geo+wkt",
    "schema_version": "#meta+schema",
    "disclaimer": "#meta+disclaimer",
    # ACLED's and UCDP's columns, as HDX tags them
    "event_id_cnty": "#event+code",
    "event_date": "#date+occurred",
    "year": "#date+year",
    "event_type": "#event+type",
    "sub_event_type": "#event+type+sub",
    "actor1": "#group+name+first",
    "actor2": "#group+name+second",
    "country": "#country+name",
    "location": "#loc+name",
    "latitude": "#geo+lat",
    "longitude": "#geo+lon",
    "source": "#meta+source",
    "notes": "#description",
    "fatalities": "#affected+killed",
    "id": "#event+code",
    "side_a": "#group+name+first",
    "side_b": "#group+name+second",
    "source_article": "#meta+source",
    "where_coordinates": "#loc+name",
    "adm_1": "#adm1+name",
    "adm_2": "#adm2+name",
    "geom_wkt": "#geo+wkt",
    "low": "#affected+killed+min",
    "best": "#affected+killed",
    "high": "#affected+killed+max",
}


def tags(columns: Iterable[str]) -> list[str]:
    """Give the tag of each column; one of the user's own has none.

    Parameters
    ----------
    columns : iterable of str
        The header.

    Examples
    --------
    >>> tags(["incident_id", "lon", "my notes"])
    ['#event+id', '#geo+lon', '']
    """
    return [_TAGS.get(c, "") for c in columns]
