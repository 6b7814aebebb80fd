// A canvas over the whole map, drawn anew after each move and carried along
// while the map zooms. Used for the ground, for labels and for many marks.
// `padding` is the part of the view's size that is painted beyond each edge.

import { el } from "./dom.js";

export function makeCanvasLayer(L) {
  return L.Layer.extend({
    initialize(paint, options) {
      L.setOptions(this, options);
      this._paint = paint;
    },

    getEvents() {
      const events = { moveend: this.redraw, viewreset: this.redraw, resize: this.redraw };
      if (this._map.options.zoomAnimation) events.zoomanim = this._onZoomAnimation;
      return events;
    },

    beforeAdd(map) {
      this._map = map;
    },

    onAdd(map) {
      this._canvas = el("canvas", { class: "gm-canvas leaflet-zoom-animated", "aria-hidden": "true" });
      map.getPane(this.options.pane).append(this._canvas);
      this.redraw();
    },

    onRemove() {
      this._canvas.remove();
    },

    redraw() {
      if (!this._map || !this._canvas) return this;
      const map = this._map;
      const size = map.getSize();
      const ratio = window.devicePixelRatio || 1;
      const beyond = size.multiplyBy(this.options.padding || 0)._round();
      const corner = beyond.multiplyBy(-1);
      this._corner = map.containerPointToLayerPoint(corner);
      this._cornerLatLng = map.containerPointToLatLng(corner);
      L.DomUtil.setPosition(this._canvas, this._corner);
      this._resize(size.add(beyond.multiplyBy(2)), ratio);
      // In a notebook a frame may have no size yet; it is drawn when it gets one.
      if (!this._canvas.width || !this._canvas.height) return this;
      const context = this._canvas.getContext("2d");
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, this._canvas.width, this._canvas.height);
      context.setTransform(ratio, 0, 0, ratio, beyond.x * ratio, beyond.y * ratio);
      // A frame that is out of sight has no size yet; it is painted when it gets one.
      if (size.x && size.y) this._paint(context, map, size);
      return this;
    },

    context() {
      return this._canvas.getContext("2d");
    },

    // A canvas that is given its size again is made anew, which takes long.
    _resize(size, ratio) {
      if (this._canvas.width === Math.round(size.x * ratio) && this._canvas.height === Math.round(size.y * ratio)) return;
      this._canvas.width = Math.round(size.x * ratio);
      this._canvas.height = Math.round(size.y * ratio);
      this._canvas.style.width = `${size.x}px`;
      this._canvas.style.height = `${size.y}px`;
    },

    _onZoomAnimation(event) {
      const map = this._map;
      const scale = map.getZoomScale(event.zoom);
      const offset = map._latLngToNewLayerPoint(this._cornerLatLng, event.zoom, event.center);
      L.DomUtil.setTransform(this._canvas, offset, scale);
    },
  });
}

const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");
const colours = new Map();

// A colour of map.css. Asking the page anew each time would make it lay itself
// out each time; the colours change only with the scheme.
export function colour(name) {
  const key = `${name}|${isDark()}`;
  if (!colours.has(key)) colours.set(key, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return colours.get(key);
}

export function isDark() {
  return dark.matches;
}

// Calls back whenever the reader's system turns dark or light.
export function onScheme(callback) {
  dark.addEventListener("change", callback);
}
