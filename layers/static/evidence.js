// The evidence of one incident: when, where and why, what each side says,
// the report's words with the read ones marked, sources.

import { t } from "./data.js";
import { bdi, el, link } from "./dom.js";
import { signFor } from "./signs.js";
import { distance, named, pairName } from "./words.js";

const HEADING = 160; // characters

export function evidenceOf(store, i, detail) {
  return el(
    "article", { class: "gm-evidence", "data-incident": store.columns.id[i] },
    heading(store, i, detail),
    problems(detail),
    section("field.when", when(store.day(i), detail.when)),
    section("field.where", where(detail, store.columns, i)),
    section("field.claims", claims(detail.claims)),
    quote(detail),
    sources(detail.sources),
    more(detail),
  );
}

function heading(store, i, detail) {
  const status = store.columns.status.at(i);
  return el(
    "header", { class: "gm-evidence-head" },
    signFor(store, i),
    el(
      "div", {},
      el("p", { class: "gm-type" }, bdi(store.typeName(i)), status ? el("span", { class: "gm-chip" }, bdi(named("status", status))) : null),
      el("h2", { tabindex: "-1" }, bdi(short(detail.title || store.label(i)))),
    ),
  );
}

// The whole text stays in what it was read from.
function short(text) {
  return text.length <= HEADING ? text : `${text.slice(0, HEADING - 1)}…`;
}

function section(key, ...children) {
  const content = children.flat(Infinity).filter(Boolean);
  return content.length ? el("section", {}, el("h3", {}, t(key)), content) : null;
}

function facts(rows) {
  const shown = rows.filter(([, value]) => value && (!Array.isArray(value) || value.length));
  return shown.length
    ? el("dl", { class: "gm-facts" }, shown.map(([key, value]) => [el("dt", {}, t(key)), el("dd", {}, value)]))
    : null;
}

function problems(detail) {
  return detail.problems.length
    ? el("section", { class: "gm-problems" }, el("h3", {}, t("field.problems")), el("ul", {}, detail.problems.map((p) => el("li", {}, bdi(p)))))
    : null;
}

function when(day, w) {
  const clocks = w.clocks.map(([country, moment, offset]) =>
    el("div", { class: "gm-clock" }, bdi(country), ": ", moment, " ", el("span", { class: "gm-dim" }, offset)),
  );
  return [
    el("p", { class: "gm-date" }, bdi(day)),
    facts([
      ["field.local_time", clocks],
      ["field.utc", w.utc],
      ["field.precision", w.prec && named("date_prec", w.prec)],
      ["field.day_basis", w.basis && bdi(named("date_basis", w.basis))],
      ["field.year_basis", w.year && bdi(w.year)],
    ]),
  ];
}

function where(detail, c, i) {
  const places = detail.where.map(placeOf);
  const pair = c.border_pair.at(i);
  const km = c.distance_km[i];
  if (!places.length) places.push(el("p", {}, t("place_status.none")));
  return [places, facts([["field.border", pair && bdi(pairName(pair))], ["field.distance", Number.isFinite(km) && distance(km * 1000)]])];
}

function placeOf(p) {
  return el(
    "div", { class: `gm-place-card gm-${p.status}` },
    facts([
      ["field.as_written", p.written && el("q", {}, bdi(p.written))],
      ["field.resolved", [p.name && el("strong", {}, bdi(p.name)), p.name && " ", el("span", { class: "gm-chip" }, bdi(named("place_status", p.status)))]],
      ["field.placed_by", p.claimant && bdi(p.claimant)],
      ["field.in", p.inside && bdi(p.inside)],
      ["field.precision", p.prec && bdi(named("prec", p.prec))],
      ["field.note", [
        p.derived && el("p", { class: "gm-derived" }, t("place.derived")),
        p.extent && el("p", {}, p.extent),
        p.position && el("p", {}, p.position),
        p.note && el("p", {}, bdi(p.note)),
      ].filter(Boolean)],
      ["field.why", p.reasons.length > 0 && el("ul", {}, p.reasons.map((r) => el("li", {}, bdi(r))))],
      ["field.candidates", p.candidates.length > 0 && el("ul", {}, p.candidates.map((r) => el("li", {}, bdi(r))))],
      ["field.place_source", p.source && bdi(p.source)],
    ]),
  );
}

function claims(told) {
  if (!told) return [el("p", { class: "gm-dim" }, t("claim.none"))];
  const head = el("tr", {}, el("td", {}), told.sides.map((side) => el("th", { scope: "col" }, bdi(side))));
  const figures = told.rows.map((row) =>
    el("tr", {}, el("th", { scope: "row" }, t(`kind.${row.kind}`)), row.said.map((said) => el("td", { dir: "auto" }, said))),
  );
  const table = figures.length ? el("table", { class: "gm-figures" }, el("thead", {}, head), el("tbody", {}, figures)) : null;
  const columns = told.sides.map((side, n) =>
    el("div", { class: "gm-side-claims" }, el("h4", {}, bdi(side)), el("ul", {}, told.claims[n].map((claim) => el("li", {}, claimOf(claim))))),
  );
  return el(
    "div", { class: "gm-scroll", tabindex: "0", role: "group", "aria-label": t("field.claims") },
    table, el("div", { class: "gm-columns" }, columns),
  );
}

function claimOf(claim) {
  return [
    el("p", { class: "gm-claimant" }, bdi(claim.claimant)),
    el("p", { class: "gm-chips" }, [claim.about, ...claim.notes].map((chip) => el("span", { class: "gm-chip" }, bdi(chip)))),
    claim.text && el("blockquote", { class: claim.replaced ? "gm-replaced" : null }, bdi(claim.text)),
  ];
}

function fieldName(label) {
  return label.replaceAll("_", " ");
}

function quote(detail) {
  const runs = detail.quote.map(([text, labels]) =>
    labels.length ? el("mark", { title: labels.map(fieldName).join(", ") }, text) : text,
  );
  const others = detail.spans.map((s) => el("li", {}, el("span", { class: "gm-dim" }, bdi(fieldName(s.label)), ": "), el("q", {}, bdi(s.text))));
  return section(
    "field.quote",
    runs.length ? el("blockquote", { class: "gm-quote", dir: "auto" }, runs) : null,
    others.length ? el("details", {}, el("summary", {}, t("field.other_quotes")), el("ul", {}, others)) : null,
  );
}

function sources(list) {
  return section("field.sources", list.map((s) =>
    el(
      "div", { class: "gm-source" },
      s.url ? link(s.url, s.title || s.url) : bdi(s.title || s.doc_id || s.path || ""),
      facts([
        ["field.published", [s.publisher && bdi(s.publisher), s.publisher && s.published_on ? ", " : null, s.published_on && bdi(s.published_on)].filter(Boolean)],
        ["field.file", [s.path, s.written_url].filter(Boolean).map((p) => el("div", {}, bdi(p)))],
        ["field.licence", s.licence && bdi(s.licence)],
        ["field.sha256", s.sha256 && el("code", {}, bdi(s.sha256))],
      ]),
    ),
  ));
}

function more(detail) {
  const others = [...detail.within, ...detail.mentioned].map((p) =>
    el("li", {}, el("q", {}, bdi(p.written || "")), p.name && p.name !== p.written ? [" → ", bdi(p.name)] : null, " ", el("span", { class: "gm-dim" }, bdi(named("place_status", p.status)))),
  );
  return [
    detail.actors.length ? section("field.actors", el("ul", {}, detail.actors.map((a) => el("li", {}, bdi(a))))) : null,
    others.length ? section("field.mentioned", el("ul", {}, others)) : null,
  ];
}
