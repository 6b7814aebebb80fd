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

// Late blocks stand at the end of the page, and may not have come yet.
export async function readLateText(id) {
  if (document.readyState === "loading") await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
  return readText(id);
}

export async function readPackedBlock(id) {
  return JSON.parse(await readText(id));
}

export async function readText(id) {
  const node = document.getElementById(id);
  if (!node) return "null";
  return node.dataset.encoding === "gzip" ? new TextDecoder().decode(await inflatedBytes(node)) : node.textContent;
}

// A payload of layers/payload.py, its arrays in their places.
export async function readPayload(id) {
  const bytes = document.getElementById(`${id}-arrays`);
  const arrays = bytes ? await inflatedBytes(bytes) : null;
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

// Lines and outlines that layers/steps.py wrote as whole-number steps; others as they are.
export function unstepped(geometry, scale) {
  if (!scale) return geometry;
  const { type, geometries, coordinates } = geometry;
  if (geometries) return { type, geometries: geometries.map((part) => unstepped(part, scale)) };
  const places = (part) => (typeof part[0] === "number" ? walked(part, scale) : part.map(places));
  return { type, coordinates: places(coordinates) };
}

function walked(steps, scale) {
  const points = [];
  const per = Math.round(1 / scale); // divided by it a degree is what it was; times a scale it is not
  for (let i = 0, x = 0, y = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push([x / per, y / per]);
  }
  return points;
}

export function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

// The pieces of what a node holds, unpacked. They are read one after another: by
// way of a Blob or a Response they go round about, which takes several times as long.
async function* inflate(node) {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  // What goes wrong is told to whom reads.
  writer.write(bytesOf(node.textContent)).catch(() => {});
  writer.close().catch(() => {});
  const reader = stream.readable.getReader();
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
}

async function inflatedBytes(node) {
  const pieces = [];
  for await (const piece of inflate(node)) pieces.push(piece);
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  pieces.reduce((at, piece) => {
    whole.set(piece, at);
    return at + piece.length;
  }, 0);
  return whole.buffer;
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
