// The incidents of a block: columns for what is drawn and filtered, details
// unpacked when they are read, and what the reader has chosen to see.

import { readLateText, readPayload } from "./data.js";
import { describe } from "./describe.js";
import { worldX, worldY } from "./world.js";
import { kindNames, kindOfType } from "./signs.js";
import { dateWords, named } from "./words.js";

const KEPT = 6; // chunks of details that are kept unpacked

export class Words {
  constructor({ words, codes }) {
    this.words = words;
    this.codes = codes;
  }

  at(i) {
    return this.words[this.codes[i]];
  }
}

// Several words an incident, one after another.
export class WordLists {
  constructor({ words, counts, codes }) {
    this.words = words;
    this.codes = codes;
    this.first = starts(counts);
  }
}

// Where the values of each begin, from how many each has.
export function starts(counts) {
  const first = new Uint32Array(counts.length + 1);
  for (let i = 0; i < counts.length; i++) first[i + 1] = first[i] + counts[i];
  return first;
}

const WORDS = ["type", "place", "status", "place_status", "border_pair", "time_local", "edtf"];

export function readColumns(c) {
  for (const name of WORDS) c[name] = new Words(c[name]);
  c.actors = new WordLists(c.actors);
  c.sides = new WordLists(c.sides);
  c.figures.first = starts(c.figures.counts);
  c.kinds = kindNames();
  const kinds = c.type.words.map((type) => c.kinds.indexOf(kindOfType(type)));
  const spots = c.spot;
  const [disc, point] = ["disc", "point"].map((mode) => c.modes.indexOf(mode));
  c.spots.exact = new Uint8Array(c.spots.lon.length);
  c.kind = filled(Uint8Array, c.type.codes.length, (i) => kinds[c.type.codes[i]]);
  c.spot = filled(Int32Array, c.spot.length, (i) => (c.mode[i] === disc ? c.discs.spot[c.area[i]] : spots[i]));
  for (let i = 0; i < c.spot.length; i++) if (c.spot[i] >= 0) c.spots.exact[c.spot[i]] = c.mode[i] === point ? 1 : 0;
  c.spots.x = filled(Float64Array, c.spots.lon.length, (i) => worldX(c.spots.lon[i] / 1e6));
  c.spots.y = filled(Float64Array, c.spots.lat.length, (i) => worldY(c.spots.lat[i] / 1e6));
  return c;
}

// Typed.from(values, …) goes by way of an iterator, which takes some ten times as long.
function filled(Typed, length, at) {
  const values = new Typed(length);
  for (let i = 0; i < length; i++) values[i] = at(i);
  return values;
}

class Store {
  constructor(id) {
    this.id = id;
    this.listeners = [];
    this.chunks = new Map();
    this.ready = this.load();
  }

  async load() {
    this.columns = readColumns(await readPayload(this.id));
    this.count = this.columns.id.length;
    Object.assign(this, { chosen: null, all: true });
    this.typeWords = this.columns.type.words.map((type) => named("type", type));
    return this;
  }

  isDrawn(i) {
    return this.columns.mode[i] !== 0 && !this.columns.background[i];
  }

  passes(i) {
    return this.chosen === null || this.chosen[i] === 1;
  }

  // `all`: whether all pass, as they do before anything is chosen.
  choose(flags, all) {
    const same = all && this.all;
    Object.assign(this, { chosen: flags, all });
    if (same) return;
    for (const listener of this.listeners) listener();
  }

  onChoice(listener) {
    this.listeners.push(listener);
  }

  mode(i) {
    return this.columns.modes[this.columns.mode[i]];
  }

  kind(i) {
    return this.columns.kinds[this.columns.kind[i]];
  }

  lon(i) {
    return this.columns.spots.lon[this.columns.spot[i]] / 1e6;
  }

  lat(i) {
    return this.columns.spots.lat[this.columns.spot[i]] / 1e6;
  }

  // Metres, or null where it is not known.
  radius(i) {
    const radius = this.columns.radius_m[i];
    return radius === null || Number.isNaN(radius) ? null : radius;
  }

  day(i) {
    const c = this.columns;
    return dateWords(c.start[i], c.end[i], c.edtf.at(i), c.time_local.at(i));
  }

  typeName(i) {
    return this.typeWords[this.columns.type.codes[i]];
  }

  indexOf(id) {
    return this.columns.id.indexOf(id);
  }

  // The promise of a chunk, so that it is unpacked once for all who wait for it.
  chunk(n) {
    if (!this.chunks.has(n)) {
      this.chunks.set(n, readLateText(`${this.id}-${n}`).then(JSON.parse));
      if (this.chunks.size > KEPT) this.chunks.delete(this.chunks.keys().next().value);
    }
    return this.chunks.get(n);
  }

  // The cells of one incident by the names of their columns.
  async row(i) {
    const { chunk } = this.columns;
    return this.cells(await this.chunk(Math.floor(i / chunk)), i);
  }

  cells(chunk, i) {
    const c = this.columns;
    const row = { place_status: c.place_status.at(i), where_prec: c.prec[i] || null, radius_m: this.radius(i), derived: c.derived[i] === 1 };
    if (c.spot[i] >= 0) Object.assign(row, { lon: this.lon(i), lat: this.lat(i) });
    for (const [name, values] of Object.entries(chunk)) row[name] = values[i % c.chunk];
    return row;
  }

  async detail(i) {
    return describe(await this.row(i), this.columns.background[i] ? "none" : this.mode(i));
  }

  chunkCount() {
    return Math.ceil(this.count / this.columns.chunk);
  }

  label(i) {
    return [this.typeName(i), this.columns.place.at(i)].filter(Boolean).join(" · ");
  }
}

const stores = new Map();

export function storeOf(id) {
  if (!stores.has(id)) stores.set(id, new Store(id));
  return stores.get(id);
}

// What the page waits for before it says that it is ready.
export function allReady() {
  return Promise.all([...stores.values()].map((store) => store.ready));
}
