// A line over a map that says what is not drawn one by one at this zoom.

import { t } from "./data.js";
import { el } from "./dom.js";

export function makeNotes(leaflet) {
  const notes = new WeakMap();
  return (map, what, on) => {
    if (!notes.has(map)) {
      if (!on) return;
      const node = el("p", { class: "gm-note", role: "status" });
      const Control = leaflet().Control.extend({ onAdd: () => node });
      new Control({ position: "bottomleft" }).addTo(map);
      notes.set(map, { node, what: new Set() });
    }
    const { node, what: crowded } = notes.get(map);
    crowded[on ? "add" : "delete"](what);
    node.textContent = crowded.size ? t("map.crowded") : "";
  };
}
