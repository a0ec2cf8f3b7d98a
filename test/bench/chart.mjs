/*
 * The benchmark as a picture: a column for each work, a row for each server, a dot at its processor
 * time per request as a multiple of the peer's.
 *
 *     node test/bench/chart.mjs [BENCH.json] [BENCH.svg]     draws the picture of a result again
 *
 * Rule of this file: the picture brings its own background, so that it can be read on a light page
 * and on a dark one, whatever the page does.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { formatNumber } from "./lib/table.mjs";

/** @typedef {import("./lib/report.mjs").Outcome} Outcome */
/** @typedef {ReturnType<typeof import("@observablehq/plot").plot>} Picture */

/**
 * @typedef {object} Mark
 * @property {string} server
 * @property {string} work
 * @property {number} ratio
 * @property {string} text
 * @property {boolean} isOurs
 */

const LABEL_WIDTH = 165;
const COLUMN_WIDTH = 96;
const ROW_HEIGHT = 24;
const HEAD_HEIGHT = 80;
const FOOT_HEIGHT = 34;
/** Beyond, there is more room on the left of the dot. */
const TEXT_LEFT_FROM = 4;
/** A ratio of more is drawn at this one; the number beside it says what it is. */
const RATIO_MAX = 100;
const RATIO_MIN = 0.1;

const STYLE = `
  svg { --page: #ffffff; --text: #1f2328; --line: #d1d9e0; --ours: #0969da; --peer: #59636e;
        color: var(--text); background: var(--page); }
  @media (prefers-color-scheme: dark) {
    svg { --page: #0d1117; --text: #e6edf3; --line: #3d444d; --ours: #4493f8; --peer: #9198a1; }
  }`;

/**
 * @param {Outcome} outcome
 * @returns {string} the text of an SVG file
 */
export function drawChart(outcome) {
  const { servers, works, peer } = outcome;
  const marks = marksOf(outcome);
  const { document } = parseHTML("<html><body></body></html>");
  const columns = works.filter(({ label }) => marks.some(({ work }) => work === label));
  const size = {
    width: LABEL_WIDTH + columns.length * COLUMN_WIDTH + 10,
    height: HEAD_HEIGHT + servers.length * ROW_HEIGHT + FOOT_HEIGHT,
  };
  const picture = Plot.plot({
    document,
    ...size,
    marginLeft: LABEL_WIDTH,
    marginRight: 10,
    marginTop: HEAD_HEIGHT,
    marginBottom: FOOT_HEIGHT,
    fx: { domain: columns.map(({ label }) => label), axis: null, padding: 0.08 },
    x: { type: "log", domain: [RATIO_MIN, RATIO_MAX], axis: null },
    y: { domain: servers.map(({ label }) => label), axis: null },
    marks: layersOf(marks),
  });
  const head = { y: 20, size: 14, weight: "bold" };
  addLine(document, picture, "Processor time of a request in µs (log scale)", head);
  const foot = `Dotted: ${peer}. Floor: one canned answer. * closes after each answer.`;
  addLine(document, picture, foot, { y: size.height - 10, size: 11, weight: "normal" });
  return finish(picture, size);
}

/** @param {Mark[]} marks */
function layersOf(marks) {
  const at = { x: "ratio", y: "server", fx: "work" };
  // The edge keeps digits apart from the lines that they cross.
  const edge = { stroke: "var(--page)", strokeWidth: 3 };
  const text = { ...at, ...edge, text: "text", fill: "currentColor", fontSize: 11 };
  const isRight = (/** @type {Mark} */ { ratio }) => ratio < TEXT_LEFT_FROM;
  return [
    Plot.axisFx({ anchor: "top", lineWidth: 7.5, fontSize: 12, label: null }),
    Plot.axisY({ fontSize: 12, tickSize: 0, label: null, textAnchor: "end" }),
    Plot.gridY({ stroke: "var(--line)", strokeOpacity: 1 }),
    Plot.ruleX([1], { stroke: "var(--peer)", strokeDasharray: "2,3" }),
    Plot.dot(marks, {
      ...at,
      r: 4.5,
      fill: (/** @type {Mark} */ { isOurs }) => (isOurs ? "var(--ours)" : "var(--peer)"),
    }),
    Plot.text(marks.filter(isRight), { ...text, textAnchor: "start", dx: 7 }),
    Plot.text(
      marks.filter((mark) => !isRight(mark)),
      { ...text, textAnchor: "end", dx: -7 },
    ),
  ];
}

/**
 * @param {Outcome} outcome
 * @returns {Mark[]}
 */
function marksOf({ servers, works, summaries }) {
  return summaries.flatMap(({ server, work, processorUs, toPeer }) => {
    const found = servers.find(({ name }) => name === server);
    const label = works.find(({ name }) => name === work)?.label;
    if (processorUs === null || toPeer === null || !found || !label) return [];
    return {
      server: found.label,
      work: label,
      ratio: Math.max(RATIO_MIN, Math.min(RATIO_MAX, toPeer)),
      text: formatNumber(processorUs.median),
      isOurs: found.label.startsWith("microhttpd"),
    };
  });
}

/**
 * @param {ReturnType<typeof parseHTML>["document"]} document
 * @param {Picture} picture
 * @param {string} text
 * @param {{ y: number, size: number, weight: string }} style
 */
function addLine(document, picture, text, { y, size, weight }) {
  const line = document.createElementNS("http://www.w3.org/2000/svg", "text");
  line.setAttribute("x", "12");
  line.setAttribute("y", String(y));
  line.setAttribute("text-anchor", "start");
  line.setAttribute("font-size", String(size));
  line.setAttribute("font-weight", weight);
  line.textContent = text;
  picture.append(line);
}

/**
 * @param {Picture} picture
 * @param {{ width: number, height: number }} size
 */
function finish(picture, { width, height }) {
  const page = `<rect width="${width}" height="${height}" fill="var(--page)"/>`;
  return `${picture.outerHTML
    .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace("</style>", `${STYLE}</style>${page}`)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [from = "out/bench.json", to = "out/bench.svg"] = process.argv.slice(2);
  writeFileSync(resolve(to), drawChart(JSON.parse(readFileSync(resolve(from), "utf8"))));
}
