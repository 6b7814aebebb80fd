// Units of layers/static that need no page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { choose, ALL } from "../layers/static/choose.js";
import { byNumber, countCells, marksOf, spotsIn } from "../layers/static/grid.js";
import { harmIn, saidOf } from "../layers/static/harm.js";
import { addArea, hexGrid, hexOf, middleOf, spread } from "../layers/static/hexagons.js";
import { fromAddress, toAddress } from "../layers/static/state.js";
import { markRows, pattern, searchChunk } from "../layers/static/search.js";
import { Shown } from "../layers/static/shown.js";
import { Words, WordLists } from "../layers/static/store.js";
import { countUnits } from "../layers/static/units.js";
import { discShape, inShape, latOf, lonOf, outlineShape, ringAround, worldX, worldY } from "../layers/static/world.js";

const NO_DAY = -(2 ** 31);

function dice(seed) {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

test("the world goes there and back", () => {
  for (const [lon, lat] of [[0, 0], [70.51599, 39.95542], [-179.9, -84], [180, 85]]) {
    assert.ok(Math.abs(lonOf(worldX(lon)) - lon) < 1e-9);
    assert.ok(Math.abs(latOf(worldY(lat)) - lat) < 1e-9);
  }
});

test("a ring is as far from its middle everywhere as it says", () => {
  const rad = Math.PI / 180;
  for (const [lon, lat, metres] of [[70, 40, 1000], [10, 78, 250000], [0, 0, 2e6]]) {
    for (const [x, y] of ringAround(lon, lat, metres)) {
      const half = Math.sin(((y - lat) * rad) / 2) ** 2 + Math.cos(lat * rad) * Math.cos(y * rad) * Math.sin(((x - lon) * rad) / 2) ** 2;
      assert.ok(Math.abs(2 * 6371008.8 * Math.asin(Math.sqrt(half)) - metres) < 1e-6 * metres + 1e-3);
    }
  }
});

test("a small disc and its ring are the same shape within a hundredth", () => {
  const small = discShape(70, 40, 20000);
  const ring = ringAround(70, 40, 20000);
  for (const [lon, lat] of ring) {
    const far = Math.hypot(worldX(lon) - small.x, worldY(lat) - small.y);
    assert.ok(Math.abs(far / small.r - 1) < 0.01);
  }
});

test("a point is inside a shape or not, holes left out", () => {
  const square = (a, b) => [[a, a], [b, a], [b, b], [a, b], [a, a]];
  const shape = outlineShape({ type: "Polygon", coordinates: [square(0, 10), square(4, 6)] });
  assert.ok(inShape(shape, worldX(1), worldY(1)));
  assert.ok(!inShape(shape, worldX(5), worldY(5)));
  assert.ok(!inShape(shape, worldX(11), worldY(1)));
});

function someSpots(count, roll) {
  const spots = { x: new Float64Array(count), y: new Float64Array(count), exact: new Uint8Array(count) };
  for (let s = 0; s < count; s++) ([spots.x[s], spots.y[s], spots.exact[s]] = [roll(), roll(), roll() < 0.4 ? 1 : 0]);
  return spots;
}

test("cells lose no incident and never mix exact with vague", () => {
  const roll = dice(7);
  const spots = someSpots(4000, roll);
  const counts = Uint32Array.from(spots.x, () => Math.floor(roll() * 4));
  for (const scale of [256, 2048, 65536]) {
    const cells = countCells(spots, counts, { scale, box: [0, 0, 1, 1] });
    const marks = marksOf(cells, scale);
    for (const exact of [true, false]) {
      const told = marks.filter((mark) => mark.exact === exact).reduce((sum, mark) => sum + mark.incidents, 0);
      const held = counts.reduce((sum, n, s) => sum + (spots.exact[s] === (exact ? 1 : 0) ? n : 0), 0);
      assert.equal(told, held);
    }
    for (const mark of marks.slice(0, 20)) {
      const found = spotsIn(spots, counts, cells, mark);
      assert.equal(found.length, mark.spots);
      assert.equal(found.reduce((sum, s) => sum + counts[s], 0), mark.incidents);
    }
  }
});

test("positions are found by their number", () => {
  const { first, order } = byNumber([2, -1, 0, 2], 3);
  const at = (n) => [...order.subarray(first[n], first[n + 1])];
  assert.deepEqual([at(0), at(1), at(2)], [[2], [], [0, 3]]);
});

const store = {
  count: 5,
  columns: {
    kinds: ["armed_clash", "talks"], kind: [0, 0, 1, 0, 1],
    start: [0, 10, 20, NO_DAY, 5], end: [0, 12, 20, NO_DAY, 5],
    status: new Words({ words: ["draft", "published"], codes: [0, 0, 1, 0, 0] }),
    border_pair: new Words({ words: ["KGZ-TJK", ""], codes: [0, 0, 1, 1, 0] }),
    prec: [1, 2, 3, 0, 1],
    actors: new WordLists({ words: ["Guards", "SCNS"], counts: [1, 2, 0, 0, 1], codes: [0, 0, 1, 1] }),
    sides: new WordLists({ words: ["KGZ", "TJK"], counts: [2, 1, 0, 0, 0], codes: [0, 1, 1] }),
    figures: {
      claimants: ["TJK", "KGZ"], kinds: ["killed", "wounded"], first: [0, 2, 3, 4, 4, 5],
      claimant: [0, 1, 0, 0, 1], kind: [0, 0, 1, 0, 0], low: [2, 7, 10, 0, -1], high: [2, 7, -1, 0, 3],
    },
  },
};

function passing(asked) {
  const found = choose(store, { ...ALL, ...asked }, null, { count: 1, of: [0, 0, 0, 0, 0] });
  assert.equal(found.shown, found.flags.reduce((a, b) => a + b, 0));
  assert.equal(found.kind.reduce((a, b) => a + b, 0), found.shown);
  return [...found.flags.keys()].filter((i) => found.flags[i]);
}

test("each filter keeps what it asks for", () => {
  assert.deepEqual(passing({}), [0, 1, 2, 3, 4]);
  assert.deepEqual(passing({ off: ["talks"] }), [0, 1, 3]);
  assert.deepEqual(passing({ status: ["draft"] }), [2]);
  assert.deepEqual(passing({ prec: ["1", "0"] }), [1, 2]);
  assert.deepEqual(passing({ pair: "KGZ-TJK" }), [0, 1, 4]);
  assert.deepEqual(passing({ side: "TJK" }), [0, 1]);
  assert.deepEqual(passing({ actor: "SCNS" }), [1, 4]);
  assert.deepEqual(passing({ from: "1970-01-11", to: "1970-01-13" }), [1, 3]);
  assert.deepEqual(passing({ from: "1970-01-12", undated: false }), [1, 2]);
});

test("casualties are those of one claimant, and unknown is not zero", () => {
  const harm = (asked) => passing({ harm: { ...ALL.harm, ...asked } });
  assert.deepEqual(harm({ low: "5", unknown: false }), [0, 1]);
  assert.deepEqual(harm({ low: "5" }), [0, 1, 3]);
  assert.deepEqual(harm({ kind: "killed", claimant: "TJK", low: "3", unknown: false }), []);
  assert.deepEqual(harm({ kind: "killed", claimant: "KGZ", low: "3", unknown: false }), [0, 4]);
  assert.deepEqual(harm({ high: "0", unknown: false }), [2, 4]);
  assert.deepEqual(harm({ kind: "killed", unknown: false }), [0, 2, 4]);
  assert.deepEqual(harm({ kind: "wounded", high: "9" }), [0, 2, 3, 4]);
});

test("an address says what was asked, and nothing else is taken from it", () => {
  const asked = { ...ALL, from: "2022-01-01", off: ["talks"], status: ["a,b&c"], prec: ["0"], pair: "KGZ-TJK", actor: "A, B & C=#", search: "a&b", undated: false, harm: { kind: "killed", claimant: "claim.other", low: "2", high: "", unknown: false } };
  assert.deepEqual(fromAddress(new URLSearchParams(new URLSearchParams(toAddress(asked)).toString())), asked);
  assert.deepEqual(fromAddress(new URLSearchParams("")), ALL);
  const odd = fromAddress(new URLSearchParams("harm=%25,%25E0%25,1e9,-1&from=javascript:1&pr=<img>&st=%25"));
  assert.deepEqual([odd.from, odd.harm.low, odd.harm.high, odd.harm.claimant], ["", "", "", ""]);
});

const WORLD = [0, 0, 1, 1];
const weightOf = (grid) => grid.weights.reduce((a, b) => a + b, 0);
const square = (x, y, side) => ({ type: "Polygon", coordinates: [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]] });

test("a point is in the hexagon of the nearest middle", () => {
  const roll = dice(5);
  const grid = hexGrid(0.05, WORLD);
  for (let n = 0; n < 300; n++) {
    const [x, y] = [roll(), roll()];
    const [mx, my] = middleOf(grid, ...hexOf(grid, x, y));
    assert.ok(Math.hypot(mx - x, my - y) <= 0.025 + 1e-12);
  }
});

test("an area is shared out whole, whatever its size and shape", () => {
  const shapes = [
    discShape(70, 40, 900), discShape(70, 40, 250000), discShape(10, 75, 800000),
    outlineShape(square(60, 30, 9)), outlineShape(square(60, 30, 0.001)),
    outlineShape({ type: "LineString", coordinates: [[60, 30], [70, 45], [71, 45]] }),
    outlineShape({ type: "MultiPolygon", coordinates: [square(1, 1, 3).coordinates, square(20, 1, 0.5).coordinates] }),
  ];
  for (const size of [0.2, 0.01, 0.002, 0.0004]) {
    for (const shape of shapes) {
      const grid = hexGrid(size, WORLD);
      addArea(grid, shape, [shape.box[0], shape.box[1]], 3);
      assert.ok(Math.abs(weightOf(grid) - 3) < 0.06, `${size} ${weightOf(grid)}`);
    }
  }
});

test("a small area is shared out exactly", () => {
  const grid = hexGrid(0.001, WORLD);
  addArea(grid, discShape(70, 40, 100000), [0, 0], 1);
  assert.ok(Math.abs(weightOf(grid) - 1) < 1e-9);
  assert.ok(grid.weights.filter((weight) => weight > 0).length > 20);
});

test("the halves of a view hold what the whole holds", () => {
  const shape = discShape(70, 40, 600000);
  const x = worldX(70);
  const [west, east, whole] = [[0, 0, x, 1], [x, 0, 1, 1], WORLD].map((box) => {
    const grid = hexGrid(0.0006, box);
    addArea(grid, shape, [x, 0.4], 1);
    // What lies beyond the box is kept a little: count what is in it.
    return grid.weights.reduce((sum, weight, n) => {
      const [mx] = middleOf(grid, (n % grid.columns) + grid.left, Math.floor(n / grid.columns) + grid.top);
      return mx >= box[0] && (mx < box[2] || box[2] === 1) ? sum + weight : sum;
    }, 0);
  });
  assert.ok(Math.abs(west + east - whole) < 1e-9);
});

test("no incident that is shown is lost in the density, and none counts twice", () => {
  const columns = {
    spots: { lon: [0, 0, 0], x: Float64Array.of(0.5, 0.6, 0.7), y: Float64Array.of(0.4, 0.4, 0.4), exact: Uint8Array.of(1, 0, 0) },
    discs: { spot: Int32Array.of(1), radius_m: Float32Array.of(50000) }, outlines: [],
    spot: Int32Array.of(0, 0, 1, 1, 2, -1), area: Int32Array.of(-1, -1, 0, 0, -1, -1),
    kind: [0, 0, 0, 0, 0, 0], mode: [1, 1, 2, 2, 4, 0], modes: ["none", "point", "disc", "area", "vague"], background: [0, 0, 0, 0, 0, 0],
  };
  const shown = new Shown({ count: 6, columns, chosen: null });
  shown.update([1]);
  shown.shape = () => discShape(lonOf(0.6), latOf(0.4), 50000);
  for (const size of [0.1, 0.001, 0.0001]) {
    const grid = spread(hexGrid(size, WORLD), shown);
    assert.ok(Math.abs(weightOf(grid) - 4) < 1e-9);
    // How far the fifth may be off nobody knows: it is no heap at its point.
    assert.equal(grid.leftOut, 1);
  }
});

test("an incident over several units is perhaps in each, and counted once in none", () => {
  const told = { names: ["a", "b"], where: [0, 2, 2, 3], unit: [0, 0, 1, 1], surely: [1, 0, 0, 1] };
  const shown = { alone: Uint32Array.of(3, 4), areaCounts: Uint32Array.of(2, 1) };
  const { sure, perhaps, outside } = countUnits(told, shown);
  assert.deepEqual([[...sure], [...perhaps], outside], [[3, 1], [2, 2], 4]);
});

test("figures of one claimant of one incident are a lower bound, and of different ones stay apart", () => {
  const said = (i, kind) => [...saidOf(store.columns.figures, i, kind)];
  assert.deepEqual(said(0, 0), [[0, { low: 2, open: false }], [1, { low: 7, open: false }]]);
  assert.deepEqual(said(1, 1), [[0, { low: 10, open: true }]]);
  assert.deepEqual(said(3, 0), []);
  const twice = { first: [0, 2], claimant: [0, 0], kind: [0, 0], low: [2, 5], high: [2, 5] };
  assert.deepEqual([...saidOf(twice, 0, 0)], [[0, { low: 5, open: true }]]);
});

test("what a claimant says of incidents near each other is added up, claimants are not", () => {
  const spots = { x: Float64Array.of(0.5, 0.9), y: Float64Array.of(0.5, 0.5), exact: Uint8Array.of(1, 1) };
  const figures = { kinds: ["killed"], first: [0, 2, 3, 3, 4], claimant: [0, 1, 0, 1], kind: [0, 0, 0, 0], low: [2, 7, 3, 1], high: [2, 7, -1, 1] };
  const shown = { store: { count: 4, columns: { spots, spot: [0, 0, 0, 1], figures } }, flags: [1, 1, 1, 1] };
  const cells = countCells(spots, Uint32Array.of(3, 1), { scale: 256, box: WORLD }, 40);
  const told = harmIn(shown, cells, "killed");
  assert.deepEqual(told.cells.map((cell) => cell.sides), [
    [{ claimant: 0, low: 5, open: true }, { claimant: 1, low: 7, open: false }],
    [{ claimant: 1, low: 1, open: false }],
  ]);
});

test("words are looked for as they are written, in any case and script", () => {
  for (const words of ["a.b", "(x", "[", "\\d", "$", "a|b", "Ворух-1", "{2}", "/", "-", "^", "?*+", "\ud83d\ude00"]) {
    assert.ok(pattern(words).test(`… ${words.toUpperCase()} …`), words);
    assert.ok(pattern(words.toUpperCase()).test(words), words);
  }
  assert.ok(!pattern("a.b").test("aXb"));
});

test("what is found in a chunk as it stands is what is found by reading it", () => {
  const roll = dice(11);
  const words = ["Исфара", "a, b", "12", "x\\", "say \"no\"", "true", "null", "n", "1.5", "]", "},{", "{", "", "Place 4", "3,1"];
  const some = () => words[Math.floor(roll() * words.length)];
  const cell = (depth) => {
    const kind = Math.floor(roll() * (depth > 2 ? 4 : 6));
    if (kind < 2) return `${some()} ${some()}`;
    if (kind < 4) return [null, true, 12, 1.5, -3][Math.floor(roll() * 5)];
    if (kind === 4) return [cell(depth + 1), cell(depth + 1)];
    return { n: cell(depth + 1), "Place 4": cell(depth + 1) };
  };
  for (let round = 0; round < 60; round++) {
    const chunk = Object.fromEntries(["title", "n", "x"].map((name) => [name, Array.from({ length: 7 }, () => cell(0))]));
    for (const wanted of ["исфара", "a, b", "12", "n", "1.5", "]", "},{", "{", "place 4", "title", "3,1", "12,1", "no", "l", "-3", "[", ":"]) {
      const [read, marked] = [new Uint8Array(7), new Uint8Array(7)];
      searchChunk(chunk, pattern(wanted), read);
      markRows(JSON.stringify(chunk), wanted, marked);
      assert.deepEqual([...marked], [...read], `${wanted} ${JSON.stringify(chunk)}`);
    }
  }
});
