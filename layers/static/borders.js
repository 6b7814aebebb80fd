// Border lines: one source a layer, disputed parts dashed and labelled.

import { readBlock, t } from "./data.js";
import { bdi, el } from "./dom.js";
import { preparePanes } from "./basemap.js";

const LABEL_ROOM = 90; // pixels of line that a label needs

export function makeBorders(L, options) {
  const features = readBlock(options.block).features;
  const group = L.layerGroup();
  const labels = [];
  group.on("add", () => {
    preparePanes(group._map);
    if (!group.getLayers().length) build(L, group, features, labels, options);
    group._map.on("zoomend", refresh);
    refresh();
  });
  group.on("remove", () => group._map && group._map.off("zoomend", refresh));
  const refresh = () => {
    if (!group._map) return;
    for (const label of labels) {
      const shown = pixelLength(group._map, label.line) > LABEL_ROOM;
      if (shown !== group.hasLayer(label.tooltip)) group[shown ? "addLayer" : "removeLayer"](label.tooltip);
    }
  };
  return group;
}

function build(L, group, features, labels, options) {
  for (const feature of features) {
    const p = feature.properties;
    const style = {
      pane: "gm-borders", renderer: rendererOf(L, group._map), weight: p.dashed ? 2.6 : 2,
      dashArray: p.dashed ? "8 6" : options.dash || null,
      className: `gm-border gm-border-${options.tone}${p.dashed ? " gm-border-disputed" : ""}`,
    };
    const layer = L.geoJSON(feature.geometry, { style: () => style });
    layer.bindTooltip(describe(p), { sticky: true, className: "gm-tooltip" });
    layer.addTo(group);
    if (p.dashed && p.label) labels.push(labelFor(L, feature.geometry, p.label));
  }
}

function rendererOf(L, map) {
  map._gmBorderRenderer ||= L.svg({ pane: "gm-borders", padding: 0.5 });
  return map._gmBorderRenderer;
}

function describe(p) {
  const rows = [
    ["border.status", p.status || (p.dashed ? t("border.disputed") : "")],
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

function labelFor(L, geometry, text) {
  const line = parts(geometry).reduce((a, b) => (b.length > a.length ? b : a), []);
  const middle = line[Math.floor(line.length / 2)] || [0, 0];
  const tooltip = L.tooltip({ permanent: true, direction: "center", className: "gm-border-label", interactive: false })
    .setLatLng([middle[1], middle[0]])
    .setContent(el("span", {}, bdi(text)));
  return { tooltip, line };
}

function pixelLength(map, line) {
  let length = 0;
  for (let i = 1; i < line.length; i++) {
    length += map.project([line[i][1], line[i][0]]).distanceTo(map.project([line[i - 1][1], line[i - 1][0]]));
  }
  return length;
}
