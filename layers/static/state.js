// The view in the page's address (#…), so that a view can be sent.
// What an address says is hostile like any text: only numbers, known kinds,
// layers and incidents are taken from it; words go into the search box.

const WAIT = 300; // milliseconds: browsers refuse many changes of the address

export class State {
  constructor(panel) {
    this.panel = panel;
    this.map = panel.map;
    this.read();
    this.map.on("moveend layeradd layerremove", () => this.later());
    window.addEventListener("hashchange", () => this.read());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.write(), WAIT);
  }

  write() {
    const { from, to, search, off, undated } = this.panel.filters.read();
    const { lat, lng } = this.map.getCenter();
    const said = {
      at: [lat.toFixed(4), lng.toFixed(4), this.map.getZoom()].join(","),
      from, to, q: search, off: off.join(","), undated: undated ? "" : "0",
      hide: this.panel.hidden().join(","), see: this.panel.seen ?? "",
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
    const day = (key) => (/^\d{4}-\d{2}-\d{2}$/.test(query.get(key) || "") ? query.get(key) : "");
    const [lat, lng, zoom] = list("at").map(Number);
    if ([lat, lng, zoom].every(Number.isFinite)) this.map.setView([lat, lng], zoom, { animate: false });
    this.panel.hide(list("hide").map(Number));
    this.panel.filters.write({ from: day("from"), to: day("to"), search: query.get("q") || "", off: list("off"), undated: query.get("undated") !== "0" });
    this.panel.filters.applySearch();
    this.panel.see(query.get("see"));
  }
}
