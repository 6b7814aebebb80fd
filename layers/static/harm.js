// Casualties by claimant of the incidents of a cell. What one claimant says of
// different incidents is added up; claimants are never added to each other or
// averaged. Of one incident only the largest figure of a claimant is taken, as
// a lower bound: several may overlap.

const OPEN = -1;

// `what` is a kind of casualty; cells are those of grid.js.
export function harmIn(shown, cells, what) {
  const { spots, spot, figures } = shown.store.columns;
  const kind = figures.kinds.indexOf(what);
  const found = new Map();
  for (let i = 0; i < shown.store.count; i++) {
    if (!shown.flags[i]) continue;
    const said = saidOf(figures, i, kind);
    if (!said.size) continue;
    const key = cellKey(cells, spots, spot[i]);
    if (key === null) continue;
    if (!found.has(key)) found.set(key, { x: 0, y: 0, incidents: 0, sides: new Map() });
    add(found.get(key), spots.x[spot[i]], spots.y[spot[i]], said);
  }
  return gathered(found);
}

// What each claimant says of one incident: at least so many, and whether that is all.
export function saidOf(figures, i, kind) {
  const said = new Map();
  for (let n = figures.first[i]; n < figures.first[i + 1]; n++) {
    if (figures.kind[n] !== kind) continue;
    const low = Math.max(0, figures.low[n]);
    const open = figures.high[n] === OPEN || figures.high[n] !== figures.low[n];
    const before = said.get(figures.claimant[n]);
    said.set(figures.claimant[n], before ? { low: Math.max(low, before.low), open: true } : { low, open });
  }
  return said;
}

function cellKey({ left, top, columns, rows, size }, spots, s) {
  const column = Math.floor(spots.x[s] / size) - left;
  const row = Math.floor(spots.y[s] / size) - top;
  return column < 0 || row < 0 || column >= columns || row >= rows ? null : row * columns + column;
}

function add(cell, x, y, said) {
  cell.x += x;
  cell.y += y;
  cell.incidents += 1;
  for (const [claimant, { low, open }] of said) {
    const before = cell.sides.get(claimant) || { low: 0, open: false };
    cell.sides.set(claimant, { low: before.low + low, open: before.open || open });
  }
}

function gathered(found) {
  const claimants = new Set();
  let most = 0;
  const cells = [...found.values()].map((cell) => {
    const sides = [...cell.sides].sort((a, b) => a[0] - b[0]).map(([claimant, said]) => ({ claimant, ...said }));
    sides.forEach(({ claimant, low }) => { claimants.add(claimant); most = Math.max(most, low); });
    return { x: cell.x / cell.incidents, y: cell.y / cell.incidents, sides };
  });
  return { cells, claimants, most };
}

export function harmWords(low, open) {
  return open ? `${low}+` : String(low);
}
