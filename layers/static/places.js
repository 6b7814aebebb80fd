// Places that a report names and that are not where the incident was.

import { readBlock, t } from "./data.js";
import { bdi, el } from "./dom.js";
import { distance } from "./words.js";
import { preparePanes } from "./basemap.js";

export function makePlaces(L, options) {
  const group = L.layerGroup();
  group.on("add", () => {
    preparePanes(group._map);
    if (group.getLayers().length) return;
    for (const place of readBlock(options.block)) draw(L, group, place);
  });
  return group;
}

function draw(L, group, place) {
  const at = [place.lat, place.lon];
  if (place.radius_m) {
    L.circle(at, { pane: "gm-places", radius: place.radius_m, className: "gm-place-area", interactive: false, fill: false }).addTo(group);
  }
  const icon = L.divIcon({ className: "gm-place", iconSize: [10, 10], html: el("span", { class: "gm-place-name" }, bdi(place.name)) });
  const marker = L.marker(at, { icon, pane: "gm-places", keyboard: false, interactive: true }).addTo(group);
  marker.bindTooltip(el("div", {}, tip(place)), { direction: "top", className: "gm-tooltip" });
}

function tip(place) {
  return [
    el("strong", {}, bdi(place.name)),
    el("div", {}, t("place.mentioned")),
    place.radius_m ? el("div", {}, t("place.radius", { radius: distance(place.radius_m) })) : null,
    place.derived ? el("div", {}, t("place.derived")) : null,
    el("div", {}, t("places.by"), " ", place.by.map((title, n) => [n ? "; " : "", bdi(title)])),
  ];
}
