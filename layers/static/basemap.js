// The base map: land, faint lines and names, from data inside the page.

import { readPackedBlock } from "./data.js";
import { visible } from "./dom.js";
import { colour, makeCanvasLayer, onScheme } from "./canvas.js";
import { traceLine, viewOf } from "./paint.js";
import { worldX, worldY } from "./world.js";

const PANE = "gm-basemap";
const NEAR = 8; // zoom from which countries are named where they are seen, not once
const APART = 320; // pixels between two names of one country
const EDGE = 0.3; // of the view's size, painted beyond each edge so that a drag shows no gap
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

// Rings or lines of a cell as places of the world, one after another: steps are
// whole numbers of `scale` degrees from the point before.
export function decode(steps, scale) {
  const points = new Float64Array(steps.length);
  let [x, y] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points[i] = worldX(x * scale);
    points[i + 1] = worldY(y * scale);
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
  const parts = partsOf(data);
  const Canvas = makeCanvasLayer(L);
  const ground = new Canvas((context, map) => paintGround(context, map, parts), { pane: PANE, padding: EDGE });
  const names = data.labels.map(([text, lat, lon, size]) => ({ text: visible(text), at: L.latLng(lat, lon), size, country: true }));
  const near = data.near.map(([text, lat, lon, size]) => ({ text: visible(text), at: L.latLng(lat, lon), size, country: true, near: true }));
  const towns = data.cities.map(([text, lat, lon, rank]) => ({ text: visible(text), at: L.latLng(lat, lon), rank, country: false }));
  const labels = new Canvas((context, map, size) => paintLabels(context, map, size, [...names, ...near, ...towns]), { pane: LABEL_PANE });
  ground.addTo(group);
  labels.addTo(group);
  onScheme(() => { ground.redraw(); labels.redraw(); });
  group.fire("ready");
}

// What is painted, in its order: the coarse world, then finer cells over it.
// The land of a cell laps over its neighbours: all land before any line.
function partsOf({ world, cells, scale }) {
  const lines = (steps, by, colour, width) => ({ shapes: shapesOf(steps, by), colour, width });
  const land = (steps, by) => ({ shapes: shapesOf(steps, by), colour: "--gm-land", width: 0 });
  const sea = cells.map(({ box: [west, south, size] }) => ringShape([west, south, west + size, south, west + size, south + size, west, south + size]));
  return [
    land(world.land, world.scale), lines(world.borders, world.scale, "--gm-hairline", 0.8),
    { shapes: sea, colour: "--gm-water", width: 0 },
    ...cells.map((cell) => land(cell.land, scale)),
    ...cells.flatMap((cell) => [lines(cell.admin1, scale, "--gm-hairline-faint", 0.5), lines(cell.borders, scale, "--gm-hairline", 0.9)]),
  ];
}

function ringShape(degrees) {
  return boxed(Float64Array.from(degrees, (at, n) => (n % 2 ? worldY(at) : worldX(at))));
}

function shapesOf(steps, scale) {
  return steps.map((one) => boxed(decode(one, scale)));
}

function boxed(points) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let n = 0; n < points.length; n += 2) {
    if (points[n] < box[0]) box[0] = points[n];
    if (points[n] > box[2]) box[2] = points[n];
    if (points[n + 1] < box[1]) box[1] = points[n + 1];
    if (points[n + 1] > box[3]) box[3] = points[n + 1];
  }
  return { points, box };
}

function paintGround(context, map, parts) {
  const view = viewOf(map, EDGE * Math.max(map.getSize().x, map.getSize().y));
  context.lineJoin = "round";
  for (const { shapes, colour: name, width } of parts) {
    context.beginPath();
    for (const { points, box } of shapes) {
      if (box[2] < view.box[0] || box[0] > view.box[2] || box[3] < view.box[1] || box[1] > view.box[3]) continue;
      traceLine(context, points, view, !width);
    }
    context[width ? "strokeStyle" : "fillStyle"] = colour(name);
    context.lineWidth = width;
    if (width) context.stroke();
    else context.fill("evenodd");
  }
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
