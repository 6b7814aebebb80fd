// Areas: discs of true radius and outlines, for incidents and for uncertainty.

import { storeOf } from "./data.js";
import { kindOf } from "./signs.js";
import { preparePanes } from "./basemap.js";
import { colour, onScheme } from "./canvas.js";

const MANY = 400; // more shapes than this are drawn on a canvas, not as SVG

const THIN = { weight: 1, opacity: 0.6 };

export function shapeOf(L, area, options) {
  if (Array.isArray(area)) return L.circle([area[1], area[0]], { ...options, radius: area[2] });
  return L.geoJSON(area, { style: options, ...options, pointToLayer: (_, at) => L.circleMarker(at, { ...options, radius: 3 }) });
}

function rendererFor(L, map, pane, count) {
  const key = `_gm_${pane}_${count > MANY ? "canvas" : "svg"}`;
  if (!map[key]) map[key] = count > MANY ? L.canvas({ pane, padding: 0.3 }) : L.svg({ pane, padding: 0.3 });
  return map[key];
}

// area index -> positions of the incidents that lie in it
function byArea(store, positions) {
  const found = new Map();
  for (const i of positions) {
    const area = store.columns.area[i];
    if (area < 0) continue;
    if (!found.has(area)) found.set(area, []);
    found.get(area).push(i);
  }
  return found;
}

// One group of shapes, each shown while any of its incidents passes the filter.
function makeShapes(L, store, positions, style, pane, onClick) {
  const group = L.layerGroup();
  const shapes = [];
  const build = (map) => {
    const areas = byArea(store, positions);
    const renderer = rendererFor(L, map, pane, areas.size);
    for (const [area, members] of areas) {
      const options = { pane, renderer, ...style(area, members), ...(areas.size > MANY ? THIN : {}) };
      const layer = shapeOf(L, store.columns.areas[area], options);
      layer.gmArea = area;
      if (onClick) layer.on("click", (event) => { L.DomEvent.stopPropagation(event); onClick(members.filter((i) => store.passes(i))); });
      shapes.push([layer, members]);
    }
  };
  const refresh = () => {
    for (const [layer, members] of shapes) {
      const wanted = members.some((i) => store.passes(i));
      if (wanted !== group.hasLayer(layer)) group[wanted ? "addLayer" : "removeLayer"](layer);
    }
  };
  group.on("add", () => {
    preparePanes(group._map);
    if (!shapes.length) build(group._map);
    refresh();
  });
  store.onChoice(() => group._map && refresh());
  return group;
}

function positionsOf(store, kind) {
  const found = [];
  for (let i = 0; i < store.count; i++) {
    if (store.isDrawn(i) && (!kind || store.columns.kind[i] === kind)) found.push(i);
  }
  return found;
}

export function makeIncidents(L, boardOf, options) {
  const store = storeOf(options.block);
  const positions = positionsOf(store, options.kind);
  const stroke = kindOf(options.kind).colour;
  const style = (_, members) => ({
    className: "gm-area", color: stroke, weight: 2, fill: false,
    dashArray: store.columns.derived[members[0]] ? "6 5" : null,
  });
  const group = makeShapes(L, store, positions, style, "gm-areas", (members) => group._map && boardOf(group._map).choose(store, members));
  group.on("add", () => boardOf(group._map).add(group, store, positions));
  group.on("remove", () => boardOf(group._map).remove(group));
  return group;
}

const GREYS = { 1: 0.28, 2: 0.24, 3: 0.2, 4: 0.15, 5: 0.18, 6: 0.08, 7: 0.05 };

export function makeUncertainty(L, options) {
  const store = storeOf(options.block);
  const style = (area, members) => ({
    className: "gm-uncertain", stroke: false, fill: true, interactive: false,
    fillColor: colour("--gm-shade"), fillOpacity: GREYS[store.columns.prec[members[0]]] ?? 0.15,
  });
  const group = makeShapes(L, store, positionsOf(store, null), style, "gm-uncertainty", null);
  onScheme(() => group.eachLayer((layer) => layer.setStyle({ fillColor: colour("--gm-shade") })));
  return group;
}
