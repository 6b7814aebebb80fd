// Counting spots in cells, so that marks too near each other to be told apart
// are a number. Exact spots are counted with exact ones, vague with vague.
// Cells are fixed to the world: a number does not change while the map is moved.

export const CELL = 38; // pixels

// Spots of `columns.spots` that have incidents, within a view. `view` has `scale`
// (pixels of the whole world) and the world box [x0, y0, x1, y1].
export function countCells(spots, counts, view) {
  const { scale, box } = view;
  const size = CELL / scale;
  const left = Math.floor(box[0] / size);
  const top = Math.floor(box[1] / size);
  const columns = Math.floor(box[2] / size) - left + 1;
  const rows = Math.floor(box[3] / size) - top + 1;
  const cells = { left, top, columns, size, incidents: new Uint32Array(2 * columns * rows), held: new Uint32Array(2 * columns * rows), x: new Float64Array(2 * columns * rows), y: new Float64Array(2 * columns * rows), spot: new Int32Array(2 * columns * rows) };
  for (let s = 0; s < counts.length; s++) {
    if (!counts[s]) continue;
    const x = spots.x[s];
    const y = spots.y[s];
    if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) continue;
    const cell = 2 * (Math.floor(x / size) - left + (Math.floor(y / size) - top) * columns) + spots.exact[s];
    cells.incidents[cell] += counts[s];
    cells.held[cell] += 1;
    cells.x[cell] += x;
    cells.y[cell] += y;
    cells.spot[cell] = s;
  }
  return cells;
}

// One mark a cell that holds something, at the middle of its spots.
export function marksOf(cells) {
  const marks = [];
  for (let n = 0; n < cells.held.length; n++) {
    if (!cells.held[n]) continue;
    marks.push({ x: cells.x[n] / cells.held[n], y: cells.y[n] / cells.held[n], exact: n % 2 === 1, incidents: cells.incidents[n], spots: cells.held[n], spot: cells.spot[n], cell: n });
  }
  return marks;
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
