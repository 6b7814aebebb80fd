// The view in the page's address (#…), so that a view can be sent.
// What an address says is hostile like any text: only numbers, known kinds,
// layers and incidents are taken from it; words go into the search box.

import { choosePointOfView, pointOfView } from "./borders.js";

const WAIT = 300; // milliseconds: browsers refuse many changes of the address

export class State {
  constructor(panel) {
    this.panel = panel;
    this.map = panel.map;
    this.read();
    this.map.on("gm:view moveend layeradd layerremove", () => this.later());
    window.addEventListener("hashchange", () => this.read());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), WAIT);
  }

  write() {
    const asked = this.panel.filters.read();
    const { lat, lng } = this.map.getCenter();
    const said = {
      at: [lat.toFixed(4), lng.toFixed(4), this.map.getZoom()].join(","),
      ...toAddress(asked),
      view: pointOfView(), hide: this.panel.hidden().join(","), see: this.panel.seen ?? "",
    };
    const query = new URLSearchParams(Object.entries(said).filter(([, value]) => value !== ""));
    const hash = `#${query}`;
    if (hash === window.location.hash) return;
    try {
      window.history.replaceState(null, "", hash);
    } catch (error) {
      // A page inside a frame without an address of its own has nowhere to write.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  read() {
    const query = new URLSearchParams(window.location.hash.slice(1));
    if (![...query.keys()].length) return;
    const list = (key) => (query.get(key) || "").split(",").filter(Boolean);
    const [lat, lng, zoom] = list("at").map(Number);
    if ([lat, lng, zoom].every(Number.isFinite)) this.map.setView([lat, lng], zoom, { reset: true }); // a pan is rounded to pixels
    if (query.has("hide")) this.panel.hide(list("hide").map(Number));
    choosePointOfView(query.get("view") || "");
    this.map.fire("gm:view");
    this.panel.filters.write(fromAddress(query));
    this.panel.filters.applySearch();
    this.panel.see(query.get("see"));
  }
}

// What is asked of the filters as the address has it; what is not asked is left out.
export function toAddress({ from, to, search, off, status, prec, pair, side, actor, undated, harm }) {
  const { kind, claimant, low, high, unknown } = harm;
  const asked = low !== "" || high !== "" || !unknown;
  return {
    from, to, q: search, off: off.join(","), st: status.map(encodeURIComponent).join(","), pr: prec.join(","), pair, side, actor,
    undated: undated ? "" : "0", harm: asked ? [kind, claimant, low, high, unknown ? "" : "0"].map(encodeURIComponent).join(",") : "",
  };
}

export function fromAddress(query) {
  const text = (key) => query.get(key) || "";
  const list = (key) => text(key).split(",").filter(Boolean);
  const day = (key) => (/^\d{4}-\d{2}-\d{2}$/.test(text(key)) ? text(key) : "");
  const number = (word) => (/^\d{1,9}$/.test(word) ? word : "");
  const [kind = "", claimant = "", low = "", high = "", unknown = ""] = text("harm").split(",").map(decoded);
  return {
    from: day("from"), to: day("to"), search: text("q"), off: list("off"), status: list("st").map(decoded), prec: list("pr"),
    pair: text("pair"), side: text("side"), actor: text("actor"), undated: text("undated") !== "0",
    harm: { kind, claimant, low: number(low), high: number(high), unknown: unknown !== "0" },
  };
}

function decoded(word) {
  try {
    return decodeURIComponent(word);
  } catch (error) {
    if (error instanceof URIError) return "";
    throw error;
  }
}
