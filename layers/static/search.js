// Searching words in all that is known of each incident, chunk by chunk, so
// that the page answers while a large file is read.

import { readText } from "./data.js";

const ESCAPED = /[\\"<>&\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/; // written otherwise in a block

// Calls `report(flags, part)` after each chunk; ends early once `stopped()`.
export async function search(store, words, report, stopped) {
  const wanted = words.toLocaleLowerCase();
  const flags = new Uint8Array(store.count);
  const inType = hits(store.columns.type.words.map((type, code) => `${type} ${nameOf(store, code)}`), wanted);
  const inPlace = hits(store.columns.place.words, wanted);
  for (let i = 0; i < store.count; i++) {
    if (inType[store.columns.type.codes[i]] || inPlace[store.columns.place.codes[i]]) flags[i] = 1;
  }
  const chunks = store.chunkCount();
  for (let n = 0; n < chunks && !stopped(); n++) {
    await searchChunk(store, n, wanted, flags);
    if (!stopped()) report(flags, (n + 1) / chunks);
  }
}

function nameOf(store, code) {
  return store.typeWords[code];
}

function hits(words, wanted) {
  return Uint8Array.from(words, (word) => (word.toLocaleLowerCase().includes(wanted) ? 1 : 0));
}

async function searchChunk(store, n, wanted, flags) {
  const text = await readText(`${store.id}-${n}`);
  if (!ESCAPED.test(wanted) && !text.toLocaleLowerCase().includes(wanted)) return;
  const columns = Object.values(JSON.parse(text));
  const first = n * store.columns.chunk;
  const last = Math.min(store.count, first + store.columns.chunk);
  for (let i = first; i < last; i++) {
    if (!flags[i] && columns.some((values) => holds(values[i - first], wanted))) flags[i] = 1;
  }
}

function holds(value, wanted) {
  if (typeof value === "string") return value.toLocaleLowerCase().includes(wanted);
  if (typeof value === "number") return String(value).includes(wanted);
  return value !== null && typeof value === "object" && Object.values(value).some((part) => holds(part, wanted));
}
