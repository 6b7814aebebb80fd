// The view as a PNG: what the map shows, with its title, credits and disclaimer.

import { colour } from "./canvas.js";
import { t } from "./data.js";
import { visible } from "./dom.js";
import { paintListSign } from "./signs.js";

const MARGIN = 12; // pixels
const LINE = 16;
const ROW = 24;
const FONT = "12px system-ui, sans-serif";

// `paintMarks` paints the marks that are buttons of the document.
export async function picture(map, { title, notes, kinds }, paintMarks) {
  const { x: width, y: height } = map.getSize();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const lines = wrapped(context, notes, width - 2 * MARGIN);
  const rows = legendRows(context, kinds, width - 2 * MARGIN);
  const strip = LINE * (lines.length + 3) + rows.length * ROW;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = (height + strip) * ratio;
  context.scale(ratio, ratio);
  context.fillStyle = colour("--gm-water");
  context.fillRect(0, 0, width, height);
  context.save();
  context.beginPath();
  context.rect(0, 0, width, height);
  context.clip();
  for (const pane of panesOf(map)) await paintPane(context, map, pane, paintMarks);
  context.restore();
  paintScale(context, map, height);
  context.fillStyle = colour("--gm-paper");
  context.fillRect(0, height, width, strip);
  rows.forEach((row, n) => paintLegend(context, row, height + LINE * 2 + n * ROW));
  paintStrip(context, title, lines, width, height, rows.length * ROW);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function panesOf(map) {
  const level = (pane) => Number(getComputedStyle(pane).zIndex) || 0;
  return Object.entries(map.getPanes()).filter(([name]) => name !== "mapPane").sort((a, b) => level(a[1]) - level(b[1]));
}

async function paintPane(context, map, [name, pane], paintMarks) {
  const corner = map.getContainer().getBoundingClientRect();
  const at = (node) => {
    const box = node.getBoundingClientRect();
    return [box.left - corner.left, box.top - corner.top, box.width, box.height];
  };
  for (const canvas of pane.querySelectorAll("canvas")) if (canvas.width) context.drawImage(canvas, ...at(canvas));
  for (const svg of pane.querySelectorAll(":scope > svg")) context.drawImage(await imageOf(svg), ...at(svg));
  for (const image of pane.querySelectorAll("img[src^='data:']")) context.drawImage(image, ...at(image));
  if (name === "gm-marks") paintMarks(context);
  for (const box of pane.querySelectorAll(".gm-border-label, .gm-place-name, .gm-count-label")) paintBox(context, box, at(box));
}

// A drawing of the document as a picture, its styles written into it.
async function imageOf(svg) {
  const copy = svg.cloneNode(true);
  const { width, height } = svg.getBoundingClientRect();
  copy.removeAttribute("style"); // where it stands in the page
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const given = svg.querySelectorAll("path, circle, rect, polygon, polyline");
  copy.querySelectorAll("path, circle, rect, polygon, polyline").forEach((node, n) => {
    const style = getComputedStyle(given[n]);
    for (const key of ["stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "stroke-linecap", "fill", "fill-opacity", "opacity"]) node.setAttribute(key, style.getPropertyValue(key));
  });
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

function paintBox(context, box, [x, y, width, height]) {
  const style = getComputedStyle(box);
  context.font = `${style.fontStyle} ${style.fontSize} system-ui, sans-serif`;
  if (box.classList.contains("gm-border-label")) {
    context.fillStyle = style.backgroundColor;
    context.fillRect(x, y, width, height);
    context.strokeStyle = style.borderTopColor;
    context.setLineDash([4, 3]);
    context.strokeRect(x, y, width, height);
    context.setLineDash([]);
  }
  context.fillStyle = style.color;
  context.textAlign = "left";
  context.textBaseline = "top";
  wrapped(context, [box.textContent], width - 4, context.font).slice(0, 2).forEach((line, n) => context.fillText(line, x + 6, y + 2 + n * 13));
}

function wrapped(context, texts, width, font = FONT) {
  context.font = font;
  const lines = [];
  for (const text of texts) {
    let line = "";
    for (const word of visible(text).split(/\s+/)) {
      const longer = line ? `${line} ${word}` : word;
      if (line && context.measureText(longer).width > width) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    lines.push(line);
  }
  return lines;
}

// The kinds that are shown, as many a row as fit.
function legendRows(context, kinds, width) {
  context.font = FONT;
  const rows = [];
  let x = Infinity;
  for (const kind of kinds) {
    const needed = context.measureText(t(`type.${kind}`)).width + 40;
    if (x + needed > width) x = rows.push([]) && 0;
    rows.at(-1).push([kind, x + MARGIN]);
    x += needed;
  }
  return rows;
}

function paintLegend(context, row, top) {
  for (const [kind, x] of row) {
    context.save();
    context.translate(x + 10, top + ROW / 2);
    context.scale(0.75, 0.75);
    paintListSign(context, kind, { paper: colour("--gm-paper"), ink: colour("--gm-ink") });
    context.restore();
    context.fillStyle = colour("--gm-ink");
    context.font = FONT;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(t(`type.${kind}`), x + 24, top + ROW / 2);
  }
}

function paintScale(context, map, height) {
  const bar = map.getContainer().querySelector(".leaflet-control-scale-line");
  if (!bar) return;
  const width = bar.getBoundingClientRect().width;
  context.fillStyle = colour("--gm-paper");
  context.fillRect(6, height - 26, width + 8, 20);
  context.strokeStyle = colour("--gm-ink");
  context.lineWidth = 2;
  context.strokeRect(10, height - 10, width, 0);
  context.fillStyle = colour("--gm-ink");
  context.font = FONT;
  context.textAlign = "left";
  context.textBaseline = "bottom";
  context.fillText(bar.textContent, 12, height - 11);
}

function paintStrip(context, title, lines, width, height, under) {
  context.fillStyle = colour("--gm-ink");
  context.textAlign = "left";
  context.textBaseline = "top";
  context.font = "bold 15px system-ui, sans-serif";
  context.fillText(visible(title), MARGIN, height + LINE * 0.6, width - 2 * MARGIN);
  context.font = FONT;
  lines.forEach((line, n) => context.fillText(line, MARGIN, height + under + LINE * (2.3 + n)));
}
