// Layer tree and legend.

import { choosePointOfView, pointOfView, viewpoints } from "./borders.js";
import { countryName, t } from "./data.js";
import { bdi, el, svg } from "./dom.js";
import { listSign, signOf, stackSign } from "./signs.js";

export function layerTree(map, entries) {
  const groups = new Map();
  for (const entry of entries) {
    if (!isLayer(entry)) continue;
    const layer = window[entry.variable];
    if (!groups.has(entry.group)) groups.set(entry.group, []);
    groups.get(entry.group).push(row(map, layer, entry));
  }
  if (groups.has("layers.borders") && viewpoints().length) groups.get("layers.borders").push(viewChoice(map));
  return el("div", { class: "gm-layers" }, [...groups].map(([group, rows]) => el("fieldset", {}, el("legend", {}, t(group)), rows)));
}

// Whose point of view the lines on contested ground are shown from.
function viewChoice(map) {
  const options = viewpoints().map((iso3) => el("option", { value: iso3 }, countryName(iso3)));
  const select = el("select", { class: "gm-view", on: { change: () => { choosePointOfView(select.value); map.fire("gm:view"); } } }, el("option", { value: "" }, t("border.view_all")), options);
  map.on("gm:view", () => { select.value = pointOfView(); });
  return [el("label", { class: "gm-field" }, el("span", {}, t("border.view")), select), el("p", { class: "gm-dim" }, t("border.view_help"))];
}

// A layer of folium whose script failed is not there.
export function isLayer(entry) {
  return typeof window[entry.variable]?.addTo === "function";
}

function row(map, layer, entry) {
  const box = el("input", { type: "checkbox", checked: map.hasLayer(layer), on: { change: () => (box.checked ? layer.addTo(map) : layer.remove()) } });
  layer.on("add remove", () => { box.checked = map.hasLayer(layer); });
  return el("label", { class: "gm-check" }, box, swatchOf(entry), el("span", {}, bdi(entry.name)));
}

function swatchOf(entry) {
  if (entry.kind) return listSign(entry.kind);
  return entry.tone ? line(`gm-border gm-border-${entry.tone}`) : null;
}

function line(className) {
  return svg("svg", { width: 30, height: 12, viewBox: "0 0 30 12", "aria-hidden": "true" }, svg("path", { d: "M1 6H29", class: className }));
}

export function legend(options) {
  const item = (sign, text) => el("li", {}, sign, el("span", {}, text));
  const swatch = (name) => el("span", { class: `gm-swatch ${name}`, "aria-hidden": "true" });
  return el(
    "ul", { class: "gm-legend" },
    options.layers.some((entry) => entry.kind) ? null : options.kinds.map((kind) => item(listSign(kind), t(`type.${kind}`))),
    item(signOf(options.kinds[0] || "unknown", true), t("legend.point")),
    item(signOf(options.kinds[0] || "unknown", false), t("legend.vague")),
    item(stackSign(7, false), t("legend.stack")),
    item(swatch("gm-swatch-area"), t("legend.area")),
    item(swatch("gm-swatch-derived"), t("legend.derived")),
    options.places ? item(swatch("gm-swatch-place"), t("legend.place")) : null,
    options.layers.some((entry) => entry.tone) ? item(line("gm-border gm-border-1 gm-border-disputed"), t("legend.border_disputed")) : null,
    item(line("gm-hairline"), t("legend.basemap_border")),
  );
}

export function about(options) {
  const list = (items) => el("ul", {}, items.map((item) => el("li", {}, bdi(item))));
  const made = [options.generated && t("about.generated", { date: options.generated }), options.tool && t("about.tool", { tool: options.tool })].filter(Boolean);
  return el(
    "div", { class: "gm-about" },
    el("h2", { class: "gm-heading" }, t("about.disclaimer_title")), el("p", {}, t("about.disclaimer")),
    el("p", {}, t("about.claims")), el("p", {}, t("about.uncertainty")),
    el("h2", { class: "gm-heading" }, t("about.credits")), list(options.credits),
    el("h2", { class: "gm-heading" }, t("about.software")), made.length ? el("p", {}, bdi(made.join(" "))) : null, list(options.software),
    el("details", {}, el("summary", {}, t("about.licences")), options.licences.map((text) => el("pre", {}, text))),
  );
}
