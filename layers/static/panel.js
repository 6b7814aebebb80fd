// The panel: the list and the evidence, layers and legend, about.

import { t } from "./data.js";
import { bordersRead } from "./borders.js";
import { outlineLayer } from "./outline.js";
import { storeOf } from "./store.js";
import { fullScreen, tools } from "./tools.js";
import { el, replaceChildren } from "./dom.js";
import { evidenceOf } from "./evidence.js";
import { Filters } from "./filters.js";
import { about, isLayer, layerTree, legend } from "./legend.js";
import { IncidentList } from "./list.js";
import { State } from "./state.js";
import { number } from "./words.js";

const MOST = 500; // incidents at one place that are listed
const ON_PAPER = 100; // incidents whose evidence is printed
const CALM = 300; // milliseconds without a choice before the paper is filled
const panels = new WeakMap();

function rest(positions) {
  return positions.length > MOST ? el("li", { class: "gm-dim" }, t("panel.zoom_for_rest", { n: number(positions.length - MOST) })) : null;
}

export function panelOf(map) {
  return panels.get(map);
}

export function makePanel(L, map, options, boardOf) {
  const store = storeOf(options.block);
  store.ready.then(bordersRead).then(() => panels.set(map, new Panel(L, map, store, options, boardOf(map))), (error) => {
    const side = document.getElementById(`${options.id}-side`) || map.getContainer();
    side.append(el("p", { class: "gm-problems", role: "alert" }, t("map.unreadable", { reason: error.message })));
  });
}

class Panel {
  constructor(L, map, store, options, board) {
    this.L = L;
    this.map = map;
    this.store = store;
    this.detail = el("div", { class: "gm-detail", hidden: true });
    this.list = new IncidentList(this.store, (positions) => this.open(positions, true));
    this.entries = options.layers;
    this.filters = new Filters(this.store, () => { this.list.render(); this.state?.later(); this.laterOnPaper(); });
    const saving = tools(map, store, options, () => this.filters.count.textContent, (context) => board.paintButtons(context));
    this.main = el("div", { class: "gm-main-list" }, this.filters.node, saving, this.list.node);
    const tabs = [
      ["panel.incidents", [this.main, this.detail]],
      ["panel.layers", [layerTree(map, options.layers), el("h2", { class: "gm-heading" }, t("panel.legend")), legend(options)]],
      ["panel.about", [about(options)]],
    ];
    this.node = el("div", { class: "gm-panel" }, this.tabs(tabs, options.id));
    this.mount(options.id);
    this.paper = el("div", { class: "gm-paper" });
    this.pages[0].append(this.paper);
    window.addEventListener("beforeprint", () => this.fillPaper());
    window.addEventListener("afterprint", () => replaceChildren(this.paper));
    fullScreen(L, map);
    this.filters.apply();
    this.state = new State(this);
  }

  // Layers of the tree that are switched off, by their place in it.
  hidden() {
    return this.entries.flatMap((entry, n) => (isLayer(entry) && !this.map.hasLayer(window[entry.variable]) ? [n] : []));
  }

  hide(places) {
    this.entries.forEach((entry, n) => {
      if (!isLayer(entry)) return;
      const layer = window[entry.variable];
      if (places.includes(n)) layer.remove();
      else if (!this.map.hasLayer(layer)) layer.addTo(this.map);
    });
  }

  // Opens an incident that the address names; without one, the list.
  see(id) {
    const i = id === null ? -1 : this.store.indexOf(id);
    if (i >= 0 && this.seen !== id) this.open([i], false);
    else if (i < 0 && !this.detail.hidden) this.close();
  }

  // A page is printed at once: what it will show is read before, soon after each choice.
  laterOnPaper() {
    clearTimeout(this.paperTimer);
    const idle = window.requestIdleCallback || setTimeout;
    this.paperTimer = setTimeout(() => idle(() => this.readForPaper()), CALM);
  }

  async readForPaper() {
    const chosen = [];
    for (let i = 0; i < this.store.count && chosen.length < ON_PAPER; i++) if (this.store.passes(i)) chosen.push(i);
    this.onPaper = await Promise.all(chosen.map(async (i) => [i, await this.store.detail(i)]));
  }

  // On paper nothing can be opened: the evidence of what is shown follows the list.
  fillPaper() {
    replaceChildren(this.paper, (this.onPaper || []).map(([i, detail]) => evidenceOf(this.store, i, detail)));
  }

  mount(id) {
    this.map.getContainer().classList.add("gm-filtered");
    const side = document.getElementById(`${id}-side`);
    if (side) return side.append(this.node);
    const Control = this.L.Control.extend({ onAdd: () => {
      const box = el("div", { class: "gm-panel-control leaflet-bar" }, this.node);
      this.L.DomEvent.disableClickPropagation(box);
      this.L.DomEvent.disableScrollPropagation(box);
      return box;
    } });
    return new Control({ position: "topright" }).addTo(this.map);
  }

  tabs(tabs, id) {
    this.buttons = tabs.map(([key], n) => el("button", {
      type: "button", role: "tab", id: `${id}-tab-${n}`, "aria-controls": `${id}-page-${n}`,
      on: { click: () => this.turn(n), keydown: (event) => this.onTabKey(event, n) },
    }, t(key)));
    this.pages = tabs.map(([, content], n) => el("div", {
      role: "tabpanel", id: `${id}-page-${n}`, "aria-labelledby": `${id}-tab-${n}`, class: "gm-page-part", tabindex: "0",
    }, content));
    this.turn(0);
    return [el("div", { class: "gm-tabs", role: "tablist", "aria-label": t("panel.label") }, this.buttons), this.pages];
  }

  onTabKey(event, n) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (n + step + this.buttons.length) % this.buttons.length;
    this.turn(next);
    this.buttons[next].focus();
  }

  turn(n) {
    this.buttons.forEach((button, k) => {
      button.setAttribute("aria-selected", String(k === n));
      button.tabIndex = k === n ? 0 : -1;
      this.pages[k].hidden = k !== n;
    });
  }

  async open(positions, move) {
    const asked = (this.asked = positions);
    const came = document.activeElement;
    const detail = positions.length > 1 ? null : await this.store.detail(positions[0]);
    if (asked !== this.asked) return; // something else was opened or closed meanwhile
    this.came = this.detail.contains(came) ? this.came : came;
    const back = el("button", { type: "button", class: "gm-back", on: { click: () => this.close() } }, document.dir === "rtl" ? "→ " : "← ", t("panel.back"));
    const { spot } = this.store.columns;
    const together = positions.every((i) => spot[i] === spot[positions[0]]) ? "panel.at_one_place" : "panel.near";
    const several = positions.length > 1 ? el("h2", {}, t(together, { n: number(positions.length) })) : null;
    const items = positions.length > 1
      ? el("ol", { class: "gm-list" }, positions.slice(0, MOST).map((i) => this.list.item(i)), rest(positions))
      : evidenceOf(this.store, positions[0], detail);
    const nearer = together === "panel.near" ? el("button", { type: "button", class: "gm-more", on: { click: () => this.zoomTo(positions) } }, t("panel.zoom_to")) : null;
    replaceChildren(this.detail, back, several, nearer, items);
    this.main.hidden = true;
    this.detail.hidden = false;
    this.turn(0);
    this.pages[0].scrollTop = 0;
    this.node.closest(".gm-side")?.classList.add("gm-open");
    back.focus({ preventScroll: true });
    if (move && positions.length === 1) this.show(positions[0]);
    this.mark(positions);
    this.seen = positions.length === 1 ? this.store.columns.id[positions[0]] : null;
    this.state?.later();
  }

  close() {
    this.asked = null;
    this.seen = null;
    this.state?.later();
    this.detail.hidden = true;
    this.main.hidden = false;
    this.mark([]);
    const to = this.came && document.contains(this.came) && this.came !== document.body ? this.came : this.buttons[0];
    to.focus({ preventScroll: false });
  }

  // As near as all of them are in view.
  zoomTo(positions) {
    const bounds = this.L.latLngBounds([]);
    for (const i of positions) bounds.extend([this.store.lat(i), this.store.lon(i)]);
    this.map.fitBounds(bounds, { padding: [60, 60], maxZoom: 14 });
  }

  show(i) {
    if (!this.store.isDrawn(i)) return;
    const at = this.L.latLng(this.store.lat(i), this.store.lon(i));
    const radius = this.store.radius(i);
    const reach = radius ? at.toBounds(Math.min(radius, 2e6) * 2) : null;
    if (!this.map.getBounds().pad(-0.1).contains(at)) {
      if (reach) this.map.fitBounds(reach.pad(1.5), { maxZoom: 11 });
      else this.map.panTo(at);
    }
  }

  // A bold outline round what is being read; several have one where it is the same.
  mark(positions) {
    this.ring?.remove();
    this.ring = null;
    const { area, spot } = this.store.columns;
    const i = positions[0];
    if (i === undefined || !this.store.isDrawn(i) || positions.some((other) => area[other] !== area[i] || spot[other] !== spot[i])) return;
    this.ring = outlineLayer(this.L, this.store, i).addTo(this.map);
  }
}
