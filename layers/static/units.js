// Units by the number of incidents that are surely in them; those that are
// perhaps there are told beside, never added. Where the map has filters, the
// numbers are those of what they let through.

import { preparePanes } from "./basemap.js";
import { isDark, onScheme } from "./canvas.js";
import { readPayload, t, unstepped } from "./data.js";
import { bdi, el, replaceChildren } from "./dom.js";
import { explain, fixed, swatch } from "./drawn.js";
import { Shown } from "./shown.js";
import { storeOf } from "./store.js";
import { number } from "./words.js";

const MANY = 400; // more units than this are drawn on a canvas, not as SVG
const LISTED = 60; // units told by name in the key
const STEPS = [1, 2, 5];

export function makeUnits(L, options) {
  const store = options.incidents ? storeOf(options.incidents) : null;
  const group = L.layerGroup();
  const key = el("div", { class: "gm-key gm-units-key" });
  const box = new (L.Control.extend({ onAdd: () => key }))({ position: "bottomleft" });
  let units = null;
  const refresh = async () => group._map && (await units)?.refresh(key);
  group.on("add", async () => {
    preparePanes(group._map);
    box.addTo(group._map);
    L.DomEvent.disableClickPropagation(key).disableScrollPropagation(key);
    units ||= load(L, group, options, store);
    await refresh();
  });
  group.on("remove", () => box.remove());
  store?.onChoice(refresh);
  onScheme(refresh);
  return group;
}

async function load(L, group, options, store) {
  const data = await readPayload(options.block);
  await store?.ready;
  return new Units(L, group, data, store && new Shown(store));
}

class Units {
  constructor(L, group, data, shown) {
    Object.assign(this, { data, shown });
    this.layers = data.outlines.map((outline, n) => this.draw(L, group, outline, n));
  }

  draw(L, group, outline, n) {
    const renderer = (this.renderer ||= (this.data.names.length > MANY ? L.canvas : L.svg)({ pane: "gm-themes", padding: 0.3 }));
    const layer = L.geoJSON(unstepped(outline, this.data.scale), { style: { pane: "gm-themes", renderer, color: this.data.edge } });
    explain(layer, () => this.words(n)).addTo(group);
    layer.eachLayer((part) => part.getElement?.()?.setAttribute("tabindex", "-1")); // the list in the key tells them
    return layer;
  }

  refresh(key) {
    this.shown?.update(new Uint8Array(this.shown.store.columns.kinds.length).fill(1));
    this.counts = this.shown ? countUnits(this.data, this.shown) : this.data;
    const limits = limitsUpTo(this.counts.sure.reduce((a, b) => Math.max(a, b), 0), this.data.colours.length);
    this.layers.forEach((layer, n) => layer.setStyle(this.style(this.counts.sure[n], this.counts.perhaps[n], limits)));
    this.open = key.querySelector("details")?.open ?? this.open;
    replaceChildren(key, el("strong", {}, t("layers.admin")), this.shown ? null : fixed(), this.legend(limits), this.list());
  }

  words(n) {
    const { sure, perhaps } = this.counts;
    return [this.data.names[n], t("admin.sure", { n: number(sure[n]) }), t("admin.perhaps", { n: number(perhaps[n]) })];
  }

  style(sure, perhaps, limits) {
    const { none, edge } = this.data;
    const colours = isDark() ? [...this.data.colours].reverse() : this.data.colours; // the fullest stands out most
    const fillColor = sure ? colours[colours.length - limits.length + limits.findIndex((limit) => sure <= limit)] : none;
    return { fillColor, fillOpacity: sure ? 0.6 : 0.12, color: edge, weight: perhaps ? 2 : 1, dashArray: perhaps ? "5 4" : null };
  }

  legend(limits) {
    const { outside } = this.counts;
    const row = (style, words) => el("li", {}, swatch(style), el("span", {}, bdi(words)));
    const classes = limits.map((high, n) => {
      const low = n ? limits[n - 1] + 1 : 1;
      return row(this.style(high, 0, limits), low === high ? number(low) : `${number(low)} – ${number(high)}`);
    });
    const dashed = row({ color: this.data.edge, dashArray: "5 4", weight: 2 }, t("admin.dashed"));
    return el("ul", {}, row(this.style(0, 0, limits), t("admin.none")), classes, dashed, outside ? el("li", {}, t("admin.outside", { n: number(outside) })) : null);
  }

  // The same in words, for who cannot point at the map.
  list() {
    const { sure, perhaps } = this.counts;
    const told = this.data.names.map((_, n) => n).filter((n) => sure[n] || perhaps[n]).sort((a, b) => sure[b] - sure[a] || perhaps[b] - perhaps[a]);
    const items = told.slice(0, LISTED).map((n) => el("li", {}, bdi(this.data.names[n]), ": ", this.words(n).slice(1).join("; ")));
    return told.length ? el("details", { open: this.open }, el("summary", {}, t("admin.list")), el("ul", {}, items, told.length > LISTED ? el("li", {}, "…") : null)) : null;
  }
}

// How many shown incidents are surely, and how many perhaps, in each unit; and
// how many are in none. `where` numbers spots, and after them areas.
export function countUnits({ names, where, unit, surely }, { alone, areaCounts }) {
  const at = (place) => (place < alone.length ? alone[place] : areaCounts[place - alone.length]);
  const [sure, perhaps] = [new Uint32Array(names.length), new Uint32Array(names.length)];
  let outside = total(alone) + total(areaCounts);
  for (let n = 0; n < where.length; n++) {
    const count = at(where[n]);
    (surely[n] ? sure : perhaps)[unit[n]] += count;
    if (n === 0 || where[n] !== where[n - 1]) outside -= count;
  }
  return { sure, perhaps, outside };
}

function total(counts) {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

// Upper ends of at most `most` classes in round numbers (layers/classes.py does
// the same): up to `most` incidents, each number is a class.
export function limitsUpTo(top, most) {
  if (top <= most) return Array.from({ length: top }, (_, n) => n + 1);
  const rounds = [];
  for (let power = 1; ; power *= 10) {
    for (const step of STEPS) if (rounds.push(step * power) && step * power >= top) return rounds.slice(-most);
  }
}
