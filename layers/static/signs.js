// Signs: how a kind of incident looks, as SVG and on a canvas.
// A filled circle is an exact place; a hollow diamond in a dashed ring is the
// handle of an area and is not a place.

import { svg } from "./dom.js";
import { readBlock } from "./data.js";

export const SIGN_SIZE = 30;
let kinds = {};

export function useKinds(id) {
  kinds = { ...kinds, ...readBlock(id) };
}

export function kindOf(name) {
  return kinds[kindOfType(name)];
}

// A type that is not known is drawn as unknown.
export function kindOfType(type) {
  return Object.hasOwn(kinds, type) ? type : "unknown";
}

export function kindNames() {
  return Object.keys(kinds);
}

export function signOf(name, exact) {
  const kind = kindOf(name);
  const shape = exact
    ? svg("circle", { r: 10, class: "gm-sign-body", fill: kind.colour })
    : [
        svg("circle", { r: 13, class: "gm-sign-ring", fill: "none", stroke: kind.colour }),
        svg("path", { d: "M0-10.5L10.5 0L0 10.5L-10.5 0Z", class: "gm-sign-hollow", stroke: kind.colour }),
      ];
  const glyph = svg("path", { d: kind.sign, class: exact ? "gm-sign-glyph" : "gm-sign-glyph gm-sign-dark" });
  if (!exact) glyph.setAttribute("transform", "scale(.78)");
  return frame(shape, glyph);
}

// Of an incident that is not on the map: a square, which is nothing on the map.
export function listSign(name) {
  const kind = kindOf(name);
  return frame(
    svg("rect", { x: -10, y: -10, width: 20, height: 20, rx: 4, class: "gm-sign-hollow", stroke: kind.colour }),
    svg("path", { d: kind.sign, class: "gm-sign-glyph gm-sign-dark" }),
  );
}

export function signFor(store, i) {
  return store.isDrawn(i) ? signOf(store.kind(i), store.mode(i) === "point") : listSign(store.kind(i));
}

export function stackSign(count, exact) {
  const shape = exact
    ? svg("circle", { r: 12, class: "gm-stack gm-stack-exact" })
    : svg("path", { d: "M0-14L14 0L0 14L-14 0Z", class: "gm-stack" });
  return frame(shape, svg("text", { class: "gm-stack-text", "text-anchor": "middle", y: 4 }, shortCount(count)));
}

function frame(...children) {
  return svg(
    "svg",
    { viewBox: "-15 -15 30 30", width: SIGN_SIZE, height: SIGN_SIZE, "aria-hidden": "true", class: "gm-sign" },
    ...children,
  );
}

export function paintSign(context, name, exact, colours) {
  const kind = kindOf(name);
  context.lineWidth = 1.5;
  if (exact) {
    context.fillStyle = kind.colour;
    context.strokeStyle = colours.halo;
    ring(context, 10);
    context.fill();
    context.stroke();
  } else {
    context.strokeStyle = kind.colour;
    context.setLineDash([3, 3]);
    ring(context, 13);
    context.stroke();
    context.setLineDash([]);
    diamond(context, 10.5, colours);
  }
  context.strokeStyle = exact ? "#fff" : colours.ink;
  context.lineWidth = 1.7;
  if (!exact) context.scale(0.78, 0.78);
  context.stroke(new Path2D(kind.sign));
}

export function paintListSign(context, name, colours) {
  const kind = kindOf(name);
  context.fillStyle = colours.paper;
  context.strokeStyle = kind.colour;
  context.lineWidth = 2;
  context.setLineDash([]);
  context.fillRect(-10, -10, 20, 20);
  context.strokeRect(-10, -10, 20, 20);
  context.strokeStyle = colours.ink;
  context.stroke(new Path2D(kind.sign));
}

export function paintStack(context, exact, colours) {
  context.strokeStyle = colours.ink;
  context.fillStyle = colours.paper;
  if (!exact) {
    context.setLineDash([4, 2]);
    return diamond(context, 14, colours);
  }
  context.lineWidth = 2;
  ring(context, 12);
  context.fill();
  return context.stroke();
}

function ring(context, radius) {
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
}

function diamond(context, r, colours) {
  const path = new Path2D(`M0-${r}L${r} 0L0 ${r}L-${r} 0Z`);
  context.fillStyle = colours.paper;
  context.lineWidth = 2;
  context.fill(path);
  context.stroke(path);
}

export function paintCount(context, count, x, y, ink) {
  const words = shortCount(count);
  context.fillStyle = ink;
  context.font = `bold ${words.length < 4 ? 11 : words.length < 5 ? 10 : 8}px system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(words, x, y + 0.5);
}

// At least so many, as short as it fits into a sign.
export function shortCount(count) {
  if (count < 1000) return String(count);
  return count < 1e6 ? `${Math.floor(count / 1000)}k+` : `${Math.floor(count / 1e6)}M+`;
}
