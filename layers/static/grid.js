// Counting spots in cells, so that marks too near each other to be told apart
// are a number. Exact spots are counted with exact ones, vague with vague.
// Cells are fixed to the world: a number does not change while the map is moved.

export const CELL = 68; // pixels
const BESIDE = 17; // pixels: half of two marks side by side

// Spots of `columns.spots` that have incidents, within a view. `view` has `scale`
// (pixels of the whole world) and the world box [x0, y0, x1, y1].
export function countCells(spots, counts, view, cell = CELL) {
  const { scale, box } = view;
  const size = cell / scale;
  const left = Math.floor(box[0] / size);
  const top = Math.floor(box[1] / size);
  const columns = Math.floor(box[2] / size) - left + 1;
  const rows = Math.floor(box[3] / size) - top + 1;
  const cells = { left, top, columns, rows, size, incidents: new Uint32Array(2 * columns * rows), held: new Uint32Array(2 * columns * rows), x: new Float64Array(2 * columns * rows), y: new Float64Array(2 * columns * rows), spot: new Int32Array(2 * columns * rows) };
  for (let s = 0; s < counts.length; s++) {
    if (!counts[s]) continue;
    const x = spots.x[s];
    const y = spots.y[s];
    if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) continue;
    const n = 2 * (Math.floor(x / size) - left + (Math.floor(y / size) - top) * columns) + spots.exact[s];
    cells.incidents[n] += counts[s];
    cells.held[n] += 1;
    cells.x[n] += x;
    cells.y[n] += y;
    cells.spot[n] = s;
  }
  return cells;
}

// One mark a cell that holds something. A mark of one spot stands at its place;
// a number of several stands near the middle of them and of the cell, so that
// the numbers of neighbours, or of exact and vague ones, do not cover each other.
export function marksOf(cells, scale) {
  const marks = [];
  for (let n = 0; n < cells.held.length; n += 2) {
    const pair = [markAt(cells, n), markAt(cells, n + 1)];
    const found = pair.filter(Boolean);
    const together = found.length === 2 && found.every((mark) => mark.spots === 1) && pair[0].x === pair[1].x && pair[0].y === pair[1].y;
    for (const mark of found) if (mark.spots > 1 || together) settle(mark, found.find((other) => other !== mark), cells, scale, together);
    marks.push(...found);
  }
  return marks;
}

function markAt(cells, n) {
  const held = cells.held[n];
  if (!held) return null;
  return { x: cells.x[n] / held, y: cells.y[n] / held, exact: n % 2 === 1, incidents: cells.incidents[n], spots: held, spot: cells.spot[n], cell: n };
}

function settle(mark, other, cells, scale, together) {
  const side = (mark.exact ? -BESIDE : BESIDE) / scale;
  if (together) {
    mark.x += side;
    return;
  }
  const half = cells.size / 2;
  const [column, row] = [(mark.cell >> 1) % cells.columns, Math.floor((mark.cell >> 1) / cells.columns)];
  const [x, y] = [(cells.left + column) * cells.size + half, (cells.top + row) * cells.size + half];
  const room = half - BESIDE / scale;
  const near = (value, middle, free) => Math.min(Math.max(value, middle - free), middle + free);
  mark.y = near(mark.y, y, room);
  mark.x = other ? x + side : near(mark.x, x, room);
  // A mark that keeps its true place is given room.
  const covers = other?.spots === 1 && Math.hypot(mark.x - other.x, mark.y - other.y) * scale < 2 * BESIDE;
  if (covers) mark.x = other.x + (other.x < x ? 2 : -2) * (BESIDE / scale);
}

// The spots that a mark stands for.
export function spotsIn(spots, counts, cells, mark) {
  const found = [];
  const { size, left, top, columns } = cells;
  for (let s = 0; s < counts.length; s++) {
    if (!counts[s] || spots.exact[s] !== (mark.exact ? 1 : 0)) continue;
    const cell = Math.floor(spots.x[s] / size) - left + (Math.floor(spots.y[s] / size) - top) * columns;
    if (cell === mark.cell >> 1) found.push(s);
  }
  return found;
}

// Positions of values by the number that they have: those of n are
// order[first[n]] to order[first[n + 1]].
export function byNumber(numbers, most) {
  const first = new Uint32Array(most + 1);
  for (const n of numbers) if (n >= 0) first[n + 1] += 1;
  for (let n = 0; n < most; n++) first[n + 1] += first[n];
  const next = first.slice();
  const order = new Uint32Array(first[most]);
  for (let i = 0; i < numbers.length; i++) if (numbers[i] >= 0) order[next[numbers[i]]++] = i;
  return { first, order };
}
