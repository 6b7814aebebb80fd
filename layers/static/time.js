// Incidents over time: bars, a window over them that is drawn with the pointer
// or moved with the arrow keys, and a button that lets it run.

import { t } from "./data.js";
import { el, replaceChildren, svg } from "./dom.js";
import { dayNumber, isoDay, NO_DAY } from "./words.js";

const MOST_BARS = 64;
const WIDTH = 400;
const HEIGHT = 56;
const BEAT = 700; // milliseconds
const DAY = 86400000;

export class TimeBars {
  constructor(store, choose) {
    this.store = store;
    this.choose = choose;
    const { start, background } = store.columns;
    this.bins = makeBins(...ends(start, background));
    this.of = new Int16Array(start.length);
    const bin = binFinder(this.bins);
    for (let i = 0; i < start.length; i++) this.of[i] = i && start[i] === start[i - 1] ? this.of[i - 1] : bin(start[i]); // in order of time
    this.bars = svg("g", {});
    this.window = svg("rect", { class: "gm-window", y: 0, height: HEIGHT });
    this.node = this.bins.length > 1 ? this.build() : null;
  }

  build() {
    const picture = svg(
      "svg", { class: "gm-bars", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", tabindex: "0", role: "group", "aria-label": `${t("time.title")}. ${t("time.help")}` },
      this.bars, this.window,
    );
    picture.addEventListener("pointerdown", (event) => this.grasp(event, picture));
    picture.addEventListener("keydown", (event) => this.onKey(event));
    this.button = el("button", { type: "button", class: "gm-play", "aria-pressed": "false", "aria-label": t("time.play"), title: t("time.play"), on: { click: () => this.play() } }, "▶");
    this.words = el("p", { class: "gm-dim gm-span", dir: "ltr" });
    return el("div", { class: "gm-time" }, el("div", { class: "gm-time-row", dir: "ltr" }, this.button, picture), this.words);
  }

  // Bars of what passes the filters, whatever the days.
  render(counts, from, to) {
    if (!this.node) return;
    const most = Math.max(1, ...counts);
    const step = WIDTH / this.bins.length;
    replaceChildren(this.bars, counts.map((count, n) => {
      const height = count ? Math.max(2, (count / most) * (HEIGHT - 2)) : 0;
      const bar = svg("rect", { class: "gm-bar", x: n * step + 0.5, y: HEIGHT - height, width: Math.max(1, step - 1), height });
      bar.append(svg("title", {}, t("time.bar", { date: this.bins[n].name, n: count })));
      return bar;
    }));
    this.show(from, to);
  }

  show(from, to) {
    const [first, last] = this.binsOf(from, to);
    const step = WIDTH / this.bins.length;
    const open = !from && !to;
    this.window.setAttribute("x", first * step);
    this.window.setAttribute("width", open ? 0 : (last - first + 1) * step);
    this.chosen = open ? null : [first, last];
    this.words.textContent = `${this.bins[first].name} – ${this.bins[last].name}`;
  }

  binsOf(from, to) {
    const last = this.bins.length - 1;
    const first = from ? this.bins.findIndex((bin) => bin.to >= from) : 0;
    const end = to ? this.bins.findLastIndex((bin) => bin.from <= to) : last;
    const start = first < 0 ? last : first;
    return [start, Math.max(start, end < 0 ? 0 : end)];
  }

  take(first, last) {
    const clamp = (n) => Math.min(Math.max(n, 0), this.bins.length - 1);
    this.choose(this.bins[clamp(Math.min(first, last))].from, this.bins[clamp(Math.max(first, last))].to);
  }

  grasp(event, picture) {
    const at = (e) => Math.floor(((e.clientX - box.left) / box.width) * this.bins.length);
    const box = picture.getBoundingClientRect();
    const start = at(event);
    const move = (e) => this.take(start, at(e));
    const end = () => picture.removeEventListener("pointermove", move);
    this.stop();
    picture.setPointerCapture(event.pointerId);
    picture.addEventListener("pointermove", move);
    picture.addEventListener("pointerup", end, { once: true });
    picture.addEventListener("pointercancel", end, { once: true });
    this.take(start, start);
  }

  onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") this.choose("", "");
    else if (step && event.shiftKey) this.stretch(step);
    else if (step) this.shift(step);
    else return;
    this.stop();
    event.preventDefault();
    event.stopPropagation();
  }

  shift(step) {
    const [first, last] = this.chosen || (step > 0 ? [-1, -1] : [this.bins.length, this.bins.length]);
    if (first + step >= 0 && last + step < this.bins.length) this.take(first + step, last + step);
  }

  stretch(step) {
    const [first, last] = this.chosen || [0, 0];
    this.take(first, Math.max(first, last + step));
  }

  play() {
    if (this.timer) return this.stop();
    this.button.textContent = "❚❚";
    this.button.setAttribute("aria-pressed", "true");
    if (!this.chosen || this.chosen[1] >= this.bins.length - 1) this.take(0, this.chosen ? this.chosen[1] - this.chosen[0] : 0);
    this.timer = setInterval(() => (this.chosen && this.chosen[1] < this.bins.length - 1 ? this.shift(1) : this.stop()), BEAT);
    return null;
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    if (!this.button) return;
    this.button.textContent = "▶";
    this.button.setAttribute("aria-pressed", "false");
  }
}

// The first and the last day that is known: of background only where there is no other.
function ends(start, background) {
  let first = Infinity;
  let last = -Infinity;
  let [early, late] = [first, last];
  for (let i = 0; i < start.length; i++) {
    const day = start[i];
    if (day === NO_DAY) continue;
    if (day < early) early = day;
    if (day > late) late = day;
    if (background[i]) continue;
    if (day < first) first = day;
    if (day > last) last = day;
  }
  if (first > last) [first, last] = [early, late];
  return first > last ? ["", ""] : [isoDay(first), isoDay(last)];
}

// The number of the bar in which a day is, or -1.
function binFinder(bins) {
  const limits = bins.map((bin) => [dayNumber(bin.from), dayNumber(bin.to)]);
  return (day) => {
    let [low, high] = [0, limits.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (limits[middle][1] < day) low = middle + 1;
      else high = middle;
    }
    return limits.length && day !== NO_DAY && day >= limits[low][0] && day <= limits[low][1] ? low : -1;
  };
}

// Days, months, years or decades, so that the bars are not too many.
export function makeBins(first, last) {
  if (!first) return [];
  for (const [length, next] of [[10, nextDay], [7, nextMonth], [4, nextYear]]) {
    const bins = [];
    for (let name = first.slice(0, length); name <= last && bins.length <= MOST_BARS; name = next(name)) bins.push(name);
    if (bins.length <= MOST_BARS) return bins.map((name) => ({ name, from: pad(name, "01"), to: pad(name, "31") }));
  }
  return decades(first, last);
}

function decades(first, last) {
  const bins = [];
  for (let year = Math.floor(first.slice(0, 4) / 10) * 10; year <= Number(last.slice(0, 4)); year += 10) {
    const [from, to] = [year, year + 9].map((y) => String(y).padStart(4, "0"));
    bins.push({ name: `${from}–${to}`, from: `${from}-01-01`, to: `${to}-12-31` });
  }
  return bins;
}

// The first and last day of a month or year; "31" stands for a month's end.
function pad(name, day) {
  if (name.length === 10) return name;
  if (name.length === 4) return `${name}-${day === "01" ? "01-01" : "12-31"}`;
  if (day === "01") return `${name}-01`;
  const [year, month] = name.split("-").map(Number);
  return `${name}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}`;
}

function nextDay(day) {
  return new Date(Date.parse(day) + DAY).toISOString().slice(0, 10);
}

function nextMonth(name) {
  const [year, month] = name.split("-").map(Number);
  return month === 12 ? `${String(year + 1).padStart(4, "0")}-01` : `${name.slice(0, 4)}-${String(month + 1).padStart(2, "0")}`;
}

function nextYear(name) {
  return String(Number(name) + 1).padStart(4, "0");
}
