// Searching words in all that is known of each incident, chunk by chunk, so
// that the page answers while a large file is read. Types and places are
// columns: what they hold is found at once.

import { readLateText } from "./data.js";

const ESCAPED = /[\\"<>&\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/; // written otherwise in a block
const SYNTAX = /[\\^$.*+?()[\]{}|/]/g; // of a pattern

// What is wanted, in any case. A pattern makes no copy of each text, and unlike
// toLocaleLowerCase it does not ask for the reader's locale each time.
export function pattern(words, flags = "iu") {
  return new RegExp(words.replace(SYNTAX, "\\$&"), flags);
}

// Calls `report(flags, part)` at once and after each chunk; ends early once `stopped()`.
export async function search(store, words, report, stopped) {
  const wanted = pattern(words);
  const flags = new Uint8Array(store.count);
  const { type, place } = store.columns;
  const inType = hits(type.words.map((name, code) => `${name} ${store.typeWords[code]}`), wanted);
  const inPlace = hits(place.words, wanted);
  for (let i = 0; i < store.count; i++) if (inType[type.codes[i]] || inPlace[place.codes[i]]) flags[i] = 1;
  const chunks = store.chunkCount();
  if (!chunks) return report(flags, 1);
  let next = readLateText(`${store.id}-0`);
  report(flags, 0);
  for (let n = 0; n < chunks && !stopped(); n++) {
    const text = await next;
    if (n + 1 < chunks) next = readLateText(`${store.id}-${n + 1}`); // unpacked while this one is read
    const own = flags.subarray(n * store.columns.chunk, (n + 1) * store.columns.chunk);
    if (ESCAPED.test(words)) searchChunk(JSON.parse(text), wanted, own);
    else markRows(text, words, own);
    if (!stopped()) report(flags, (n + 1) / chunks);
  }
  return null;
}

function hits(words, wanted) {
  return Uint8Array.from(words, (word) => (wanted.test(word) ? 1 : 0));
}

// Flags the rows of a chunk that hold what is wanted, by reading all of it.
export function searchChunk(chunk, wanted, flags) {
  const columns = Object.values(chunk);
  for (let i = 0; i < flags.length; i++) {
    if (!flags[i] && columns.some((values) => holds(values[i], wanted))) flags[i] = 1;
  }
}

function holds(value, wanted) {
  if (typeof value === "string") return wanted.test(value);
  if (typeof value === "number") return wanted.test(String(value));
  return value !== null && typeof value === "object" && Object.values(value).some((part) => holds(part, wanted));
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [34, 92, 44, 58];
const [OPEN_LIST, OPEN_RECORD, CLOSE_LIST, CLOSE_RECORD] = [91, 123, 93, 125];

// The same out of the chunk's JSON as it stands, column to list of cells: where
// words are in a text or a number, the cell is counted off. Names of fields do
// not count. Words that JSON writes otherwise cannot be found so.
export function markRows(text, words, flags) {
  const wanted = pattern(words, "giu");
  const inNumbers = /^[\d.+-]+$/.test(words); // else what lies between texts is no number
  let at = wanted.exec(text)?.index ?? Infinity;
  const pass = (end, counts, row) => {
    for (; at < end; at = wanted.exec(text)?.index ?? Infinity) {
      if (counts) flags[row] = 1;
      wanted.lastIndex = at + 1;
    }
  };
  for (let p = 0, depth = 0, row = 0; p < text.length && at < Infinity; p++) {
    const c = text.charCodeAt(p);
    if (c === QUOTE) {
      pass(p, inNumbers, row);
      p = endOf(text, p + 1);
      pass(p, text.charCodeAt(p + 1) !== COLON, row);
    } else if (c === COMMA) {
      pass(p, inNumbers, row);
      if (depth === 2) row += 1;
    } else if (c === OPEN_LIST || c === OPEN_RECORD) {
      depth += 1;
      if (depth === 2) row = 0;
    } else if (c === CLOSE_LIST || c === CLOSE_RECORD) {
      pass(p, inNumbers, row);
      depth -= 1;
    }
  }
}

// The place of the quote that ends a text.
function endOf(text, from) {
  for (let end = text.indexOf('"', from); ; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
}
