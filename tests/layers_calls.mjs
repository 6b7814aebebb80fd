// Calls functions of layers/static for the tests: reads a list of
// [module, function, arguments] as JSON, writes the list of what they gave.
// With it come the interface's texts and countries.

import { readFileSync } from "node:fs";

const { said, kinds, calls } = JSON.parse(readFileSync(0, "utf-8"));
const blocks = { said, kinds };
globalThis.document = { getElementById: (id) => ({ textContent: JSON.stringify(blocks[id]), dataset: {} }) };

const from = (name) => import(new URL(`../layers/static/${name}.js`, import.meta.url));
(await from("data")).useTexts("said");
(await from("signs")).useKinds("kinds");
const given = [];
for (const [module, name, args] of calls) given.push((await from(module))[name](...args) ?? null);
process.stdout.write(JSON.stringify(given));
