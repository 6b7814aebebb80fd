// A bold outline round the incident that is being read.

import { ringAround } from "./world.js";

export function outlineLayer(L, store, i) {
  const options = { pane: "gm-areas", className: "gm-chosen", interactive: false, fill: false, smoothFactor: 0, renderer: L.svg({ pane: "gm-areas" }) };
  const { area, discs, outlines } = store.columns;
  const n = area[i];
  if (n < 0) return L.circleMarker([store.lat(i), store.lon(i)], { ...options, radius: 20 });
  if (n >= discs.spot.length) {
    return L.geoJSON(outlines[n - discs.spot.length], { style: options, ...options, pointToLayer: (_, at) => L.circleMarker(at, { ...options, radius: 20 }) });
  }
  const ring = ringAround(store.lon(i), store.lat(i), discs.radius_m[n]);
  return L.polygon(ring.map(([lon, lat]) => [lat, lon]), options);
}
