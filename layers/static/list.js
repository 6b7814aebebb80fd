// The list of incidents in order of time, with those that have no place and
// those told as background under headings of their own.

import { t } from "./data.js";
import { bdi, el, replaceChildren } from "./dom.js";
import { typeName } from "./evidence.js";
import { signFor } from "./signs.js";

const PAGE = 200;

export class IncidentList {
  constructor(store, open) {
    this.store = store;
    this.open = open;
    this.node = el("div", { class: "gm-list" });
    this.lengths = {};
    const c = store.columns;
    this.order = [...c.id.keys()].sort((a, b) => (c.sort[a] < c.sort[b] ? -1 : c.sort[a] > c.sort[b] ? 1 : a - b));
  }

  render() {
    const shown = this.order.filter((i) => this.store.passes(i));
    const c = this.store.columns;
    const parts = { mapped: [], unplaced: [], background: [] };
    for (const i of shown) parts[c.background[i] ? "background" : c.mode[i] === "none" ? "unplaced" : "mapped"].push(i);
    const empty = el("p", { class: "gm-dim" }, t(this.store.count ? "panel.none" : "panel.empty"));
    replaceChildren(this.node, shown.length ? Object.entries(parts).map(([name, items]) => this.part(name, items)) : empty);
  }

  part(name, items) {
    if (!items.length) return null;
    const length = Math.min(items.length, this.lengths[name] || PAGE);
    const rest = items.length - length;
    const help = name === "mapped" ? null : el("p", { class: "gm-dim" }, t(`panel.${name}_help`));
    const next = rest > 0
      ? el("button", { type: "button", class: "gm-more", on: { click: () => { this.lengths[name] = length + PAGE; this.render(); } } }, t("panel.more", { n: Math.min(rest, PAGE) }))
      : null;
    return el(
      "section", { class: `gm-part gm-part-${name}` },
      el("h2", { class: "gm-heading" }, t(`panel.${name}`), " ", el("span", { class: "gm-count" }, String(items.length))),
      help,
      el("ol", {}, items.slice(0, length).map((i) => this.item(i))),
      next,
    );
  }

  item(i) {
    const c = this.store.columns;
    const reason = c.mode[i] === "none" && c.place_status[i] ? t(`place_status.${c.place_status[i]}`) : null;
    return el(
      "li", {},
      el(
        "button", { type: "button", class: "gm-item", "data-incident": c.id[i], on: { click: () => this.open([i]) } },
        signFor(this.store, i),
        el(
          "span", { class: "gm-item-text" },
          el("span", { class: "gm-item-date" }, bdi(c.day[i])),
          el("span", { class: "gm-item-title" }, typeName(c, i), c.place[i] ? [" · ", bdi(c.place[i])] : null),
          reason ? el("span", { class: "gm-dim" }, reason) : null,
        ),
      ),
    );
  }
}
