// Saving what is shown, printing, full screen.

import { t } from "./data.js";
import { csv, fileName, geojson, save } from "./download.js";
import { el } from "./dom.js";
import { picture } from "./picture.js";

// `told`: the page's title, credits and day of making; `counted` says how many
// incidents are shown; `paintMarks` paints marks that are buttons.
export function tools(map, store, told, counted, paintMarks) {
  const said = el("p", { class: "gm-dim", role: "status" });
  const title = () => document.title || t("map.title");
  const made = told.generated ? t("about.generated", { date: told.generated }) : "";
  const button = (key, act) => el("button", { type: "button", on: { click: () => run(said, act) } }, t(key));
  const put = async (ending, blob) => save(await blob, fileName(title(), ending));
  // What the page says of itself under its title ("positions are made coarser").
  const remarks = () => [...document.querySelectorAll(".gm-told")].map((node) => node.textContent);
  const about = () => ({ title: title(), notes: remarks(), shown: counted(), generated: told.generated || null, tool: told.tool || null, disclaimer: t("about.disclaimer"), credits: told.credits });
  const notes = () => [[counted(), made].filter(Boolean).join(" · "), ...remarks(), t("about.disclaimer"), told.credits.join(" · ")];
  return el(
    "details", { class: "gm-tools" },
    el("summary", {}, t("tools.title")),
    el("div", { class: "gm-row" },
      button("tools.geojson", () => put("geojson", geojson(store, about()))),
      button("tools.csv", () => put("csv", csv(store, [...remarks(), t("about.disclaimer")].join(" ")))),
      button("tools.png", () => put("png", picture(map, { title: title(), notes: notes(), kinds: told.kinds }, paintMarks))),
      button("tools.print", () => window.print())),
    el("p", { class: "gm-dim" }, t("tools.help")),
    said,
  );
}

async function run(said, act) {
  said.textContent = t("tools.working");
  try {
    await act();
    said.textContent = "";
  } catch (error) {
    said.textContent = t("tools.failed", { reason: error.message });
    throw error;
  }
}

// A button on the map, where the page may fill the screen.
export function fullScreen(L, map) {
  if (!document.fullscreenEnabled) return;
  const page = map.getContainer().closest(".gm-page") || map.getContainer();
  const button = el("a", { href: "#", role: "button", class: "gm-full", title: t("map.full_screen"), "aria-label": t("map.full_screen") }, "⛶");
  L.DomEvent.on(button, "click", (event) => {
    L.DomEvent.stop(event);
    if (document.fullscreenElement) document.exitFullscreen();
    else page.requestFullscreen();
  });
  const Control = L.Control.extend({ onAdd: () => el("div", { class: "leaflet-bar" }, button) });
  new Control({ position: "topleft" }).addTo(map);
}
