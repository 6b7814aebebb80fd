// Filters: what a reader asks to see. What passes is worked out in choose.js.

import { t } from "./data.js";
import { ALL, choose } from "./choose.js";
import { bdi, el } from "./dom.js";
import { search } from "./search.js";
import { listSign } from "./signs.js";
import { TimeBars } from "./time.js";
import { isoDay, named, NO_DAY, number, pairName, sideName } from "./words.js";

const MOST_OPTIONS = 300; // of a list to choose from; the search finds the rest
const MANY = 20000; // incidents from which a search waits until the words are whole
const SHOWN_EACH = 400; // milliseconds between two pictures of what is found so far
const PAUSE = 200; // milliseconds after the last letter

export class Filters {
  constructor(store, changed) {
    this.store = store;
    this.changed = changed;
    const c = store.columns;
    this.kinds = c.kinds.filter((kind, n) => c.kind.includes(n)).sort();
    this.off = this.boxes(this.kinds, (kind) => [listSign(kind), t(`type.${kind}`)]);
    this.status = this.boxes(c.status.words, (status) => bdi(named("status", status || "none")));
    this.prec = this.boxes([1, 2, 3, 4, 5, 6, 7, 0].filter((prec) => c.prec.includes(prec)).map(String), (prec) => t(`prec.${prec}`));
    this.pair = this.select(c.border_pair.words.filter(Boolean), pairName);
    this.side = this.select(frequent(c.sides), sideName);
    this.actor = this.select(frequent(c.actors), (name) => name);
    this.harm = this.harmInputs(c.figures);
    const [min, max] = this.daysOf(c);
    this.from = this.input({ type: "date", min, max });
    this.to = this.input({ type: "date", min, max });
    this.undated = this.box(true);
    this.search = el("input", { type: "search", on: { input: () => this.later() } });
    this.bars = new TimeBars(store, (from, to) => this.setDays(from, to));
    this.count = el("p", { class: "gm-counts", role: "status", "aria-live": "polite" });
    this.busy = el("p", { class: "gm-dim", "aria-live": "polite" });
    this.undo = el("button", { type: "button", class: "gm-small", on: { click: () => this.reset() } }, t("filter.reset"));
    this.node = this.build();
  }

  daysOf(c) {
    const { start, end } = c;
    let min = Infinity;
    let max = -Infinity;
    for (let i = 0; i < start.length; i++) {
      if (start[i] === NO_DAY) continue;
      if (start[i] < min) min = start[i];
      if (end[i] > max) max = end[i];
    }
    return min <= max ? [isoDay(min), isoDay(max)] : [null, null];
  }

  // Boxes to tick, each with its words and how many pass; ticked ones are kept.
  boxes(values, words) {
    return new Map(values.map((value) => {
      const box = this.box(true);
      const count = el("span", { class: "gm-dim gm-number" });
      return [value, { box, count, node: el("div", { class: "gm-check-row" }, el("label", { class: "gm-check" }, box, words(value)), count) }];
    }));
  }

  box(checked) {
    return el("input", { type: "checkbox", checked, on: { change: () => this.apply() } });
  }

  input(attributes) {
    return el("input", { ...attributes, on: { input: () => this.apply() } });
  }

  select(values, words) {
    const options = values.slice(0, MOST_OPTIONS).map((value) => el("option", { value }, words(value)));
    return el("select", { on: { change: () => this.apply() } }, el("option", { value: "" }, t("filter.any")), options);
  }

  harmInputs(figures) {
    const figure = () => this.input({ type: "number", min: "0", step: "1", inputmode: "numeric" });
    return {
      kind: this.select(figures.kinds, (kind) => named("kind", kind)), claimant: this.select(figures.claimants, sideName),
      low: figure(), high: figure(), unknown: this.box(true),
    };
  }

  build() {
    return el(
      "div", { class: "gm-filters" },
      field("filter.search", this.search), this.busy,
      el("details", {},
        el("summary", {}, t("filter.title")),
        el("div", { class: "gm-row" }, field("filter.from", this.from), field("filter.to", this.to)),
        el("label", { class: "gm-check" }, this.undated, " ", t("filter.undated")),
        this.group("filter.types", this.off),
        this.group("filter.precision", this.prec),
        this.group("filter.status", this.status),
        this.harmGroup(),
        this.lists()),
      this.bars.node,
      el("div", { class: "gm-count-row" }, this.count, this.undo),
    );
  }

  group(key, boxes) {
    if (boxes.size < 2) return null;
    const all = (checked) => () => { boxes.forEach(({ box }) => { box.checked = checked; }); this.apply(); };
    const button = (name, checked) => el("button", { type: "button", class: "gm-small", "aria-label": `${t(key)}: ${t(name)}`, on: { click: all(checked) } }, t(name));
    return el("fieldset", {}, el("legend", {}, t(key)), [...boxes.values()].map(({ node }) => node), el("div", { class: "gm-row" }, button("filter.all", true), button("filter.none", false)));
  }

  harmGroup() {
    if (!this.store.columns.figures.kinds.length) return null;
    const { kind, claimant, low, high, unknown } = this.harm;
    return el(
      "fieldset", {}, el("legend", {}, t("filter.harm")),
      el("div", { class: "gm-row" }, field("filter.harm_kind", kind), field("filter.harm_claimant", claimant)),
      el("div", { class: "gm-row" }, field("filter.harm_low", low), field("filter.harm_high", high)),
      el("label", { class: "gm-check" }, unknown, " ", t("filter.harm_unknown")),
      el("p", { class: "gm-dim" }, t("filter.harm_help")),
    );
  }

  lists() {
    const shown = [["filter.pair", this.pair], ["filter.side", this.side], ["filter.actor", this.actor]].filter(([, select]) => select.options.length > 1);
    return shown.length ? el("fieldset", {}, el("legend", {}, t("filter.parties")), shown.map(([key, select]) => field(key, select))) : null;
  }

  reset() {
    this.bars.stop();
    this.write(ALL);
    this.applySearch();
  }

  read() {
    const unticked = (boxes) => [...boxes].filter(([, { box }]) => !box.checked).map(([value]) => value);
    const { kind, claimant, low, high, unknown } = this.harm;
    return {
      from: this.from.value, to: this.to.value, search: this.search.value.trim(), undated: this.undated.checked,
      off: unticked(this.off), status: unticked(this.status), prec: unticked(this.prec),
      pair: this.pair.value, side: this.side.value, actor: this.actor.value,
      harm: { kind: kind.value, claimant: claimant.value, low: low.value, high: high.value, unknown: unknown.checked },
    };
  }

  // A value that is not among the choices leaves a select at "any".
  write(asked) {
    const tick = (boxes, off) => boxes.forEach(({ box }, value) => { box.checked = !off.includes(value); });
    const pick = (select, value) => { select.value = [...select.options].some((option) => option.value === value) ? value : ""; };
    tick(this.off, asked.off);
    tick(this.status, asked.status);
    tick(this.prec, asked.prec);
    for (const name of ["pair", "side", "actor"]) pick(this[name], asked[name]);
    for (const name of ["from", "to", "search"]) this[name].value = asked[name];
    this.undated.checked = asked.undated;
    for (const name of ["kind", "claimant"]) pick(this.harm[name], asked.harm[name]);
    for (const name of ["low", "high"]) this.harm[name].value = asked.harm[name];
    this.harm.unknown.checked = asked.harm.unknown;
  }

  setDays(from, to) {
    this.from.value = from || "";
    this.to.value = to || "";
    this.apply();
  }

  later() {
    clearTimeout(this.timer);
    if (this.store.count < MANY) return this.applySearch();
    this.timer = setTimeout(() => this.applySearch(), PAUSE);
    return null;
  }

  // A new search stops the one that is under way.
  async applySearch() {
    const words = this.search.value.trim();
    const turn = (this.turn = (this.turn || 0) + 1);
    this.found = null;
    this.busy.textContent = "";
    if (!words) return this.apply();
    let next = 0;
    return search(this.store, words, (flags, part) => {
      const now = performance.now();
      if (part < 1 && now < next) return;
      this.found = flags;
      this.busy.textContent = part < 1 ? t("filter.searching", { percent: Math.round(part * 100) }) : "";
      this.apply();
      // Of a large file what is found so far is shown now and then: the search goes on.
      next = performance.now() + Math.max(SHOWN_EACH, 5 * (performance.now() - now));
    }, () => this.turn !== turn);
  }

  apply() {
    const asked = this.read();
    const found = choose(this.store, asked, this.found || null, { count: this.bars.bins.length, of: this.bars.of });
    this.bars.render([...found.bars], asked.from, asked.to);
    this.count.textContent = t("panel.count", { shown: number(found.shown), all: number(this.store.count) });
    this.tell(found);
    this.store.choose(found.flags, found.shown === this.store.count);
    this.changed(asked);
  }

  tell({ kind, status, prec }) {
    const { kinds, status: states } = this.store.columns;
    const put = (boxes, counts, of) => boxes.forEach(({ count }, value) => { count.textContent = number(counts[of(value)]); });
    put(this.off, kind, (name) => kinds.indexOf(name));
    put(this.status, status, (name) => states.words.indexOf(name));
    put(this.prec, prec, Number);
  }
}

function field(key, input) {
  return el("label", { class: "gm-field" }, el("span", {}, t(key)), input);
}

// The words of lists, those of most incidents first.
function frequent({ words, codes }) {
  const counts = new Uint32Array(words.length);
  for (let n = 0; n < codes.length; n++) counts[codes[n]] += 1;
  return words.map((word, n) => [word, counts[n]]).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word);
}
