// Filters: kinds, days and words; they say which incidents are shown.

import { t } from "./data.js";
import { el } from "./dom.js";
import { listSign } from "./signs.js";
import { TimeBars } from "./time.js";

export class Filters {
  constructor(store, changed) {
    this.store = store;
    this.changed = changed;
    const c = store.columns;
    this.kinds = [...new Set(c.kind)].sort();
    this.boxes = new Map(this.kinds.map((kind) => [kind, this.box(true)]));
    const days = c.start.filter(Boolean).sort();
    const limits = { type: "date", min: days[0], max: c.end.filter(Boolean).sort().at(-1) };
    this.from = this.input({ ...limits });
    this.to = this.input({ ...limits });
    this.undated = this.box(true);
    this.search = el("input", { type: "search", on: { input: () => this.applySearch() } });
    this.bars = new TimeBars(store, (from, to) => this.setDays(from, to));
    this.binOf = c.start.map((start) => (start && this.bars.node ? this.bars.binOf(start) : -1));
    this.count = el("p", { class: "gm-counts", role: "status", "aria-live": "polite" });
    this.node = this.build();
  }

  box(checked) {
    return el("input", { type: "checkbox", checked, on: { change: () => this.apply() } });
  }

  input(attributes) {
    return el("input", { ...attributes, on: { input: () => this.apply() } });
  }

  build() {
    const field = (key, input) => el("label", { class: "gm-field" }, el("span", {}, t(key)), input);
    const button = (key, act) => el("button", { type: "button", on: { click: act } }, t(key));
    const all = (checked) => () => { this.boxes.forEach((box) => { box.checked = checked; }); this.apply(); };
    return el(
      "div", { class: "gm-filters" },
      field("filter.search", this.search),
      el("details", {},
        el("summary", {}, t("filter.title")),
        el("div", { class: "gm-row" }, field("filter.from", this.from), field("filter.to", this.to)),
        el("label", { class: "gm-check" }, this.undated, " ", t("filter.undated")),
        el("fieldset", {}, el("legend", {}, t("filter.types")),
          this.kinds.map((kind) => el("label", { class: "gm-check" }, this.boxes.get(kind), listSign(kind), t(`type.${kind}`)))),
        el("div", { class: "gm-row" }, button("filter.all", all(true)), button("filter.none", all(false)), button("filter.reset", () => this.reset()))),
      this.bars.node,
      this.count,
    );
  }

  reset() {
    this.bars.stop();
    this.write({});
    this.apply();
  }

  read() {
    const off = this.kinds.filter((kind) => !this.boxes.get(kind).checked);
    return { from: this.from.value, to: this.to.value, search: this.search.value.trim(), off, undated: this.undated.checked };
  }

  write(state) {
    this.boxes.forEach((box, kind) => { box.checked = !(state.off || []).includes(kind); });
    this.from.value = state.from || "";
    this.to.value = state.to || "";
    this.search.value = state.search || "";
    this.undated.checked = state.undated !== false;
  }

  setDays(from, to) {
    this.from.value = from || "";
    this.to.value = to || "";
    this.apply();
  }

  async applySearch() {
    if (this.search.value.trim()) await this.store.allDetails();
    this.apply();
  }

  apply() {
    const state = this.read();
    const flags = new Uint8Array(this.store.count);
    const off = new Set(state.off);
    const words = state.search.toLocaleLowerCase();
    const counts = new Array(this.bars.bins.length).fill(0);
    let shown = 0;
    for (let i = 0; i < flags.length; i++) {
      if (!this.keeps(i, off, words)) continue;
      if (this.binOf[i] >= 0) counts[this.binOf[i]] += 1;
      flags[i] = this.inDays(i, state) ? 1 : 0;
      shown += flags[i];
    }
    this.bars.render(counts, state.from, state.to);
    this.count.textContent = t("panel.count", { shown, all: this.store.count });
    this.store.choose(flags);
    this.changed(state);
  }

  keeps(i, off, words) {
    return !off.has(this.store.columns.kind[i]) && (!words || this.textOf(i).includes(words));
  }

  inDays(i, { from, to, undated }) {
    const { start, end } = this.store.columns;
    if (!start[i]) return undated;
    return !((from && end[i] < from) || (to && start[i] > to));
  }

  textOf(i) {
    this.texts ||= new Array(this.store.count);
    const c = this.store.columns;
    return (this.texts[i] ||= JSON.stringify([c.title[i], c.place[i], t(`type.${c.kind[i]}`), this.store.detailNow(i)]).toLocaleLowerCase());
  }
}
