// Choosing: which incidents pass the filters, and how many of each sort do.

import { dayNumber, NO_DAY } from "./words.js";

export const ALL = {
  from: "", to: "", undated: true, off: [], status: [], prec: [], pair: "", side: "", actor: "",
  harm: { kind: "", claimant: "", low: "", high: "", unknown: true }, search: "",
};

// Flags, 1 where an incident passes; how many do; and of each bar, type, status
// and precision how many. `found` flags what the search found, or is null.
export function choose(store, asked, found, bars) {
  const c = store.columns;
  const { kind, status: { codes: status }, prec, border_pair: { codes: pair } } = c;
  const keep = tables(c, asked);
  const days = { from: dayNumber(asked.from), to: dayNumber(asked.to) };
  const out = { flags: new Uint8Array(store.count), bars: new Uint32Array(bars.count), kind: new Uint32Array(c.kinds.length), status: new Uint32Array(c.status.words.length), prec: new Uint32Array(8) };
  let shown = 0;
  for (let i = 0; i < store.count; i++) {
    if (!keep.kind[kind[i]] || !keep.status[status[i]] || !keep.prec[prec[i]] || !keep.pair[pair[i]]) continue;
    if (found && !found[i]) continue;
    if (keep.sides && !holdsAny(c.sides, i, keep.sides)) continue;
    if (keep.actors && !holdsAny(c.actors, i, keep.actors)) continue;
    if (keep.harm && !harmFits(c.figures, i, keep.harm)) continue;
    if (bars.of[i] >= 0) out.bars[bars.of[i]] += 1;
    if (!inDays(c, i, days, asked.undated)) continue;
    out.flags[i] = 1;
    shown += 1;
    out.kind[kind[i]] += 1;
    out.status[status[i]] += 1;
    out.prec[prec[i]] += 1;
  }
  return { ...out, shown };
}

// Of each distinct word whether it is kept, so that an incident is a look-up.
function tables(c, asked) {
  const flags = (words, test) => Uint8Array.from(words, (word) => (test(word) ? 1 : 0));
  const one = (words, word) => (word ? flags(words, (other) => other === word) : null);
  return {
    kind: flags(c.kinds, (kind) => !asked.off.includes(kind)),
    status: flags(c.status.words, (status) => !asked.status.includes(status)),
    prec: flags([0, 1, 2, 3, 4, 5, 6, 7], (prec) => !asked.prec.includes(String(prec))),
    pair: flags(c.border_pair.words, (pair) => !asked.pair || pair === asked.pair),
    sides: one(c.sides.words, asked.side),
    actors: one(c.actors.words, asked.actor),
    harm: harmAsked(c.figures, asked.harm),
  };
}

function holdsAny(lists, i, flags) {
  for (let n = lists.first[i]; n < lists.first[i + 1]; n++) if (flags[lists.codes[n]]) return true;
  return false;
}

function inDays(c, i, { from, to }, undated) {
  if (c.start[i] === NO_DAY) return undated;
  return !((from !== NO_DAY && c.end[i] < from) || (to !== NO_DAY && c.start[i] > to));
}

function harmAsked(figures, { kind, claimant, low, high, unknown }) {
  if (low === "" && high === "" && unknown) return null;
  return {
    kind: kind ? figures.kinds.indexOf(kind) : -2, claimant: claimant ? figures.claimants.indexOf(claimant) : -2,
    low: low === "" ? 0 : Number(low), high: high === "" ? Infinity : Number(high), unknown,
  };
}

// Whether one figure of one claimant can be in the range: "at least 10" can be
// 12 but not 8. No figures are added up; without any, the number is unknown.
function harmFits(figures, i, asked) {
  let told = false;
  for (let n = figures.first[i]; n < figures.first[i + 1]; n++) {
    if ((asked.kind !== -2 && figures.kind[n] !== asked.kind) || (asked.claimant !== -2 && figures.claimant[n] !== asked.claimant)) continue;
    told = true;
    const high = figures.high[n] < 0 ? Infinity : figures.high[n];
    if (Math.max(0, figures.low[n]) <= asked.high && high >= asked.low) return true;
  }
  return !told && asked.unknown;
}
