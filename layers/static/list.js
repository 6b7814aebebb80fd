// The list of incidents in order of time, with those that have no place and
// those told as background under headings of their own.

import { t } from "./data.js";
import { bdi, el, replaceChildren } from "./dom.js";
import { signFor } from "./signs.js";
import { named, number } from "./words.js";

const PAGE = 50;

export class IncidentList {
  constructor(store, open) {
    this.store = store;
    this.open = open;
    this.node = el("div", { class: "gm-list" });
    this.lengths = {};
  }

  // The payload is in order of time, and so is the list.
  render() {
    const { background, mode } = this.store.columns;
    const parts = { mapped: { count: 0, items: [] }, unplaced: { count: 0, items: [] }, background: { count: 0, items: [] } };
    for (let i = 0; i < this.store.count; i++) {
      if (!this.store.passes(i)) continue;
      const name = background[i] ? "background" : mode[i] === 0 ? "unplaced" : "mapped";
      const part = parts[name];
      part.count += 1;
      if (part.items.length < (this.lengths[name] || PAGE)) part.items.push(i);
    }
    const shown = Object.entries(parts).filter(([, part]) => part.count);
    const empty = el("p", { class: "gm-dim" }, t(this.store.count ? "panel.none" : "panel.empty"));
    replaceChildren(this.node, shown.length ? shown.map(([name, part]) => this.part(name, part)) : empty);
  }

  part(name, { count, items }) {
    const rest = count - items.length;
    const help = name === "mapped" ? null : el("p", { class: "gm-dim" }, t(`panel.${name}_help`));
    const next = rest > 0
      ? el("button", { type: "button", class: "gm-more", on: { click: () => this.lengthen(name, items.length) } }, t("panel.more", { n: Math.min(rest, PAGE) }))
      : null;
    return el(
      "section", { class: `gm-part gm-part-${name}` },
      el("h2", { class: "gm-heading" }, t(`panel.${name}`), " ", el("span", { class: "gm-count" }, number(count))),
      help,
      el("ol", {}, items.map((i) => this.item(i))),
      next,
    );
  }

  // Whoever asked for more goes on reading where the list ended.
  lengthen(name, length) {
    this.lengths[name] = length + PAGE;
    this.render();
    this.node.querySelectorAll(`.gm-part-${name} .gm-item`)[length]?.focus();
  }

  item(i) {
    const c = this.store.columns;
    const place = c.place.at(i);
    const status = c.place_status.at(i);
    const reason = c.mode[i] === 0 && status ? bdi(named("place_status", status)) : null;
    return el(
      "li", {},
      el(
        "button", { type: "button", class: "gm-item", "data-incident": c.id[i], on: { click: () => this.open([i]) } },
        signFor(this.store, i),
        el(
          "span", { class: "gm-item-text" },
          el("span", { class: "gm-item-date" }, bdi(this.store.day(i))),
          el("span", { class: "gm-item-title" }, bdi(this.store.typeName(i)), place ? [" · ", bdi(place)] : null),
          reason ? el("span", { class: "gm-dim" }, reason) : null,
        ),
      ),
    );
  }
}
