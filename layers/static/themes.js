// Layers worked out of what the filters let through, anew after each choice:
// density, casualties by claimant, distance to the border.

import { colour, isDark, makeCanvasLayer, onScheme } from "./canvas.js";
import { t } from "./data.js";
import { bdi, el, replaceChildren } from "./dom.js";
import { countCells } from "./grid.js";
import { hexGrid, middleOf, spread } from "./hexagons.js";
import { harmIn, harmWords } from "./harm.js";
import { viewOf } from "./paint.js";
import { preparePanes } from "./basemap.js";
import { Shown } from "./shown.js";
import { storeOf } from "./store.js";
import { number, sideName } from "./words.js";

const HEX = 34; // pixels
// Cividis (Nuñez, Anderton and Renslow 2018), which colour-blind people read alike.
const STEPS = ["#ffea46", "#d0be67", "#a39c75", "#7a7b78", "#575d6d", "#31446b", "#00224e"];
// Okabe and Ito 2008, without yellow, which does not show on paper.
const SIDES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00"];
const NEAR = [[1, "#d55e00"], [5, "#e69f00"], [20, "#56b4e9"], [Infinity, "#0072b2"]]; // kilometres
const BLOCK = 90; // pixels within which figures are told together

const PAINTERS = { density: paintDensity, killed: paintHarm, wounded: paintHarm, distance: paintDistance };

export function makeTheme(L, options) {
  const store = storeOf(options.block);
  const Canvas = makeCanvasLayer(L);
  const key = el("div", { class: "gm-key" });
  const box = new (L.Control.extend({ onAdd: () => key }))({ position: "bottomleft" });
  let shown = null;
  const layer = new Canvas((context, map) => shown && replaceChildren(key, PAINTERS[options.what](context, map, shown, options.what)), { pane: options.what in { killed: 1, wounded: 1 } ? "gm-figures" : "gm-themes" });
  const refresh = () => {
    if (!layer._map || !shown) return;
    shown.update(new Uint8Array(store.columns.kinds.length).fill(1));
    layer.redraw();
  };
  layer.on("add", () => {
    preparePanes(layer._map);
    box.addTo(layer._map);
    store.ready.then(() => {
      shown ||= new Shown(store);
      refresh();
    });
  });
  layer.on("remove", () => box.remove());
  store.onChoice(refresh);
  onScheme(() => layer.redraw());
  return layer;
}

function heading(key, help) {
  return [el("strong", {}, t(key)), el("p", { class: "gm-dim" }, t(help))];
}

function keyRow(swatch, words) {
  const sample = el("span", { class: "gm-key-sample", "aria-hidden": "true" });
  sample.style.background = swatch;
  return el("div", { class: "gm-key-row" }, sample, bdi(words));
}

function paintDensity(context, map, shown) {
  const view = viewOf(map, HEX);
  const grid = spread(hexGrid(HEX / view.scale, view.box), shown);
  const most = grid.weights.reduce((a, b) => Math.max(a, b), 0);
  const limits = classLimits(most);
  const steps = isDark() ? [...STEPS].reverse() : STEPS; // the fullest stands out most
  context.globalAlpha = 0.75;
  grid.weights.forEach((weight, n) => {
    if (weight < most / 1000) return;
    const [x, y] = middleOf(grid, (n % grid.columns) + grid.left, Math.floor(n / grid.columns) + grid.top);
    context.fillStyle = steps[limits.findIndex((limit) => weight <= limit)] || steps.at(-1);
    hexPath(context, x * view.scale - view.left, y * view.scale - view.top, HEX / 2);
    context.fill();
  });
  context.globalAlpha = 1;
  const rows = limits.map((limit, n) => keyRow(steps[n], `≤ ${limit}`));
  const left = grid.leftOut ? el("p", {}, t("density.left_out", { n: number(grid.leftOut) })) : null;
  return [heading("theme.density", "theme.density_help"), el("div", { class: "gm-key-steps" }, most ? rows : t("panel.none")), left];
}

// Limits of classes that double, up to the most there is.
export function classLimits(most) {
  const exact = STEPS.map((_, n) => most / 2 ** (STEPS.length - 1 - n));
  return [...new Set(exact.map((limit) => Number(limit.toPrecision(2))))];
}

function hexPath(context, x, y, r) {
  context.beginPath();
  for (let n = 0; n < 6; n++) context.lineTo(x + r * Math.sin((n * Math.PI) / 3), y + r * Math.cos((n * Math.PI) / 3));
  context.closePath();
}

// Bars beside each other, one a claimant: figures of incidents near each other.
function paintHarm(context, map, shown, what) {
  const view = viewOf(map, BLOCK / 2);
  const { figures, spots } = shown.store.columns;
  const cells = countCells(spots, shown.counts, view, BLOCK);
  const told = harmIn(shown, cells, what);
  const order = [...told.claimants].sort();
  const hue = (claimant) => SIDES[order.indexOf(claimant) % SIDES.length];
  const scale = 34 / Math.sqrt(Math.max(1, told.most));
  context.font = "11px system-ui, sans-serif";
  context.textAlign = "center";
  for (const { x, y, sides } of told.cells) {
    const left = x * view.scale - view.left - (sides.length * 18) / 2;
    sides.forEach(({ claimant, low, open }, n) => paintBar(context, left + n * 18, y * view.scale - view.top - 16, Math.sqrt(low) * scale, hue(claimant), harmWords(low, open)));
  }
  const rows = order.map((claimant) => keyRow(hue(claimant), sideName(figures.claimants[claimant])));
  return [heading(`theme.${what}`, "theme.harm_help"), el("div", {}, rows.length ? rows : t("figure.not_stated"))];
}

function paintBar(context, x, base, height, fill, words) {
  context.fillStyle = fill;
  context.fillRect(x + 2, base - Math.max(2, height), 14, Math.max(2, height));
  context.strokeStyle = colour("--gm-halo");
  context.lineWidth = 3;
  context.textBaseline = "bottom";
  context.strokeText(words, x + 9, base - height - 2);
  context.fillStyle = colour("--gm-ink");
  context.fillText(words, x + 9, base - height - 2);
}

// A dot at each place, by how far it is from the border: filled where it is
// exact, a ring where the distance is that of the middle of an area.
function paintDistance(context, map, shown) {
  const { scale, box, left, top } = viewOf(map, 10);
  const { spots, spot, distance_km: km } = shown.store.columns;
  const done = new Uint8Array(spots.x.length);
  context.lineWidth = 2.5;
  for (let i = 0; i < shown.store.count; i++) {
    const s = spot[i];
    if (!shown.flags[i] || done[s] || !Number.isFinite(km[i]) || spots.x[s] < box[0] || spots.x[s] > box[2] || spots.y[s] < box[1] || spots.y[s] > box[3]) continue;
    done[s] = 1;
    const hue = NEAR.find(([limit]) => km[i] <= limit)[1];
    context.beginPath();
    context.arc(spots.x[s] * scale - left, spots.y[s] * scale - top, 18, 0, 2 * Math.PI);
    context.strokeStyle = hue;
    context.fillStyle = hue;
    context.globalAlpha = 0.85;
    if (spots.exact[s]) context.fill();
    else context.stroke();
  }
  context.globalAlpha = 1;
  const rows = NEAR.map(([limit, hue], n) => keyRow(hue, limit === Infinity ? t("theme.farther", { km: NEAR[n - 1][0] }) : t("theme.within", { km: limit })));
  return [heading("theme.distance", "theme.distance_help"), el("div", {}, rows)];
}
