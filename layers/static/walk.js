// Going from mark to mark by keyboard: one stop of the Tab key for all marks of
// a map, arrow keys from one to the next in the order of reading, Enter opens.
// Marks that are buttons take the focus themselves; for painted ones a ring of
// the document stands in.

import { t } from "./data.js";
import { el, visible } from "./dom.js";

const ROW = 68; // pixels: marks whose heights differ by less are read as one row
const EDGE = 40; // pixels: a mark nearer to the edge of the view is moved inside
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Walker {
  constructor(L, map) {
    Object.assign(this, { L, map, stops: [], current: 0 });
    const pane = map.getPane("gm-marks");
    const id = `gm-walk-${L.stamp(map)}`;
    this.ring = el("div", { class: "gm-walk", role: "button", "aria-describedby": id, hidden: true });
    this.help = el("p", { id, hidden: true }, t("mark.walk"));
    this.tip = L.tooltip({ direction: "top", offset: [0, -15], className: "gm-tooltip" });
    pane.append(this.ring, this.help);
    pane.addEventListener("keydown", (event) => this.onKey(event));
    pane.addEventListener("focusin", (event) => this.onFocus(event.target));
    pane.addEventListener("focusout", () => this.tip.remove());
    this.pane = pane;
  }

  holdsFocus() {
    return this.pane.contains(document.activeElement);
  }

  // `stops`: of each mark its place on the map, its name, what opens it and,
  // where it is a button, its node. `focused`: whether a mark had the focus.
  // What is nearest to the mark that was read is the one to be read next.
  take(stops, focused) {
    const { x, y } = this.at || { x: -Infinity, y: -Infinity };
    const scale = 256 * 2 ** this.map.getZoom();
    const place = ({ x: left, y: top, offset }) => [left * scale + (offset?.x ?? 0), top * scale + (offset?.y ?? 0)];
    this.stops = inReading(stops, place);
    let nearest = Infinity;
    this.current = 0;
    this.stops.forEach((stop, n) => {
      const far = (stop.x - x) ** 2 + (stop.y - y) ** 2;
      if (far < nearest) [this.current, nearest] = [n, far];
      if (stop.node) this.dress(stop.node);
    });
    this.ring.hidden = !stops.length || Boolean(stops[0].node);
    if (!stops.length) return;
    this.stand();
    if (focused && !this.holdsFocus()) this.node().focus({ preventScroll: true });
  }

  dress(node) {
    node.tabIndex = -1;
    node.setAttribute("aria-describedby", this.help.id);
  }

  node() {
    return this.stops[this.current].node || this.ring;
  }

  // Makes the current mark the one that Tab reaches.
  stand() {
    const stop = this.stops[this.current];
    if (!stop.node) {
      this.L.DomUtil.setPosition(this.ring, this.map.latLngToLayerPoint(stop.latLng));
      const name = visible(stop.name());
      this.ring.setAttribute("aria-label", t("mark.of", { name, k: this.current + 1, n: this.stops.length }));
    }
    this.node().tabIndex = 0;
  }

  go(n) {
    this.node().tabIndex = -1;
    this.current = Math.min(Math.max(n, 0), this.stops.length - 1);
    this.stand();
    this.node().focus({ preventScroll: true });
    this.tell();
    this.map.panInside(this.stops[this.current].latLng, { padding: [EDGE, EDGE], animate: false });
  }

  // A button may be focused by a click, too: the walk goes on from there.
  onFocus(node) {
    this.come(node);
    this.tell();
  }

  come(node) {
    const n = this.stops.findIndex((stop) => stop.node === node);
    if (n < 0 || n === this.current) return;
    this.node().tabIndex = -1;
    this.current = n;
    this.stand();
  }

  tell() {
    const stop = this.stops[this.current];
    if (!stop) return;
    this.at = { x: stop.x, y: stop.y };
    if (this.node().matches(":focus-visible")) this.tip.setLatLng(stop.latLng).setContent(el("span", {}, stop.name())).addTo(this.map);
  }

  onKey(event) {
    this.come(event.target.closest("[role=button]"));
    const to = { Home: 0, End: this.stops.length - 1 }[event.key] ?? (event.key in STEPS ? this.current + STEPS[event.key] : null);
    const opens = event.key === "Enter" || event.key === " ";
    if (!this.stops.length || event.ctrlKey || event.altKey || event.metaKey || (to === null && !opens)) return;
    this.L.DomEvent.stop(event);
    if (opens) {
      this.tip.remove();
      this.stops[this.current].open();
    } else this.go(to);
  }
}

// Row by row, and in a row from left to right.
function inReading(stops, place) {
  const placed = stops.map((stop) => {
    const [left, top] = place(stop);
    return { stop, left, row: Math.floor(top / ROW) };
  });
  return placed.sort((a, b) => a.row - b.row || a.left - b.left).map(({ stop }) => stop);
}
