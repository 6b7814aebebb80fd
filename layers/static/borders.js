// Border lines: one source a layer, disputed parts dashed and labelled.

import { countryName, readPackedBlock, t, unstepped } from "./data.js";
import { bdi, el } from "./dom.js";
import { preparePanes } from "./basemap.js";

const ROOM = 90; // pixels of line in view that a label needs
const APART = 170; // pixels between two labels
const SAMPLE = 60; // places along a line that are tried for its label

export function makeBorders(L, options, marksOf) {
  const read = readFeatures(options.block);
  reading.push(read);
  const group = L.layerGroup();
  group.on("add", async () => {
    const map = group._map;
    preparePanes(map);
    const features = await read;
    if (group._map !== map) return; // switched off meanwhile
    if (!group.getLayers().length) build(L, group, features, options);
    else showView();
    labelsOf(L, map, marksOf).add(group, features);
  });
  group.on("remove", () => labelsOf(L, group._map, marksOf).remove(group));
  return group;
}

async function readFeatures(block) {
  const { features, scale } = await readPackedBlock(block);
  for (const feature of features) feature.geometry = unstepped(feature.geometry, scale);
  for (const { properties: p } of features) for (const iso3 of (p.claims || []).flat()) if (isInner(p.claims, iso3)) viewers.add(iso3);
  return features;
}

// Once it is known whose points of view there are.
export function bordersRead() {
  return Promise.all(reading);
}

function build(L, group, features, options) {
  for (const { properties: p, geometry } of features) {
    const style = {
      pane: "gm-borders", renderer: rendererOf(L, group._map), weight: p.dashed ? 2.6 : 2, dashArray: p.dashed ? "8 6" : null,
      className: `gm-border gm-border-${options.tone}${p.dashed ? " gm-border-disputed" : ""}`,
    };
    const line = L.geoJSON(geometry, { style: () => style })
      .bindTooltip(() => describe(p), { sticky: true, className: "gm-tooltip" })
      .addTo(group);
    // Chromium would stop at each of very many lines on the way to the marks.
    line.eachLayer((part) => part.getElement?.()?.setAttribute("tabindex", "-1"));
    lines.add({ line, claims: p.claims || [] });
  }
  showView();
}

// The point of view: a country for which a line between grounds that are both
// its own is no border, or "" for all lines as the sources have them.
const lines = new Set();
const reading = [];
const viewers = new Set();
let view = "";

export function pointOfView() {
  return view;
}

export function viewpoints() {
  return [...viewers].sort();
}

export function choosePointOfView(iso3) {
  view = viewers.has(iso3) ? iso3 : "";
  showView();
}

export function isInner(claims, iso3) {
  return iso3 !== "" && claims.length === 2 && claims.every((side) => side.includes(iso3));
}

function showView() {
  for (const { line, claims } of lines) {
    line.eachLayer((part) => part.getElement?.()?.classList.toggle("gm-border-inner", isInner(claims, view)));
  }
}

function rendererOf(L, map) {
  map._gmBorderRenderer ||= L.svg({ pane: "gm-borders", padding: 0.5 });
  return map._gmBorderRenderer;
}

function describe(p) {
  const rows = [
    ["border.status", p.status || (p.dashed ? t("border.disputed") : "")],
    ["border.view", isInner(p.claims || [], view) && t("border.inner", { side: countryName(view) })],
    ["border.basis", p.basis],
    ["border.source", p.source],
    ["border.as_of", p.as_of],
    ["border.accuracy", p.accuracy_m && t("border.accuracy_m", { m: p.accuracy_m })],
    ["border.licence", p.licence],
  ].filter(([, value]) => value);
  return el(
    "div", { class: "gm-border-tip" },
    el("strong", {}, bdi(p.label || p.pair || "")),
    el("dl", {}, rows.map(([key, value]) => [el("dt", {}, t(key)), el("dd", {}, bdi(value))])),
  );
}

function parts(geometry) {
  if (geometry.type === "GeometryCollection") return geometry.geometries.flatMap(parts);
  return geometry.type === "LineString" ? [geometry.coordinates] : geometry.type === "MultiLineString" ? geometry.coordinates : [];
}

const labellers = new WeakMap();

function labelsOf(L, map, marksOf) {
  if (!labellers.has(map)) labellers.set(map, new BorderLabels(L, map, marksOf));
  return labellers.get(map);
}

// The words along disputed lines: each once in view, where it hides least.
class BorderLabels {
  constructor(L, map, marksOf) {
    this.L = L;
    this.map = map;
    this.marksOf = marksOf;
    this.groups = new Map();
    this.shown = [];
    map.on("moveend", () => this.place());
  }

  add(group, features) {
    const lines = features.filter(({ properties: p }) => p.dashed && p.label);
    this.groups.set(group, lines.map((f) => ({ text: f.properties.label, parts: parts(f.geometry) })));
    this.later();
  }

  remove(group) {
    this.groups.delete(group);
    this.later();
  }

  // Marks come after borders at the start: wait for them.
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.place());
  }

  place() {
    this.shown.forEach((tooltip) => tooltip.remove());
    this.shown = [];
    const taken = this.marksOf(this.map);
    const labelled = [];
    const byText = new Map();
    for (const { text, parts: lines } of [...this.groups.values()].flat()) byText.set(text, [...(byText.get(text) || []), ...lines]);
    for (const [text, lines] of byText) {
      const spot = this.spotFor(lines, taken);
      if (!spot || labelled.some((other) => other.distanceTo(spot) < APART)) continue;
      taken.push(spot);
      labelled.push(spot);
      this.shown.push(this.label(text, spot));
    }
  }

  label(text, spot) {
    return this.L.tooltip({ permanent: true, direction: "center", className: "gm-border-label", interactive: false })
      .setLatLng(this.map.containerPointToLatLng(spot))
      .setContent(el("span", { title: text }, bdi(text)))
      .addTo(this.map);
  }

  // Of the places along the lines in view the one farthest from marks and other labels.
  spotFor(lines, taken) {
    const seen = this.seen(lines);
    if (seen.length < ROOM) return null;
    const step = Math.max(1, Math.floor(seen.length / SAMPLE));
    let best = null;
    let room = -1;
    for (let n = 0; n < seen.length; n += step) {
      const free = Math.min(300, ...taken.map((point) => point.distanceTo(seen[n])));
      if (free > room) [best, room] = [seen[n], free];
    }
    return best;
  }

  // Points a pixel apart, or nearly, of the lines inside the view.
  seen(lines) {
    const { x, y } = this.map.getSize();
    const view = this.L.bounds([100, 40], [x - 100, y - 40]);
    const found = [];
    for (const line of lines) {
      let last = null;
      for (const [lon, lat] of line) {
        const point = this.map.latLngToContainerPoint([lat, lon]);
        if (last && view.overlaps(this.L.bounds([last, point]))) spread(this.L, last, point, view, found);
        last = point;
      }
    }
    return found;
  }
}

function spread(L, from, to, view, found) {
  const steps = Math.min(2000, Math.ceil(from.distanceTo(to)));
  for (let n = 0; n < steps; n++) {
    const point = from.add(to.subtract(from).multiplyBy(n / steps));
    if (view.contains(point)) found.push(point);
  }
}
