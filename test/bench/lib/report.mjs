/*
 * The benchmark's tables: processor time per request, its ratios, requests per second.
 */
import { formatNumber, formatPercent, formatTable } from "./table.mjs";

/** @typedef {import("./statistics.mjs").Summary} Summary */

/**
 * @typedef {object} Named
 * @property {string} name
 * @property {string} label
 */

/**
 * @typedef {object} Outcome what the tables are made of
 * @property {Named[]} servers
 * @property {(Named & { isScript?: boolean })[]} works
 * @property {Summary[]} summaries
 * @property {string} peer name of the server that ratios are to
 * @property {string} floor
 */

/**
 * @param {Outcome} outcome
 */
export function formatOutcome(outcome) {
  const { peer, floor, summaries } = outcome;
  /** @type {[string, (summary: Summary) => string][]} */
  const tables = [
    ["Processor time per request, µs (from least to most, as a part of the median)", formatTime],
    ["Requests per second", ({ rate }) => String(Math.round(rate.median))],
  ];
  // Without the server that is compared with, there is nothing to say.
  if (summaries.some(({ toPeer }) => toPeer !== null)) {
    const title = `Processor time as a multiple of ${peer}'s`;
    tables.push([title, ({ toPeer }) => formatNumber(toPeer)]);
  }
  if (summaries.some(({ toFloor }) => toFloor !== null)) {
    const title = `Processor time as a multiple of the ${floor}'s`;
    tables.push([title, ({ toFloor }) => formatNumber(toFloor)]);
  }
  const texts = tables.map(([title, format]) => textOf(title, outcome, format));
  const works = outcome.works.filter(({ isScript }) => isScript);
  if (works.length > 0) {
    const title = "Processor time per request, µs, of the server alone, without its scripts";
    texts.push(textOf(title, { ...outcome, works }, ({ ownUs }) => formatSpread(ownUs)));
  }
  return texts.join("\n");
}

/**
 * @param {string} title
 * @param {Outcome} outcome
 * @param {(summary: Summary) => string} format
 */
function textOf(title, outcome, format) {
  return `${title}\n\n${tableOf(outcome, format)}\n`;
}

/**
 * @param {Outcome} outcome
 * @param {(summary: Summary) => string} format
 */
function tableOf({ servers, works, summaries }, format) {
  const rows = servers.map(({ name, label }) => [
    label,
    ...works.map((work) => {
      const found = summaries.find((each) => each.server === name && each.work === work.name);
      return found === undefined ? "–" : `${format(found)}${mark(found)}`;
    }),
  ]);
  return formatTable(["server", ...works.map(({ label }) => label)], rows);
}

/** @param {Summary} summary */
function formatTime({ processorUs }) {
  return processorUs === null ? "–" : formatSpread(processorUs);
}

/** @param {import("./statistics.mjs").Spread} spread */
function formatSpread({ median, spread }) {
  return `${formatNumber(median)} (${formatPercent(spread)})`;
}

/**
 * Answers that were lost make a figure doubtful.
 * @param {Summary} summary
 */
function mark({ errors }) {
  return errors > 0.001 ? " !" : "";
}
