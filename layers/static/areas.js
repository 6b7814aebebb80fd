// Layers of incidents and of uncertainty. Areas are drawn to their true size:
// outlines by the board of the map (marks.js), shades here.

import { colour, makeCanvasLayer, onScheme } from "./canvas.js";
import { LEAST, trace, viewOf } from "./paint.js";
import { preparePanes } from "./basemap.js";
import { Shown } from "./shown.js";
import { storeOf } from "./store.js";

const MOST = 1200; // shades in view that are drawn one by one
const SHADES = { 1: 0.28, 2: 0.24, 3: 0.2, 4: 0.15, 5: 0.18, 6: 0.08, 7: 0.05 };

export function makeIncidents(L, boardOf, options) {
  const store = storeOf(options.block);
  const group = L.layerGroup();
  group.on("add", () => {
    const map = group._map;
    store.ready.then(() => group._map === map && boardOf(map).add(group, store, options.kind));
  });
  group.on("remove", () => boardOf(group._map).remove(group));
  return group;
}

// Every distinct area in which some incident lies, shaded once however many
// incidents share it: areas of one precision are one shape.
export function makeUncertainty(L, options, note) {
  const store = storeOf(options.block);
  const Canvas = makeCanvasLayer(L);
  const layer = new Canvas((context, map) => shown && paintShades(context, map, shown, note), { pane: "gm-uncertainty" });
  let shown = null;
  const refresh = () => {
    shown.update(new Uint8Array(store.columns.kinds.length).fill(1));
    layer.redraw();
  };
  store.ready.then(() => {
    shown = new Shown(store);
    store.onChoice(refresh);
    refresh();
  });
  onScheme(() => layer.redraw());
  return layer;
}

function paintShades(context, map, shown, note) {
  const view = viewOf(map);
  const areas = shown.areasIn(view, LEAST, MOST);
  note(map, "shades", areas === null);
  if (areas === null) return;
  const { prec } = shown.store.columns;
  const precOf = (area) => prec[shown.areaFirst[area]];
  for (const level of new Set(areas.map(precOf))) {
    const some = areas.filter((area) => precOf(area) === level);
    context.globalAlpha = SHADES[level] ?? 0.15;
    context.drawImage(silhouette(context.canvas, some.map((area) => shown.shape(area)), view), 0, 0, map.getSize().x, map.getSize().y);
  }
  context.globalAlpha = 1;
}

// Shapes filled over each other on a sheet of their own: where they overlap is
// no darker. One path of them all would be the same and is far slower to fill.
function silhouette({ width, height }, shapes, view) {
  const sheet = new OffscreenCanvas(width, height);
  const context = sheet.getContext("2d");
  const ratio = window.devicePixelRatio || 1;
  context.scale(ratio, ratio);
  context.fillStyle = colour("--gm-shade");
  for (const shape of shapes) {
    if (shape.lines?.length && !shape.rings?.length) continue; // a stretch of border has no inside
    context.beginPath();
    trace(context, { ...shape, lines: null }, view);
    context.fill("evenodd");
  }
  return sheet;
}
