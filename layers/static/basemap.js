// The base map: land, faint lines and names, from data inside the page.

import { readPackedBlock } from "./data.js";
import { visible } from "./dom.js";
import { colour, makeCanvasLayer, onScheme } from "./canvas.js";

const PANE = "gm-basemap";
const NEAR = 8; // zoom from which countries are named where they are seen, not once
const APART = 320; // pixels between two names of one country
const LABEL_PANE = "gm-labels";

export function preparePanes(map) {
  const order = [
    [PANE, 150], [LABEL_PANE, 250], ["gm-uncertainty", 410], ["gm-themes", 415], ["gm-borders", 420],
    ["gm-areas", 430], ["gm-places", 440], ["gm-marks", 600], ["gm-figures", 610],
  ];
  for (const [name, level] of order) {
    if (!map.getPane(name)) map.createPane(name).style.zIndex = level;
  }
  map.getPane(PANE).style.pointerEvents = "none";
  map.getPane(LABEL_PANE).style.pointerEvents = "none";
}

export function decode(steps, scale) {
  const points = new Array(steps.length / 2);
  let x = 0;
  let y = 0;
  for (let i = 0; i < points.length; i++) {
    x += steps[2 * i];
    y += steps[2 * i + 1];
    points[i] = [y * scale, x * scale];
  }
  return points;
}

export function makeBasemap(L, options) {
  const group = L.layerGroup();
  group.on("add", () => {
    preparePanes(group._map);
    if (!group.getLayers().length) fill(L, group, options);
  });
  return group;
}

async function fill(L, group, options) {
  const data = await readPackedBlock(options.block);
  const renderer = L.canvas({ pane: PANE, padding: 0.3 });
  const base = { pane: PANE, renderer, interactive: false, smoothFactor: 0.7 };
  const styled = [];
  const add = (layer, name) => styled.push([layer.addTo(group), name]);
  const land = (rings, scale) => L.polygon(rings.map((r) => decode(r, scale)), { ...base, stroke: false, fillOpacity: 1 });
  const lines = (steps, scale, weight) => L.polyline(steps.map((r) => decode(r, scale)), { ...base, weight });

  add(land(data.world.land, data.world.scale), "--gm-land");
  add(lines(data.world.borders, data.world.scale, 0.8), "--gm-hairline");
  for (const cell of data.cells) {
    const [west, south, size] = cell.box;
    add(L.rectangle([[south, west], [south + size, west + size]], { ...base, stroke: false, fillOpacity: 1 }), "--gm-water");
  }
  // The land of a cell laps over its neighbours: all land before any line.
  for (const cell of data.cells) add(land(cell.land, data.scale), "--gm-land");
  for (const cell of data.cells) {
    add(lines(cell.admin1, data.scale, 0.5), "--gm-hairline-faint");
    add(lines(cell.borders, data.scale, 0.9), "--gm-hairline");
  }
  const paint = () => styled.forEach(([layer, name]) => layer.setStyle({ color: colour(name), fillColor: colour(name) }));
  paint();
  const Labels = makeCanvasLayer(L);
  const names = data.labels.map(([text, lat, lon, size]) => ({ text: visible(text), at: L.latLng(lat, lon), size, country: true }));
  const near = data.near.map(([text, lat, lon, size]) => ({ text: visible(text), at: L.latLng(lat, lon), size, country: true, near: true }));
  const towns = data.cities.map(([text, lat, lon, rank]) => ({ text: visible(text), at: L.latLng(lat, lon), rank, country: false }));
  const labels = new Labels((context, map, size) => paintLabels(context, map, size, [...names, ...near, ...towns]), { pane: LABEL_PANE });
  labels.addTo(group);
  onScheme(() => { paint(); labels.redraw(); });
  group.fire("ready");
}

function paintLabels(context, map, size, labels) {
  const zoom = map.getZoom();
  const perDegree = (256 * 2 ** zoom) / 360;
  const taken = [];
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.strokeStyle = colour("--gm-land");
  const inks = { country: colour("--gm-country-name"), town: colour("--gm-town-name") };
  for (const label of labels) {
    const shown = label.country ? fitsCountry(label, perDegree, zoom) : zoom >= 4 + label.rank;
    if (!shown || (label.near && zoom < NEAR)) continue;
    const { x, y } = map.latLngToContainerPoint(label.at);
    if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
    paintLabel(context, label, x, y, taken, inks, size);
  }
}

function fitsCountry(label, perDegree, zoom) {
  return (label.near || zoom < NEAR) && label.size * perDegree * 2 > 46;
}

// A name at the edge of the view is moved inside; the dot of a town stays.
function paintLabel(context, label, at, y, taken, inks, size) {
  const text = label.country ? label.text.toUpperCase() : label.text;
  context.font = label.country ? "600 11px system-ui, sans-serif" : "12px system-ui, sans-serif";
  context.fillStyle = label.country ? inks.country : inks.town;
  const width = context.measureText(text).width;
  const half = width / 2 + 3;
  const x = Math.min(Math.max(at, half), Math.max(half, size.x - half));
  const top = label.country ? y : y - 11;
  const box = [x - half, top - 8, x + half, top + 8];
  if (taken.some((b) => b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3])) return;
  if (label.near && taken.some((b) => b[4] === text && Math.hypot(b[0] - box[0], b[1] - box[1]) < APART)) return;
  taken.push([...box, text]);
  if (!label.country) {
    context.beginPath();
    context.arc(at, y, 2, 0, 2 * Math.PI);
    context.fill();
  }
  context.strokeText(text, x, top);
  context.fillText(text, x, top);
}
