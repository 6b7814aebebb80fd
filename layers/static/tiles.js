// Tiles of a server, as an option. The base map inside the file stays under
// them, and a line says so where they do not come.

import { t } from "./data.js";
import { bdi, el } from "./dom.js";
import { preparePanes } from "./basemap.js";

export function makeTiles(L, options) {
  const layer = L.tileLayer(options.url, {
    subdomains: options.subdomains, minZoom: options.minZoom, maxNativeZoom: options.maxZoom, maxZoom: 19,
    referrerPolicy: "strict-origin-when-cross-origin",
  });
  const missing = el("div", { class: "gm-tiles-missing", role: "status", hidden: true }, t("tiles.missing", { name: options.name }));
  const credit = el("div", { class: "gm-tiles-credit" }, bdi(options.attribution));
  const Box = L.Control.extend({ onAdd: () => el("div", { class: "gm-tiles-box" }, missing, credit) });
  const box = new Box({ position: "bottomright" });
  let came = false;
  const say = (map) => {
    missing.hidden = came;
    // The server's pictures have names of their own.
    const names = map.getPane("gm-labels");
    if (names) names.style.visibility = came ? "hidden" : "";
  };
  layer.on("add", () => {
    preparePanes(layer._map);
    box.addTo(layer._map);
  });
  layer.on("remove", () => {
    came = false;
    say(layer._map || box._map);
    missing.hidden = true;
    box.remove();
  });
  layer.on("tileload", () => { came = true; say(layer._map); });
  layer.on("tileerror", () => { if (!came) say(layer._map); });
  return layer;
}
