// Marks: one handle an incident, drawn by one board a map so that incidents at
// one place are fanned out together whatever their kind. Marks in view are
// buttons of the document while they are few, else they are painted; the
// outlines of areas are painted too.

import { t } from "./data.js";
import { el, visible } from "./dom.js";
import { countCells, marksOf, spotsIn } from "./grid.js";
import { LEAST, outlineAt, trace, viewOf } from "./paint.js";
import { kindOf, paintCount, paintSign, paintStack, SIGN_SIZE, signOf, stackSign } from "./signs.js";
import { colour, makeCanvasLayer, onScheme } from "./canvas.js";
import { preparePanes } from "./basemap.js";
import { Shown } from "./shown.js";
import { Walker } from "./walk.js";
import { distance, number } from "./words.js";
import { latOf, lonOf, worldX, worldY } from "./world.js";

const FEW = 200; // marks in view that are buttons
const FAN = 6; // incidents at one place that are fanned out; more are a number
const REACH = 16; // pixels round a painted mark that answer a click
const MOST_OUTLINES = 600; // in view
const MOST_POINTED = 100; // outlines that are looked at while the pointer moves

export function makeBoards(L, show, note) {
  const boards = new WeakMap();
  const Canvas = makeCanvasLayer(L);
  return (map) => {
    if (!boards.has(map)) boards.set(map, new Board(L, map, Canvas, show, note));
    return boards.get(map);
  };
}

class Board {
  constructor(L, map, Canvas, show, note) {
    Object.assign(this, { L, map, show, note });
    this.layers = new Map();
    this.shown = new Map();
    this.buttons = new Map();
    this.painted = [];
    this.outlined = [];
    preparePanes(map);
    this.outlines = new Canvas((context) => this.paintOutlines(context), { pane: "gm-areas" }).addTo(map);
    this.canvas = new Canvas((context) => this.paint(context), { pane: "gm-marks" }).addTo(map);
    this.walker = new Walker(L, map);
    map.on("moveend", () => this.render());
    map.on("click", (event) => this.hit(event.containerPoint));
    map.on("mousemove", (event) => this.point(event.containerPoint));
    onScheme(() => { this.outlines.redraw(); this.render(); });
  }

  add(layer, store, kind) {
    this.layers.set(layer, { store, kind });
    if (!this.shown.has(store)) {
      this.shown.set(store, new Shown(store));
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

  regroup() {
    for (const [store, shown] of this.shown) {
      const on = [...this.layers.values()].filter((layer) => layer.store === store).map((layer) => layer.kind);
      shown.update(Uint8Array.from(store.columns.kinds, (kind) => (on.includes(kind) ? 1 : 0)));
    }
    this.outlines.redraw();
    this.render();
  }

  render() {
    const view = viewOf(this.map, 40);
    const parts = [...this.shown.values()].map((shown) => ({ shown, cells: countCells(shown.store.columns.spots, shown.counts, view) }));
    const few = parts.reduce((n, { shown, cells }) => n + marksNeeded(shown, cells, view), 0) <= FEW;
    const focused = this.walker.holdsFocus();
    this.renderButtons(few ? parts.flatMap(({ shown }) => spotsOf(this.L, shown, view)) : []);
    this.painted = few ? [] : parts.flatMap(({ shown, cells }) => marksOf(cells, view.scale).map((mark) => ({ ...mark, shown, cells })));
    this.canvas.redraw();
    this.walker.take(few ? [...this.buttons.values()].map((marker) => marker.gmStop) : this.painted.map((mark) => this.stopOf(mark)), focused);
  }

  // A painted mark as a stop of the keyboard.
  stopOf(mark) {
    const { x, y } = mark;
    return { x, y, latLng: this.L.latLng(latOf(y), lonOf(x)), name: () => this.nameOf(mark), open: () => this.open(mark) };
  }

  nameOf({ shown, spot, spots, incidents, exact }) {
    if (incidents === 1) return markName(shown.store, shown.at(spot)[0]);
    return spots === 1 ? stackName(shown.store, shown.at(spot)) : t(exact ? "mark.exact" : "mark.vague", { n: number(incidents) });
  }

  // Where marks stand in the view, in pixels.
  points() {
    const { scale, left, top } = viewOf(this.map);
    const buttons = [...this.buttons.values()].map((marker) => this.map.latLngToContainerPoint(marker.getLatLng()));
    return [...buttons, ...this.painted.map((mark) => this.L.point(mark.x * scale - left, mark.y * scale - top))];
  }

  renderButtons(groups) {
    const wanted = new Map();
    for (const group of groups) {
      if (group.members.length > FAN) wanted.set(`${group.key}|${group.members.length}|${group.slot}/${group.slots}`, () => this.stackButton(group));
      else group.members.forEach((i, n) => wanted.set(`${group.key}|${i}|${group.slot + n}/${group.slots}`, () => this.button(group, i, n)));
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
    const { store } = group;
    const offset = fanOffset(group.slot + n, group.slots);
    const marker = this.place(group.at, withLeader(offset, signOf(store.kind(i), group.exact)), offset, markName(store, i), () => this.choose(store, [i]));
    marker.gmSign = { kind: store.kind(i), exact: group.exact, offset };
    marker.getElement().dataset.incident = store.columns.id[i];
    marker.getElement().dataset.mode = store.mode(i);
    return marker;
  }

  stackButton(group) {
    const name = stackName(group.store, group.members);
    const offset = fanOffset(group.slot, group.slots);
    const marker = this.place(group.at, withLeader(offset, stackSign(group.members.length, group.exact)), offset, name, () => this.choose(group.store, group.members));
    marker.gmSign = { kind: null, exact: group.exact, offset, count: group.members.length };
    return marker;
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
    const node = marker.getElement();
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", visible(name));
    // The tip is made when it is first wanted: most never are.
    marker.once("mouseover", () => marker.bindTooltip(el("span", {}, name), { offset: [offset.x, offset.y - half], direction: "top", className: "gm-tooltip" }).openTooltip());
    marker.gmStop = { node, x: worldX(at.lng), y: worldY(at.lat), offset, latLng: at, name: () => name, open: act };
    return marker;
  }

  paint(context) {
    const { scale, left, top } = viewOf(this.map);
    const put = signPainter(context);
    for (const mark of this.painted) {
      const { store } = mark.shown;
      const kind = mark.incidents === 1 ? store.kind(mark.shown.at(mark.spot)[0]) : null;
      put(mark.x * scale - left, mark.y * scale - top, kind, mark.exact, mark.incidents);
    }
  }

  // The marks that are buttons, for a picture of the map.
  paintButtons(context) {
    const put = signPainter(context);
    for (const marker of this.buttons.values()) {
      const { x, y } = this.map.latLngToContainerPoint(marker.getLatLng());
      const { kind, exact, offset, count } = marker.gmSign;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + offset.x, y + offset.y);
      context.strokeStyle = colour("--gm-ink");
      context.lineWidth = 1;
      context.stroke();
      put(x + offset.x, y + offset.y, kind, exact, count);
    }
  }

  // Outlines in the colour of their incidents' kind, dashed where derived. Too
  // many to be told apart are not drawn: their incidents are in the numbers.
  paintOutlines(context) {
    const view = viewOf(this.map, 4);
    this.outlined = [];
    let crowded = false;
    for (const shown of this.shown.values()) {
      const areas = shown.areasIn(view, LEAST, MOST_OUTLINES);
      crowded ||= areas === null;
      for (const area of areas || []) this.paintOutline(context, shown, area, view, areas.length > 300);
    }
    this.note(this.map, "outlines", crowded);
  }

  paintOutline(context, shown, area, view, thin) {
    const { store } = shown;
    const first = shown.areaFirst[area];
    const path = new Path2D();
    trace(path, shown.shape(area), view);
    context.strokeStyle = kindOf(store.kind(first)).colour;
    context.lineWidth = thin ? 1 : 2;
    context.globalAlpha = thin ? 0.6 : 1;
    context.setLineDash(store.columns.derived[first] ? [6, 5] : []);
    context.stroke(path);
    context.globalAlpha = 1;
    this.outlined.push({ shown, area });
  }

  hit(point) {
    const mark = this.markAt(point);
    if (mark) return this.open(mark);
    const outline = this.outlineAt(point);
    if (outline) this.choose(outline.shown.store, outline.shown.in(outline.area));
    return null;
  }

  open(mark) {
    const { shown } = mark;
    const spots = mark.spots === 1 ? [mark.spot] : spotsIn(shown.store.columns.spots, shown.counts, mark.cells, mark);
    this.choose(shown.store, spots.flatMap((spot) => shown.at(spot)).sort((a, b) => a - b));
  }

  // A hand over what can be opened; among very many outlines only over marks.
  point(at) {
    if (this.pointing) return;
    this.pointing = true;
    requestAnimationFrame(() => {
      this.pointing = false;
      const opens = this.markAt(at) || (this.outlined.length <= MOST_POINTED && this.outlineAt(at));
      this.map.getContainer().classList.toggle("gm-opens", Boolean(opens));
    });
  }

  markAt(point) {
    const { scale, left, top } = viewOf(this.map);
    let [best, nearest] = [null, REACH];
    for (const mark of this.painted) {
      const far = Math.hypot(mark.x * scale - left - point.x, mark.y * scale - top - point.y);
      if (far < nearest) [best, nearest] = [mark, far];
    }
    return best;
  }

  outlineAt(point) {
    const shapes = this.outlined.map(({ shown, area }) => shown.shape(area));
    return this.outlined[outlineAt(this.outlines.context(), shapes, viewOf(this.map), point)];
  }
}

// How many buttons a view would need; with many spots it is enough to know that.
function marksNeeded(shown, cells, view) {
  let spots = 0;
  for (const held of cells.held) spots += held;
  if (spots > FEW) return spots;
  let marks = 0;
  const { counts, store } = shown;
  eachSpot(store.columns.spots, counts, view.box, (s) => { marks += counts[s] > FAN ? 1 : counts[s]; });
  return marks;
}

function eachSpot(spots, counts, box, visit) {
  for (let s = 0; s < counts.length; s++) {
    if (counts[s] && spots.x[s] >= box[0] && spots.x[s] <= box[2] && spots.y[s] >= box[1] && spots.y[s] <= box[3]) visit(s);
  }
}

function spotsOf(L, shown, view) {
  const groups = [];
  const { store } = shown;
  const { spots } = store.columns;
  eachSpot(spots, shown.counts, view.box, (s) => groups.push({
    key: `${store.id}|${s}`, store, exact: spots.exact[s] === 1, members: shown.at(s), at: L.latLng(latOf(spots.y[s]), lonOf(spots.x[s])),
  }));
  return slotted(groups);
}

// Exact and vague incidents at one point are fanned out together, each its own sign.
function slotted(groups) {
  const taken = new Map();
  for (const group of groups) {
    const { lat, lng } = group.at;
    group.point = `${lat}|${lng}`;
    group.slot = taken.get(group.point) || 0;
    taken.set(group.point, group.slot + (group.members.length > FAN ? 1 : group.members.length));
  }
  for (const group of groups) group.slots = taken.get(group.point);
  return groups;
}

function signPainter(context) {
  const colours = { halo: colour("--gm-halo"), paper: colour("--gm-paper"), ink: colour("--gm-ink") };
  const sprites = new Map();
  const half = SIGN_SIZE / 2 + 1;
  return (x, y, kind, exact, count) => {
    const key = `${kind}|${exact}`;
    if (!sprites.has(key)) sprites.set(key, sprite(kind, exact, colours));
    context.drawImage(sprites.get(key), Math.round(x) - half, Math.round(y) - half, 2 * half, 2 * half);
    if (!kind) paintCount(context, count, x, y, colours.ink);
  };
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
  const how = { point: "place.exact", disc: "place.radius", area: "place.area", vague: "place.extent_unknown" }[store.mode(i)];
  const radius = store.radius(i);
  return [store.typeName(i), store.day(i), store.columns.place.at(i), how && t(how, { radius: radius === null ? "?" : distance(radius) })].filter(Boolean).join(" · ");
}

function stackName(store, members) {
  return [t("panel.at_one_place", { n: number(members.length) }), store.columns.place.at(members[0])].filter(Boolean).join(": ");
}

export function fanOffset(n, count) {
  if (count < 2) return { x: 0, y: 0 };
  const radius = count < 4 ? 24 : 32;
  const angle = (2 * Math.PI * n) / count - Math.PI / 2;
  return { x: Math.round(radius * Math.cos(angle)), y: Math.round(radius * Math.sin(angle)) };
}

function withLeader(offset, sign) {
  return offset.x || offset.y ? [leader(offset), sign] : [sign];
}

// A line from a fanned-out mark back to its true place.
function leader(offset) {
  const line = el("span", { class: "gm-leader" });
  const length = Math.hypot(offset.x, offset.y);
  line.style.width = `${length}px`;
  line.style.transform = `rotate(${Math.atan2(-offset.y, -offset.x)}rad)`;
  return line;
}
