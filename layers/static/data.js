// Data blocks: inert JSON in the page, read once and shared by all layers.
// A packed block is base64 of gzip; its arrays lie in a block of bytes beside it.

const blocks = new Map();
const TYPES = { u1: Uint8Array, u2: Uint16Array, u4: Uint32Array, i4: Int32Array, f4: Float32Array, f8: Float64Array };

export function readBlock(id) {
  if (!blocks.has(id)) {
    const node = document.getElementById(id);
    blocks.set(id, node ? JSON.parse(node.textContent) : null);
  }
  return blocks.get(id);
}

export async function readPackedBlock(id) {
  return JSON.parse(await readText(id));
}

export async function readText(id) {
  const node = document.getElementById(id);
  if (!node) return "null";
  return node.dataset.encoding === "gzip" ? inflate(node).text() : node.textContent;
}

// A payload of layers/payload.py, its arrays in their places.
export async function readPayload(id) {
  const bytes = document.getElementById(`${id}-arrays`);
  const arrays = bytes ? await inflate(bytes).arrayBuffer() : null;
  return withArrays(await readPackedBlock(id), arrays);
}

export function withArrays(tree, bytes) {
  if (tree === null || typeof tree !== "object") return tree;
  if (tree["@"]) {
    const [type, offset, length] = tree["@"];
    return new TYPES[type](bytes, offset, length);
  }
  if (!Array.isArray(tree)) for (const [key, value] of Object.entries(tree)) tree[key] = withArrays(value, bytes);
  return tree;
}

export function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// The bytes are handed over as they are: through a Blob they go to another
// process and back in small pieces, which takes several times as long.
function inflate(node) {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  // What goes wrong is told to whom reads.
  writer.write(bytesOf(node.textContent)).catch(() => {});
  writer.close().catch(() => {});
  return new Response(stream.readable);
}

let texts = {};
let countries = {};
let english = {};

export function useTexts(id) {
  const said = readBlock(id);
  texts = { ...texts, ...said.texts };
  countries = { ...countries, ...said.countries };
  english = { ...english, ...said.english };
}

export function t(key, values) {
  const text = texts[key] ?? key;
  if (!values) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function knows(key) {
  return Object.hasOwn(texts, key);
}

// A unit that only repeats the name of its country, in this language or in English.
export function isCountryName(name, codes) {
  return codes.some((iso3) => name === countryName(iso3) || name === english[iso3]);
}

export function countryName(iso3) {
  return Object.hasOwn(countries, iso3) ? countries[iso3] : iso3;
}
