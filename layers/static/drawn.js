// Shapes and rows of signs that Python worked out, with words and a legend.

import { readBlock, t } from "./data.js";
import { bdi, el, svg } from "./dom.js";
import { preparePanes } from "./basemap.js";

const MANY = 400; // more shapes than this are drawn on a canvas, not as SVG
const GAP = 3; // pixels between two signs

export function makeDrawn(L, options) {
  const data = readBlock(options.block);
  const group = L.layerGroup();
  const key = legend(data.legend);
  const Box = L.Control.extend({ onAdd: () => key });
  const box = new Box({ position: "bottomleft" });
  group.on("add", () => {
    preparePanes(group._map);
    if (!group.getLayers().length) {
      const renderer = (data.shapes.length > MANY ? L.canvas : L.svg)({ pane: "gm-areas", padding: 0.3 });
      for (const shape of data.shapes) shapeLayer(L, shape, renderer).addTo(group);
      for (const row of data.rows) rowLayer(L, row).addTo(group);
    }
    box.addTo(group._map);
  });
  group.on("remove", () => box.remove());
  return group;
}

function words(lines) {
  const [head, ...rest] = lines;
  return el("div", { class: "gm-drawn-words" }, el("strong", {}, bdi(head || "")), rest.map((line) => el("div", {}, bdi(line))));
}

// `lines` gives what is told of a layer when it is asked.
export function explain(layer, lines) {
  layer.bindTooltip(() => words(lines()), { sticky: true, className: "gm-tooltip" });
  layer.bindPopup(() => words(lines()), { maxWidth: 360, maxHeight: 320 });
  return layer;
}

function shapeLayer(L, shape, renderer) {
  const style = { pane: "gm-areas", renderer, ...shape.style };
  const layer = L.geoJSON(shape.geometry, {
    style: () => style, pointToLayer: (_, at) => L.circleMarker(at, { radius: 7, ...style }),
  });
  return explain(layer, () => shape.words);
}

function rowLayer(L, row) {
  const width = row.signs.reduce((sum, sign) => sum + 2 * sign.size + GAP + 4, 0);
  const height = 2 * Math.max(...row.signs.map((sign) => sign.size)) + 8;
  let x = 2;
  const circles = row.signs.map((sign) => {
    x += sign.size + 2;
    const drawn = signAt(sign, x, height / 2);
    x += sign.size + GAP;
    return drawn;
  });
  const under = row.exact ? null : svg("line", { x1: 2, x2: width - 2, y1: height - 1, y2: height - 1, stroke: "#5b6570", "stroke-width": 1.5, "stroke-dasharray": "4 3" });
  const picture = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, circles, under);
  const icon = L.divIcon({ className: "gm-drawn-row", iconSize: [width, height], iconAnchor: [width / 2, height / 2], html: el("span", {}, picture) });
  const marker = explain(L.marker([row.lat, row.lon], { icon, pane: "gm-marks", keyboard: true }), () => row.words);
  marker.on("add", () => {
    marker.getElement().setAttribute("role", "button");
    marker.getElement().setAttribute("aria-label", [row.signs.map((sign) => sign.text).join(""), ...row.words].join(". "));
  });
  return marker;
}

function signAt(sign, cx, cy) {
  const circle = sign.hollow
    ? { fill: "#fff", "fill-opacity": 0.85, stroke: sign.colour, "stroke-width": 1.6, "stroke-dasharray": "3 2.5" }
    : { fill: sign.colour, stroke: "#fff", "stroke-width": 1.2 };
  const size = Math.max(8, Math.min(13, (sign.size * 1.7) / Math.max(1, sign.text.length * 0.62)));
  return [
    sign.bound ? svg("circle", { cx, cy, r: sign.size + 2, fill: "none", stroke: sign.colour, "stroke-width": 1.2 }) : null,
    svg("circle", { cx, cy, r: sign.size, ...circle }),
    svg("text", { x: cx, y: cy + size * 0.36, "text-anchor": "middle", "font-size": size, "font-weight": 600, fill: sign.hollow ? sign.colour : "#fff" }, sign.text),
  ];
}

export function swatch(style) {
  return svg(
    "svg", { width: 22, height: 14, viewBox: "0 0 22 14", "aria-hidden": "true" },
    svg("rect", {
      x: 1.5, y: 1.5, width: 19, height: 11, rx: style.round ? 5.5 : 0,
      fill: style.fillColor || "none", "fill-opacity": style.fillColor ? style.fillOpacity ?? 0.6 : 0,
      stroke: style.color || "none", "stroke-width": Math.min(style.weight ?? 1, 2), "stroke-dasharray": style.dashArray || null,
    }),
  );
}

// Of a layer that was worked out once: seen only where a page has filters.
export function fixed() {
  return el("div", { class: "gm-fixed" }, t("layers.fixed_help"));
}

function legend({ title, rows, notes }) {
  return el(
    "div", { class: "gm-drawn-legend" },
    el("strong", {}, bdi(title)),
    fixed(),
    el("ul", {}, rows.map(([style, text]) => el("li", {}, swatch(style), el("span", {}, bdi(text))))),
    notes.map((note) => el("div", {}, bdi(note))),
  );
}
