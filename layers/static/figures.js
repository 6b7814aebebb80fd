// Figures: casualties as each claimant gives them (layers/figures.py does the
// same). Unknown is "not stated", never zero; a part of a total is named as a
// part and never added to it; a hedge stays beside its figure.

import { countryName, t } from "./data.js";
import { dayWords, named, sideName } from "./words.js";

const KINDS = ["killed", "wounded", "missing", "captured", "displaced"];
const SAID_BY_BOUNDS = ["at least", "at most", "up to", "no fewer than", "no less than"];

export function amountWords({ min, max, hedge }) {
  const words = boundWords(min ?? null, max ?? null);
  if (!words) return hedge ? t("figure.words", { words: hedge }) : t("figure.number_unknown");
  return hedge && !SAID_BY_BOUNDS.includes(hedge.toLowerCase()) ? t("figure.hedge", { figure: words, words: hedge }) : words;
}

function boundWords(low, high) {
  if (low !== null && high !== null) return low === high ? t("figure.exact", { n: low }) : t("figure.between", { a: low, b: high });
  if (low !== null) return t("figure.at_least", { n: low });
  return high === null ? "" : t("figure.at_most", { n: high });
}

function groupWords(figure) {
  const amount = amountWords(figure);
  return figure.group ? t("figure.part", { figure: amount, group: figure.group }) : amount;
}

function totalWords(total) {
  let words = groupWords(total);
  if (total.derived) words = t("figure.derived", { figure: words });
  const parts = (total.parts || []).map(groupWords);
  if (parts.length) words = t("figure.of_them", { figure: words, parts: parts.join(t("figure.join")) });
  if (!total.side) return words;
  const side = countryName(total.side);
  const basis = total.side_basis || "stated";
  return basis === "stated" ? t("figure.side", { side, figure: words }) : t("figure.side_inferred", { side, basis, figure: words });
}

// All that some claims say of one kind of casualty.
export function figureWords(claims, kind) {
  const said = claims.flatMap((claim) => (claim.casualties || []).filter((f) => f.kind === kind).map(totalWords));
  return [...new Set(said)].join("; ") || t("figure.not_stated");
}

export function kindsIn(claims) {
  const told = new Set(claims.flatMap((claim) => (claim.casualties || []).map((f) => f.kind)));
  if (told.size || claims.some((claim) => claim.about === "casualties")) told.add("killed").add("wounded");
  return KINDS.filter((kind) => told.has(kind));
}

export function claimantKey(claim) {
  return claim.claimant_side || (claim.claimant ? "claim.other" : "claim.report");
}

// The claims of each claimant's side beside each other: the sides of the
// conflict first, then the report and others.
export function claimColumns(claims) {
  if (!claims.length) return null;
  const bySide = new Map();
  for (const claim of claims) {
    const side = claimantKey(claim);
    if (!bySide.has(side)) bySide.set(side, []);
    bySide.get(side).push(claim);
  }
  const order = [...bySide.keys()].sort((a, b) => a.startsWith("claim.") - b.startsWith("claim."));
  const replaced = new Set(claims.map((claim) => claim.supersedes).filter(Boolean));
  return {
    sides: order.map(sideName),
    rows: kindsIn(claims).map((kind) => ({ kind, said: order.map((side) => figureWords(bySide.get(side), kind)) })),
    claims: order.map((side) => bySide.get(side).map((claim) => describeClaim(claim, replaced))),
  };
}

function describeClaim(claim, replaced) {
  return {
    claimant: claim.claimant || t("claim.report"),
    about: named("about", claim.about || "other"),
    text: claim.text || "",
    replaced: replaced.has(claim.claim_id),
    notes: [
      claim.denies && t("claim.denies"),
      claim.blames && t("claim.blames", { side: countryName(claim.blames) }),
      claim.attribution === "continued" && t("claim.continued"),
      claim.hedge && t("claim.hedge", { words: claim.hedge }),
      claim.via && t("claim.via", { via: claim.via }),
      claim.said_on && t("claim.said_on", { date: dayWords(claim.said_on) }),
      replaced.has(claim.claim_id) && t("claim.superseded"),
      claim.supersedes && t("claim.supersedes"),
    ].filter(Boolean),
  };
}
