/*
 * What a check has found, and how it is shown: one line each, `file:line:column rule: message`,
 * which editors understand. The message says what to do instead.
 */

/**
 * @typedef {object} Finding
 * @property {string} file
 * @property {number} line counted from 1
 * @property {number} column counted from 1
 * @property {string} rule
 * @property {string} message
 */

/**
 * Prints the findings and sets the exit status.
 * @param {string} check
 * @param {Finding[]} findings
 * @param {string} scope what was looked at, for the line that says that all is well
 */
export function conclude(check, findings, scope) {
  for (const finding of findings) console.error(formatFinding(finding));
  if (findings.length === 0) {
    console.log(`${check}: ${scope}, nothing found`);
    return;
  }
  console.error(`${check}: ${findings.length} found`);
  process.exitCode = 1;
}

/** @param {Finding} finding */
export function formatFinding(finding) {
  const { file, line, column, rule, message } = finding;
  return `${file}:${line}:${column} ${rule}: ${message}`;
}
