// Data blocks: inert JSON in the page, read once and shared by all layers.

const blocks = new Map();

export function readBlock(id) {
  if (!blocks.has(id)) {
    const node = document.getElementById(id);
    blocks.set(id, node ? JSON.parse(node.textContent) : null);
  }
  return blocks.get(id);
}

export async function readPackedBlock(id) {
  const node = document.getElementById(id);
  if (!node) return null;
  if (node.dataset.encoding !== "gzip") return readBlock(id);
  const bytes = Uint8Array.from(atob(node.textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

const stores = new Map();

// The incidents of a block with what the reader has chosen to see of them.
class Store {
  constructor(id) {
    this.id = id;
    this.chunks = new Map();
    this.columns = readBlock(id);
    this.count = this.columns.id.length;
    this.chosen = null;
    this.listeners = [];
  }

  // The details of an incident if they are at hand, else null.
  detailNow(i) {
    const { chunk, details } = this.columns;
    if (!chunk) return details[i];
    return this.chunks.get(Math.floor(i / chunk))?.[i % chunk] ?? null;
  }

  async detail(i) {
    const n = Math.floor(i / (this.columns.chunk || 1));
    if (this.columns.chunk && !this.chunks.has(n)) {
      this.chunks.set(n, await readPackedBlock(`${this.id}-${n}`));
    }
    return this.detailNow(i);
  }

  async allDetails() {
    const { chunk } = this.columns;
    if (chunk) for (let i = 0; i < this.count; i += chunk) await this.detail(i);
  }

  isDrawn(i) {
    return this.columns.mode[i] !== "none" && !this.columns.background[i];
  }

  passes(i) {
    return this.chosen === null || this.chosen[i] === 1;
  }

  choose(flags) {
    this.chosen = flags;
    for (const listener of this.listeners) listener();
  }

  onChoice(listener) {
    this.listeners.push(listener);
  }
}

export function storeOf(id) {
  if (!stores.has(id)) stores.set(id, new Store(id));
  return stores.get(id);
}

let texts = {};

export function useTexts(id) {
  texts = { ...texts, ...readBlock(id) };
}

export function t(key, values) {
  const text = texts[key] ?? key;
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
