// Marks: one handle an incident, drawn by one board a map so that incidents at
// one place are fanned out together whatever their kind. Marks in view are
// buttons of the document while they are few, else they are painted.

import { t } from "./data.js";
import { el, visible } from "./dom.js";
import { paintCount, paintSign, paintStack, SIGN_SIZE, signOf, stackSign } from "./signs.js";
import { colour, makeCanvasLayer, onScheme } from "./canvas.js";
import { preparePanes } from "./basemap.js";

const FEW = 300; // marks in view that are buttons
const FAN = 6; // incidents at one place that are fanned out; more are a number
const CELL = 34; // pixels within which painted marks are counted together
const REACH = 14; // pixels round a painted mark that answer a click

export function makeBoards(L, show) {
  const boards = new WeakMap();
  const Canvas = makeCanvasLayer(L);
  return (map) => {
    if (!boards.has(map)) boards.set(map, new Board(L, map, Canvas, show));
    return boards.get(map);
  };
}

class Board {
  constructor(L, map, Canvas, show) {
    this.L = L;
    this.map = map;
    this.show = show;
    this.layers = new Map();
    this.stores = new Set();
    this.buttons = new Map();
    this.painted = [];
    preparePanes(map);
    this.canvas = new Canvas((context) => this.paint(context), { pane: "gm-marks" }).addTo(map);
    map.on("moveend", () => this.render());
    map.on("click", (event) => this.hit(event.containerPoint));
    onScheme(() => this.render());
  }

  add(layer, store, positions) {
    this.layers.set(layer, { store, positions });
    if (!this.stores.has(store)) {
      this.stores.add(store);
      store.onChoice(() => this.regroup());
    }
    this.later();
  }

  remove(layer) {
    this.layers.delete(layer);
    this.later();
  }

  // Layers are added one after another at the start: draw once for all.
  later() {
    if (this.waiting) return;
    this.waiting = true;
    queueMicrotask(() => {
      this.waiting = false;
      this.regroup();
    });
  }

  choose(store, positions) {
    if (positions.length) this.show(this.map, store, positions);
  }

  // Incidents by the spot where they stand, anew after a change of layers or filters.
  groups() {
    if (this.grouped) return this.grouped;
    const byStore = new Map();
    for (const { store, positions } of this.layers.values()) {
      if (!byStore.has(store)) byStore.set(store, new Map());
      collect(this.L, store, positions, byStore.get(store));
    }
    this.grouped = [...byStore.values()].flatMap((spots) => [...spots.values()]);
    for (const { store, members } of this.grouped) {
      const { sort } = store.columns;
      if (members.length > 1) members.sort((a, b) => (sort[a] < sort[b] ? -1 : sort[a] > sort[b] ? 1 : a - b));
    }
    return this.grouped;
  }

  // Where marks stand in the view, in pixels.
  points() {
    const view = this.map.getBounds();
    return this.groups().filter((group) => view.contains(group.at)).map((group) => this.map.latLngToContainerPoint(group.at));
  }

  regroup() {
    this.grouped = null;
    this.render();
  }

  render() {
    const view = this.map.getBounds().pad(0.1);
    const seen = this.groups().filter((group) => view.contains(group.at));
    const few = seen.reduce((n, g) => n + (g.members.length > FAN ? 1 : g.members.length), 0) <= FEW;
    this.renderButtons(few ? seen : []);
    this.painted = few ? [] : cluster(this.map, seen);
    this.canvas.redraw();
  }

  renderButtons(groups) {
    const wanted = new Map();
    for (const group of groups) {
      if (group.members.length > FAN) wanted.set(`${group.key}|${group.members.length}`, () => this.stackButton(group));
      else group.members.forEach((i, n) => wanted.set(`${group.key}|${i}|${n}/${group.members.length}`, () => this.button(group, i, n)));
    }
    for (const [key, marker] of this.buttons) {
      if (!wanted.has(key)) {
        marker.remove();
        this.buttons.delete(key);
      }
    }
    for (const [key, make] of wanted) {
      if (!this.buttons.has(key)) this.buttons.set(key, make());
    }
  }

  button(group, i, n) {
    const { columns } = group.store;
    const offset = fanOffset(n, group.members.length);
    const name = markName(group.store, i);
    const content = [signOf(columns.kind[i], group.exact)];
    if (offset.x || offset.y) content.unshift(leader(offset));
    const marker = this.place(group.at, content, offset, name, () => this.choose(group.store, [i]));
    marker.getElement().dataset.incident = columns.id[i];
    marker.getElement().dataset.mode = columns.mode[i];
    return marker;
  }

  stackButton(group) {
    const name = `${t("panel.at_one_place", { n: group.members.length })}: ${group.store.columns.place[group.members[0]]}`;
    return this.place(group.at, [stackSign(group.members.length, group.exact)], { x: 0, y: 0 }, name, () => this.choose(group.store, group.members));
  }

  place(at, content, offset, name, act) {
    const L = this.L;
    const half = SIGN_SIZE / 2;
    const icon = L.divIcon({
      className: "gm-mark", iconSize: [SIGN_SIZE, SIGN_SIZE], iconAnchor: [half - offset.x, half - offset.y],
      html: el("span", { class: "gm-mark-body" }, content),
    });
    const marker = L.marker(at, { icon, pane: "gm-marks", keyboard: true, riseOnHover: true }).addTo(this.map);
    marker.on("click", () => { marker.closeTooltip(); act(); });
    marker.bindTooltip(el("span", {}, name), { offset: [offset.x, offset.y - half], direction: "top", className: "gm-tooltip" });
    const node = marker.getElement();
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", visible(name));
    L.DomEvent.on(node, "keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      L.DomEvent.stop(event);
      act();
    });
    return marker;
  }

  paint(context) {
    const colours = { halo: colour("--gm-halo"), paper: colour("--gm-paper"), ink: colour("--gm-ink") };
    const sprites = new Map();
    const half = SIGN_SIZE / 2 + 1;
    for (const group of this.painted) {
      const { x, y } = this.map.latLngToContainerPoint(group.at);
      const alone = group.members.length === 1;
      const kind = alone ? group.store.columns.kind[group.members[0]] : null;
      const key = `${kind}|${group.exact}`;
      if (!sprites.has(key)) sprites.set(key, sprite(kind, group.exact, colours));
      context.drawImage(sprites.get(key), Math.round(x) - half, Math.round(y) - half, 2 * half, 2 * half);
      if (!alone) paintCount(context, group.members.length, x, y, colours.ink);
    }
  }

  hit(point) {
    let best = null;
    let nearest = REACH;
    for (const group of this.painted) {
      const distance = this.map.latLngToContainerPoint(group.at).distanceTo(point);
      if (distance < nearest) [best, nearest] = [group, distance];
    }
    if (best) this.choose(best.store, best.members);
  }
}

function collect(L, store, positions, spots) {
  const { spot, mode, lat, lon } = store.columns;
  for (const i of positions) {
    if (!store.passes(i) || spot[i] < 0) continue;
    let group = spots.get(spot[i]);
    if (!group) {
      group = { key: `${store.id}|${spot[i]}`, store, exact: mode[i] === "point", at: L.latLng(lat[i], lon[i]), members: [] };
      spots.set(spot[i], group);
    }
    group.members.push(i);
  }
}

// Spots too near each other to be told apart at this zoom are counted
// together, exact ones with exact ones and vague ones with vague ones.
function cluster(map, spots) {
  const cells = new Map();
  for (const spot of spots) {
    const at = map.project(spot.at);
    const key = `${spot.store.id}|${spot.exact}|${Math.floor(at.x / CELL)}|${Math.floor(at.y / CELL)}`;
    if (!cells.has(key)) cells.set(key, { x: 0, y: 0, spots: [] });
    const cell = cells.get(key);
    cell.x += at.x;
    cell.y += at.y;
    cell.spots.push(spot);
  }
  return [...cells.values()].map((cell) => (cell.spots.length === 1 ? cell.spots[0] : merged(map, cell)));
}

function merged(map, { x, y, spots }) {
  const { store, exact } = spots[0];
  return { store, exact, members: spots.flatMap((s) => s.members), at: map.unproject([x / spots.length, y / spots.length]) };
}

// A sign painted once, to be put down many times.
function sprite(kind, exact, colours) {
  const ratio = window.devicePixelRatio || 1;
  const size = (SIGN_SIZE + 2) * ratio;
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.translate(SIGN_SIZE / 2 + 1, SIGN_SIZE / 2 + 1);
  if (kind) paintSign(context, kind, exact, colours);
  else paintStack(context, exact, colours);
  return canvas.transferToImageBitmap();
}

export function markName(store, i) {
  const c = store.columns;
  const how = { point: "place.exact", disc: "place.radius", area: "place.area", vague: "place.extent_unknown" }[c.mode[i]];
  const radius = c.radius_m[i] === null ? "?" : distance(c.radius_m[i]);
  return [t(`type.${c.kind[i]}`), c.day[i], c.place[i], how && t(how, { radius })].filter(Boolean).join(" · ");
}

export function distance(metres) {
  if (metres < 1000) return t("unit.m", { n: Math.round(metres) });
  const km = metres / 1000;
  return t("unit.km", { n: km < 10 ? Number(km.toFixed(1)) : Math.round(km) });
}

export function fanOffset(n, count) {
  if (count < 2) return { x: 0, y: 0 };
  const radius = count < 4 ? 24 : 32;
  const angle = (2 * Math.PI * n) / count - Math.PI / 2;
  return { x: Math.round(radius * Math.cos(angle)), y: Math.round(radius * Math.sin(angle)) };
}

// A line from a fanned-out mark back to its true place.
function leader(offset) {
  const line = el("span", { class: "gm-leader" });
  const length = Math.hypot(offset.x, offset.y);
  line.style.width = `${length}px`;
  line.style.transform = `rotate(${Math.atan2(-offset.y, -offset.x)}rad)`;
  return line;
}
