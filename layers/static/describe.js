// Describing one incident: the cells of its row put together for a reader.
// Only plain values; evidence.js puts them into the document as text.

import { countryName, isCountryName, t } from "./data.js";
import { claimColumns } from "./figures.js";
import { clockWords, distance, utcWords } from "./words.js";

export function describe(row, mode) {
  const places = (role) => (row.places || []).filter((place) => (place.role || "where") === role);
  const where = places("where");
  if (!where.length && row.place_as_written) where.push(ownPlace(row));
  const { runs, outside } = quote(row);
  return {
    title: row.title || "",
    when: whenOf(row),
    where: where.map((place, n) => placeDetails(place, n ? "none" : mode)),
    within: places("within").map((place) => placeDetails(place, "none")),
    mentioned: places("mentioned").map((place) => placeDetails(place, "none")),
    claims: claimColumns(row.claims || []),
    quote: runs,
    spans: outside,
    sources: (row.sources || []).map(sourceDetails),
    actors: (row.actors || []).map(actorName),
    problems: row.problems || [],
  };
}

function ownPlace(row) {
  return { as_written: row.place_as_written, name: row.place_name, status: row.place_status, note: row.place_note, derived: row.derived, where_prec: row.where_prec, radius_m: row.radius_m, lon: row.lon, lat: row.lat };
}

function whenOf(row) {
  return {
    clocks: (row.clocks || []).map(({ iso3, local }) => [countryName(String(iso3 ?? "")), ...clockWords(String(local ?? ""))]),
    utc: row.datetime_utc ? utcWords(String(row.datetime_utc)) : "",
    basis: row.date_basis || "",
    year: row.year_basis || "",
    prec: row.date_prec ?? "",
  };
}

export function placeDetails(place, mode) {
  return {
    written: place.as_written || "",
    status: place.status || "unresolved",
    name: place.name || "",
    inside: insideOf(place),
    prec: place.where_prec ?? "",
    extent: extentOf(place, mode),
    position: Number.isFinite(place.lon) && Number.isFinite(place.lat) ? t("place.position", { lat: place.lat.toFixed(5), lon: place.lon.toFixed(5) }) : "",
    derived: Boolean(place.derived),
    note: place.note || "",
    claimant: place.claimant || "",
    reasons: place.reasons || [],
    candidates: (place.candidates || []).map(candidateWords),
    source: [place.source, place.licence].filter(Boolean).join(" · "),
  };
}

function insideOf(place) {
  const codes = place.countries || [];
  const countries = codes.map(countryName);
  const units = (place.parents || []).filter((unit) => !isCountryName(unit, codes));
  return [...units, ...(countries.length ? [countries.join(" / ")] : [])].join(", ");
}

function extentOf(place, mode) {
  if (mode === "point") return t("place.exact");
  if (place.geojson) return t("place.area");
  if (Number.isFinite(place.radius_m)) return t("place.radius", { radius: distance(place.radius_m) });
  return mode === "vague" ? t("place.extent_unknown") : "";
}

function candidateWords(candidate) {
  const inside = insideOf(candidate);
  const why = candidate.why || "";
  const name = candidate.name || "";
  return [inside ? `${name} (${inside})` : name, Array.isArray(why) ? why.join("; ") : why].filter(Boolean).join(" — ");
}

function actorName({ name, iso3, side }) {
  const of = iso3 || side || "";
  return of ? `${name || ""} (${countryName(of)})` : name || "";
}

// Only an http or https link is a link (layers/escape.py: safe_url).
export function safeUrl(text) {
  const url = text.trim();
  if (/[\u0000-\u0020\u007f-\u009f\u2028\u2029\\]/.test(url) || !/^https?:\/\/[^/?#]/i.test(url)) return "";
  try {
    return new URL(url).hostname ? url : "";
  } catch (error) {
    if (error instanceof TypeError) return "";
    throw error;
  }
}

export function sourceDetails(source) {
  const written = String(source.url || "");
  const url = safeUrl(written);
  const text = (name) => String(source[name] ?? "");
  return {
    title: text("title"), publisher: text("publisher"), published_on: text("published_on"), sha256: text("sha256"),
    path: text("path"), licence: text("licence"), doc_id: text("doc_id"), url, written_url: url ? "" : written,
  };
}

function quote(row) {
  const docs = row.doc_ids || [];
  const spans = (row.evidence || []).map((e) => ({ start: e.start || 0, end: e.end || 0, text: e.text || "", label: e.field || "", doc: e.doc_id }));
  const here = spans.filter((span) => docs.length < 2 || span.doc === docs[0]);
  const elsewhere = spans.filter((span) => !here.includes(span));
  const { runs, outside } = markQuote(row.sentence || "", row.sentence_start ?? null, here);
  return { runs, outside: [...outside, ...elsewhere] };
}

// Cuts a sentence at the ends of the spans that lie in it. Spans count
// characters as Python does, not UTF-16 units.
export function markQuote(sentence, offset, spans) {
  if (!sentence) return { runs: [], outside: spans };
  const letters = Array.from(sentence);
  const at = (span) => [span.start - offset, span.end - offset];
  const fits = (span) => {
    const [start, end] = at(span);
    return offset !== null && start >= 0 && start < end && end <= letters.length && letters.slice(start, end).join("") === span.text;
  };
  const inside = spans.filter(fits);
  const cuts = [...new Set([0, letters.length, ...inside.flatMap(at)])].sort((a, b) => a - b);
  const runs = cuts.slice(1).map((end, n) => {
    const over = inside.filter((span) => at(span)[0] <= cuts[n] && end <= at(span)[1]);
    return [letters.slice(cuts[n], end).join(""), [...new Set(over.map((span) => span.label))]];
  });
  return { runs, outside: spans.filter((span) => !inside.includes(span)) };
}
