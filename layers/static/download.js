// What is shown, as GeoJSON or CSV, made in the browser from the page's own data.

import { ringAround } from "./world.js";
import { isoDay } from "./words.js";

const EDGE = 64; // points of a disc's ring
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/;
const NUMBER = /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/;
// Control characters but tab and line ends: text files cannot hold some of them.
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;

export function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

// A file's name out of a page's title: letters and digits of any script.
export function fileName(title, ending) {
  const name = title.normalize("NFKC").replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "").slice(0, 60);
  return `${name || "map"}.${ending}`;
}

// Calls back with each incident that passes the filters and the cells of its row.
async function eachShown(store, visit) {
  const size = store.columns.chunk;
  for (let n = 0; n < store.chunkCount(); n++) {
    const last = Math.min(store.count, (n + 1) * size);
    const wanted = [];
    for (let i = n * size; i < last; i++) if (store.passes(i)) wanted.push(i);
    if (!wanted.length) continue;
    const chunk = await store.chunk(n);
    for (const i of wanted) visit(i, chunk);
  }
}

// One incident by the names of docs/schema.md; what is not known is null.
export function recordOf(store, i, chunk) {
  const c = store.columns;
  const cells = store.cells(chunk, i);
  const km = c.distance_km[i];
  const { derived, ...others } = cells;
  return {
    incident_id: c.id[i], type: c.type.at(i), status: c.status.at(i), background: c.background[i] === 1,
    date_start: isoDay(c.start[i]) || null, date_end: isoDay(c.end[i]) || null, time_local: c.time_local.at(i) || null,
    place_derived: derived, border_pair: c.border_pair.at(i) || null,
    distance_to_border_km: Number.isFinite(km) ? Number(km.toFixed(3)) : null,
    lon: null, lat: null, ...others,
  };
}

export function geometryOf(store, i) {
  const { area, discs, outlines, spot } = store.columns;
  if (spot[i] < 0) return null;
  const n = area[i];
  if (n < 0) return { type: "Point", coordinates: [store.lon(i), store.lat(i)] };
  if (n >= discs.spot.length) return outlines[n - discs.spot.length];
  const ring = ringAround(store.lon(i), store.lat(i), discs.radius_m[n], EDGE).map((at) => at.map((degrees) => Number(degrees.toFixed(6))));
  // The order of RFC 7946: outer rings run against the clock.
  return { type: "Polygon", coordinates: [[...ring, ring[0]].reverse()] };
}

export async function geojson(store, said) {
  const parts = [`{"type":"FeatureCollection",${JSON.stringify(said).slice(1, -1)},"features":[`];
  await eachShown(store, (i, chunk) => {
    const feature = { type: "Feature", id: store.columns.id[i], properties: recordOf(store, i, chunk), geometry: geometryOf(store, i) };
    parts.push(parts.length > 1 ? ",\n" : "\n", JSON.stringify(feature));
  });
  return new Blob([...parts, "\n]}\n"], { type: "application/geo+json" });
}

// A cell that a spreadsheet will not run as a formula (geomap/export/values.py
// does the same): an apostrophe goes before it.
export function cell(value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = (typeof value === "string" ? value : JSON.stringify(value)).replace(CONTROLS, (c) => `_x${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}_`);
  const risky = FORMULA.test(text) && !NUMBER.test(text);
  return text.startsWith("'") || risky ? `'${text}` : text;
}

export function csvLine(cells) {
  return `${cells.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(",")}\r\n`;
}

export async function csv(store, remarks) {
  const lines = [];
  let names = null;
  await eachShown(store, (i, chunk) => {
    const record = recordOf(store, i, chunk);
    if (!names) {
      names = Object.keys(record);
      lines.push(csvLine([...names, "remarks"].map(cell)));
    }
    lines.push(csvLine([...names.map((name) => cell(record[name])), cell(remarks)]));
  });
  // The mark of UTF-8, without which spreadsheets take it for another encoding.
  return new Blob(["\ufeff", ...lines], { type: "text/csv;charset=utf-8" });
}
