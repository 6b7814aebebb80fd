// Days, distances and codes put into words of the interface (layers/dates.py does
// the same). Nothing here completes a date: an unknown year stays unknown.

import { countryName, knows, t } from "./data.js";

export const NO_DAY = -(2 ** 31);
const DAY_MS = 86400000;

export function isoDay(day) {
  return day === NO_DAY ? "" : new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function dayNumber(iso) {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? Date.parse(iso) : NaN;
  return Number.isNaN(ms) ? NO_DAY : ms / DAY_MS;
}

export function dayWords(edtf) {
  if (!edtf) return t("date.unknown");
  const ends = edtf.split("/");
  if (ends.length === 2 && ends.every((end) => end && end !== "..")) return t("date.range", { a: dayWords(ends[0]), b: dayWords(ends[1]) });
  const qualifier = { "~": "date.approximate", "?": "date.uncertain" }[edtf.at(-1)];
  const words = plain(edtf.replace(/[~?%]+$/, ""));
  return qualifier && words ? t(qualifier, { date: words }) : words || edtf;
}

function plain(day) {
  const found = /^(\d{4}|XXXX)-(\d{2})-(\d{2})$/.exec(day) || /^(\d{4})-(\d{2})(?:-XX)?$/.exec(day);
  if (!found) return /^\d{4}$/.test(day) ? day : "";
  const [, year, month, date] = found;
  const name = t(date ? "months" : "months_alone").split(",")[Number(month) - 1];
  if (!name) return "";
  if (!date) return t("date.month", { month: name, y: year });
  return t(year === "XXXX" ? "date.day_no_year" : "date.day", { d: Number(date), month: name, y: year });
}

// The local day or days of an incident, as told where the days do not say it.
export function dateWords(start, end, told, time) {
  const day = told || (end !== start ? `${isoDay(start)}/${isoDay(end)}` : isoDay(start));
  const words = dayWords(day);
  return time ? t("date.time", { date: words, time }) : words;
}

// A moment with its offset: local date and time, and the offset.
export function clockWords(local) {
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(local);
  if (!found) return [local, ""];
  const [, day, time, offset] = found;
  const name = !offset ? "" : offset === "Z" || offset.slice(1) === "00:00" ? "UTC" : `UTC${offset}`;
  return [t("date.time", { date: dayWords(day), time }), name];
}

export function utcWords(moment) {
  const ms = Date.parse(moment);
  if (Number.isNaN(ms) || !/^\d{4}-\d{2}-\d{2}T/.test(moment)) return moment;
  return t("date.utc", { date: clockWords(new Date(ms).toISOString())[0] });
}

export function distance(metres) {
  if (metres < 1000) return t("unit.m", { n: Math.round(metres) });
  const km = metres / 1000;
  return t("unit.km", { n: km < 10 ? Number(km.toFixed(1)) : Math.round(km) });
}

// A count as the page's language writes it.
export function number(count) {
  return count.toLocaleString(document.documentElement.lang || undefined);
}

// A country's name for its code; any other text as it is.
export function sideName(side) {
  return side.startsWith("claim.") && knows(side) ? t(side) : countryName(side);
}

export function pairName(pair) {
  return pair.split("-").map(countryName).join(" – ");
}

// The interface's word for a code, or the code where it has none.
export function named(group, code) {
  const key = `${group}.${code}`;
  return knows(key) ? t(key) : String(code);
}
