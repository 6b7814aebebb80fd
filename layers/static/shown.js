// What of a store is shown on one map: incidents that pass the filters and
// whose kind is switched on, counted by spot and by area.

import { byNumber } from "./grid.js";
import { discShape, outlineShape, worldLengthAt } from "./world.js";

export class Shown {
  constructor(store) {
    this.store = store;
    const { spots, discs, outlines } = store.columns;
    this.counts = new Uint32Array(spots.lon.length);
    this.alone = new Uint32Array(spots.lon.length); // without an area
    this.vague = new Uint32Array(spots.lon.length); // of these, it is not known how far they may be off
    this.areaCounts = new Uint32Array(discs.spot.length + outlines.length);
    this.areaFirst = new Int32Array(this.areaCounts.length);
    this.flags = new Uint8Array(store.count);
    this.shapes = new Array(this.areaCounts.length);
  }

  // `kinds`: 1 for each kind of `columns.kinds` that is switched on.
  update(kinds) {
    const { store, flags, counts, alone, vague, areaCounts, areaFirst } = this;
    const { kind, spot, area, mode, modes, background } = store.columns;
    const { chosen, count } = store;
    const loose = modes.indexOf("vague");
    for (const numbers of [counts, alone, vague, areaCounts, flags]) numbers.fill(0);
    for (let i = 0; i < count; i++) {
      if (!kinds[kind[i]] || mode[i] === 0 || background[i] || (chosen !== null && !chosen[i])) continue;
      flags[i] = 1;
      counts[spot[i]] += 1;
      const n = area[i];
      if (n < 0) {
        alone[spot[i]] += 1;
        if (mode[i] === loose) vague[spot[i]] += 1;
        continue;
      }
      if (!areaCounts[n]) areaFirst[n] = i;
      areaCounts[n] += 1;
    }
  }

  // Made when it is first asked for: much of what is drawn is never opened.
  at(spot) {
    this.bySpot ||= byNumber(this.store.columns.spot, this.counts.length);
    return this.members(this.bySpot, spot);
  }

  in(area) {
    this.byArea ||= byNumber(this.store.columns.area, this.areaCounts.length);
    return this.members(this.byArea, area);
  }

  members({ first, order }, n) {
    return Array.from(order.subarray(first[n], first[n + 1])).filter((i) => this.flags[i]);
  }

  shape(n) {
    if (!this.shapes[n]) {
      const { discs, outlines, spots } = this.store.columns;
      const spot = discs.spot[n];
      this.shapes[n] = n < discs.spot.length
        ? discShape(spots.lon[spot] / 1e6, spots.lat[spot] / 1e6, discs.radius_m[n])
        : outlineShape(outlines[n - discs.spot.length]);
    }
    return this.shapes[n];
  }

  // Numbers of the shown areas that reach into a view and are at least
  // `least` pixels wide; null where they are more than `most`.
  areasIn({ scale, box }, least, most) {
    const { discs, spots } = this.store.columns;
    const found = [];
    for (let n = 0; n < this.areaCounts.length; n++) {
      if (!this.areaCounts[n]) continue;
      if (n < discs.spot.length) {
        const reach = worldLengthAt(discs.radius_m[n], spots.y[discs.spot[n]]);
        if (2 * reach * scale < least || beside(spots, discs.spot[n], reach, box)) continue;
      }
      const b = this.shape(n).box;
      if (b[2] < box[0] || b[0] > box[2] || b[3] < box[1] || b[1] > box[3]) continue;
      if (Math.max(b[2] - b[0], b[3] - b[1]) * scale < least) continue;
      if (found.push(n) > most) return null;
    }
    return found;
  }
}

// A quick no for discs that are far from a view: their shape need not be made.
function beside(spots, spot, reach, box) {
  const x = spots.x[spot];
  const y = spots.y[spot];
  const far = reach * 1.6; // a large disc reaches farther towards the pole
  return x + far < box[0] || x - far > box[2] || y + far < box[1] || y - far > box[3];
}
