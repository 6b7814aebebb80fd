// Layers of incidents and of uncertainty. Areas are drawn to their true size:
// outlines by the board of the map (marks.js), shades here.

import { colour, makeCanvasLayer, onScheme } from "./canvas.js";
import { LEAST, trace, viewOf } from "./paint.js";
import { preparePanes } from "./basemap.js";
import { Shown } from "./shown.js";
import { storeOf } from "./store.js";

const MOST = 3000; // shades in view that are drawn one by one
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
  const byPrec = new Map();
  for (const area of areas) {
    const level = prec[shown.areaFirst[area]];
    if (!byPrec.has(level)) byPrec.set(level, new Path2D());
    trace(byPrec.get(level), shown.shape(area), view);
  }
  context.fillStyle = colour("--gm-shade");
  for (const [level, path] of byPrec) {
    context.globalAlpha = SHADES[level] ?? 0.15;
    context.fill(path);
  }
  context.globalAlpha = 1;
}
