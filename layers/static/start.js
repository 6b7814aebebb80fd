// What the page's scripts call. `L` is Leaflet.

import { makeBasemap, preparePanes } from "./basemap.js";
import { bordersRead, makeBorders } from "./borders.js";
import { makeIncidents, makeUncertainty } from "./areas.js";
import { makeBoards } from "./marks.js";
import { makePanel, panelOf } from "./panel.js";
import { makeDrawn } from "./drawn.js";
import { makePlaces } from "./places.js";
import { makeTiles } from "./tiles.js";
import { evidenceOf } from "./evidence.js";
import { readBlock, t, useTexts } from "./data.js";
import { makeNotes } from "./note.js";
import { useKinds } from "./signs.js";
import { makeTheme } from "./themes.js";
import { makeUnits } from "./units.js";
import { allReady, storeOf } from "./store.js";

const MOST = 50; // incidents in a popup

function showEvidence(map, store, positions) {
  const panel = panelOf(map);
  if (panel && panel.store === store) return panel.open(positions, false);
  return L.popup({ maxWidth: 420, maxHeight: 400 })
    .setLatLng([store.lat(positions[0]), store.lon(positions[0])])
    .setContent(popupContent(store, positions))
    .openOn(map);
}

function popupContent(store, positions) {
  const box = document.createElement("div");
  box.className = "gm-popup";
  for (const i of positions.slice(0, MOST)) store.detail(i).then((detail) => box.append(evidenceOf(store, i, detail)));
  return box;
}

const note = makeNotes(() => L);
let boardOf = null;

function boards() {
  boardOf ||= makeBoards(L, showEvidence, note);
  return boardOf;
}

function makeMap(options) {
  const map = L.map(options.id, {
    zoomControl: false, attributionControl: false, minZoom: 1, maxZoom: 17, zoomSnap: 0.5,
    maxBounds: [[-89.9, -270], [89.9, 270]], ...options.leaflet,
  });
  L.control.zoom({ zoomInTitle: t("map.zoom_in"), zoomOutTitle: t("map.zoom_out") }).addTo(map);
  L.control.scale({ maxWidth: 140 }).addTo(map);
  preparePanes(map);
  const [west, south, east, north] = options.bounds;
  const bounds = L.latLngBounds([south, west], [north, east]);
  const hasSize = () => map.getSize().x > 0 && map.getSize().y > 0;
  const fit = () => map.fitBounds(bounds, { maxZoom: options.maxZoom, padding: [24, 24], animate: false });
  // A frame that is not shown yet has no size to fit anything into.
  let waiting = !hasSize();
  if (waiting) map.setView(bounds.getCenter(), 3);
  else fit();
  new ResizeObserver(() => {
    const { clientWidth, clientHeight } = map.getContainer();
    if (map.getSize().equals([clientWidth, clientHeight])) return; // told of anew, a map forgets its exact centre
    map.invalidateSize({ animate: false, pan: false });
    if (waiting && hasSize()) {
      waiting = false;
      if (!window.location.hash.includes("at=")) fit();
    }
  }).observe(map.getContainer());
  return map;
}

// After the next picture; a page out of sight paints none.
function painted() {
  return new Promise((done) => {
    requestAnimationFrame(done);
    setTimeout(done, 200);
  });
}

const api = {
  texts: useTexts,
  kinds: useKinds,
  map: makeMap,
  basemap: (options) => makeBasemap(L, options),
  incidents: (options) => makeIncidents(L, boards(), options),
  uncertainty: (options) => makeUncertainty(L, options, note),
  theme: (options) => makeTheme(L, options),
  units: (options) => makeUnits(L, options),
  borders: (options) => makeBorders(L, options, (map) => boards()(map).points()),
  places: (options) => makePlaces(L, options),
  tiles: (options) => makeTiles(L, options),
  drawn: (options) => makeDrawn(L, options),
  panel: (map, id, block) => makePanel(L, map, { id, ...readBlock(block) }, boards()),
  ready: () => Promise.all([allReady(), bordersRead()]).then(painted).then(() => { document.documentElement.dataset.geomap = "ready"; }, () => { document.documentElement.dataset.geomap = "failed"; }),
  storeOf,
};

export { api };
