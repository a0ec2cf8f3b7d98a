/*
 * Tables as text that is Markdown too, results as JSON, and numbers as people read them. Pure functions.
 */

const KIB = 1024;

/**
 * @param {string[]} heads
 * @param {string[][]} rows
 */
export function formatTable(heads, rows) {
  const widths = heads.map((head, column) =>
    Math.max(3, head.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(" | ")} |`;
  // The first column has names, the others numbers.
  const pad = (/** @type {string[]} */ cells) =>
    widths.map((width, column) => {
      const cell = cells[column] ?? "";
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
  const rule = widths.map((width, column) => (column === 0 ? "-" : "-:").padStart(width, "-"));
  return [line(pad(heads)), line(rule), ...rows.map((row) => line(pad(row)))].join("\n");
}

/**
 * Three digits, which is more than such a measurement is good for.
 * @param {number | null} value
 */
export function formatNumber(value) {
  if (value === null) return "–";
  if (value === 0) return "0";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 3));
}

/**
 * @param {number | null} octets
 */
export function formatKiB(octets) {
  return octets === null ? "–" : String(Math.round(octets / KIB));
}

/** @param {number} part */
export function formatPercent(part) {
  return `${(part * 100).toFixed(part < 0.1 ? 1 : 0)} %`;
}

/**
 * JSON with a line for each of the innermost objects, so that a new result has a short difference.
 * @param {object} value
 */
export function formatJson(value) {
  const text = JSON.stringify(value, null, 1);
  return `${text.replaceAll(/[{[][^{}[\]"]*("[^"]*"[^{}[\]"]*)*[}\]]/g, joinLines)}\n`;
}

/** @param {string} text */
function joinLines(text) {
  return text.replaceAll(/\n */g, " ");
}
