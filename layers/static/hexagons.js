// Hexagons over the world of the map, and incidents spread over them: an exact
// place counts whole in its hexagon, an area is shared out among those whose
// middle lies in it, by their true size. All shares of an incident are one.

import { inShape } from "./world.js";

const MOST = 2000; // hexagons of one area that are counted; a larger one is shared out by its size
const COSH2 = (y) => 1 / Math.cosh(Math.PI * (1 - 2 * y)) ** 2; // true size of a piece of the map: cos² of its latitude

// A grid of pointy hexagons, rows `height` apart, anchored to the world. Numbers are
// kept for the cells of a box [x0, y0, x1, y1] and one beyond.
export function hexGrid(size, box) {
  const height = size * 0.75;
  const width = size * (Math.sqrt(3) / 2);
  const left = Math.floor(box[0] / width) - 2;
  const top = Math.floor(box[1] / height) - 2;
  const columns = Math.ceil(box[2] / width) + 2 - left;
  const rows = Math.ceil(box[3] / height) + 2 - top;
  return { size, width, height, left, top, columns, rows, weights: new Float64Array(columns * rows) };
}

export function middleOf(grid, column, row) {
  return [(column + (row & 1) / 2) * grid.width, row * grid.height];
}

// The hexagon that holds a point: the one of the nearest middle.
export function hexOf(grid, x, y) {
  const row = Math.floor(y / grid.height);
  let best = null;
  let nearest = Infinity;
  for (const r of [row, row + 1]) {
    const c = Math.round(x / grid.width - (r & 1) / 2);
    const [mx, my] = middleOf(grid, c, r);
    const far = (mx - x) ** 2 + (my - y) ** 2;
    if (far < nearest) [best, nearest] = [[c, r], far];
  }
  return best;
}

function put(grid, column, row, weight) {
  const c = column - grid.left;
  const r = row - grid.top;
  if (c >= 0 && r >= 0 && c < grid.columns && r < grid.rows) grid.weights[r * grid.columns + c] += weight;
}

export function addPoint(grid, x, y, weight) {
  put(grid, ...hexOf(grid, x, y), weight);
}

// Shares a weight out among the hexagons of an area. `at` is where it goes
// when the area is too thin or small to hold the middle of any.
export function addArea(grid, shape, at, weight) {
  if (shape.lines?.length && !shape.rings.length) return addLines(grid, shape.lines, weight);
  const [x0, y0, x1, y1] = shape.box;
  const cells = ((x1 - x0) / grid.width) * ((y1 - y0) / grid.height);
  if (cells > MOST) return addLarge(grid, shape, weight);
  const held = cellsIn(grid, shape, shape.box);
  if (!held.length) return addPoint(grid, ...at, weight);
  const whole = held.reduce((sum, cell) => sum + cell[2], 0);
  for (const [column, row, part] of held) put(grid, column, row, (weight * part) / whole);
  return null;
}

// [column, row, true size] of the hexagons whose middle is in a shape and a box.
function cellsIn(grid, shape, [x0, y0, x1, y1]) {
  const held = [];
  for (let row = Math.ceil(y0 / grid.height); row <= y1 / grid.height; row++) {
    const shift = (row & 1) / 2;
    const y = row * grid.height;
    const part = COSH2(y);
    for (let column = Math.ceil(x0 / grid.width - shift); column <= x1 / grid.width - shift; column++) {
      if (inShape(shape, (column + shift) * grid.width, y)) held.push([column, row, part]);
    }
  }
  return held;
}

// Of an area with very many hexagons only those kept are visited; the whole is its true size.
function addLarge(grid, shape, weight) {
  const whole = trueSize(shape) / (grid.width * grid.height);
  const kept = [grid.left * grid.width, grid.top * grid.height, (grid.left + grid.columns) * grid.width, (grid.top + grid.rows) * grid.height];
  const box = shape.box.map((side, n) => (n < 2 ? Math.max(side, kept[n]) : Math.min(side, kept[n])));
  for (const [column, row, part] of cellsIn(grid, shape, box)) put(grid, column, row, (weight * part) / whole);
  return null;
}

// Measured in bands, since the scale of the map changes from south to north.
function trueSize(shape) {
  const [x0, y0, x1, y1] = shape.box;
  const [bands, steps] = [64, 64];
  const [dx, dy] = [(x1 - x0) / steps, (y1 - y0) / bands];
  let size = 0;
  for (let b = 0; b < bands; b++) {
    const y = y0 + (b + 0.5) * dy;
    let inside = 0;
    for (let s = 0; s < steps; s++) if (inShape(shape, x0 + (s + 0.5) * dx, y)) inside += 1;
    size += inside * dx * dy * COSH2(y);
  }
  return size || Infinity;
}

// A line is shared out by its length.
function addLines(grid, lines, weight) {
  const step = grid.width / 3;
  const points = lines.flatMap((line) => alongLine(line, step));
  for (const [x, y] of points) addPoint(grid, x, y, weight / points.length);
  return null;
}

function alongLine(line, step) {
  const points = [];
  for (let n = 2; n < line.length; n += 2) {
    const [x0, y0, x1, y1] = [line[n - 2], line[n - 1], line[n], line[n + 1]];
    const pieces = Math.min(400, Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / step)));
    for (let p = 0; p < pieces; p++) points.push([x0 + ((x1 - x0) * (p + 0.5)) / pieces, y0 + ((y1 - y0) * (p + 0.5)) / pieces]);
  }
  return points;
}

// Every incident that is shown, spread over the hexagons of a grid. One at a
// point of which it is not known how far it may be off cannot be shared out:
// `leftOut` says how many such are left out.
export function spread(grid, shown) {
  const { store, alone, vague, areaCounts } = shown;
  const { spots, spot, discs } = store.columns;
  grid.leftOut = 0;
  for (let n = 0; n < areaCounts.length; n++) {
    if (!areaCounts[n]) continue;
    const at = n < discs.spot.length ? discs.spot[n] : spot[shown.areaFirst[n]];
    addArea(grid, shown.shape(n), [spots.x[at], spots.y[at]], areaCounts[n]);
  }
  for (let s = 0; s < alone.length; s++) {
    grid.leftOut += vague[s];
    if (alone[s] > vague[s]) addPoint(grid, spots.x[s], spots.y[s], alone[s] - vague[s]);
  }
  return grid;
}
