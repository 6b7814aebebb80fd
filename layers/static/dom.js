// Building the document. Data becomes text nodes only; no string is parsed as HTML.

import { t } from "./data.js";

const LONG = 4000; // characters; of a longer text the rest is shown when asked for
const SVG = "http://www.w3.org/2000/svg";

// Bidi embeddings, overrides and isolates, and control characters, would act
// unseen: they are spelled out (layers/escape.py does the same for HTML).
const UNSEEN = /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

export function visible(text) {
  return String(text).replace(
    UNSEEN,
    (c) => `[U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`,
  );
}

function appendText(node, text) {
  if (text.length <= LONG) return node.append(visible(text));
  const start = document.createTextNode(visible(text.slice(0, LONG)));
  const more = document.createElement("button");
  more.type = "button";
  more.className = "gm-more";
  more.textContent = t("panel.whole_text", { n: text.length });
  more.addEventListener("click", () => {
    start.data = visible(text);
    more.remove();
  });
  return node.append(start, more);
}

function append(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    if (child instanceof Node) node.append(child);
    else appendText(node, String(child));
  }
  return node;
}

function assign(node, attributes) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    } else if (name === "value" || name === "checked") {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true ? "" : visible(value));
    }
  }
  return node;
}

export function el(tag, attributes, ...children) {
  return append(assign(document.createElement(tag), attributes), children);
}

export function svg(tag, attributes, ...children) {
  return append(assign(document.createElementNS(SVG, tag), attributes), children);
}

// Text of unknown script and direction, kept from reordering its surroundings.
export function bdi(text, className) {
  return el("bdi", { class: className, dir: "auto" }, text);
}

export function link(url, text) {
  if (!/^https?:\/\//i.test(url)) return bdi(url);
  return el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, bdi(text || url));
}

export function replaceChildren(node, ...children) {
  node.textContent = "";
  return append(node, children);
}
