/*
 * The tables of `make conform`, as Markdown.
 */
import { formatTable } from "../bench/lib/table.mjs";
import type { Grade, Verdict } from "./judge";
import type { Rule } from "./rules";

export interface Column {
  readonly label: string;
  readonly version: string;
  /** One for each rule; null where the server is not installed, or did not start. */
  readonly verdicts: readonly Verdict[] | null;
}

/** What stands before a cell of each grade. */
const MARKS: Record<Grade, string> = { same: "", refuses: "~ ", differs: "**≠** " };

export function formatSums(columns: readonly Column[]): string {
  const count = (verdicts: readonly Verdict[], grade: Grade): string =>
    String(verdicts.filter((verdict) => verdict.grade === grade).length);
  const rows = columns.map(({ label, version, verdicts }) => {
    const name = `${label} ${version}`.trim();
    if (verdicts === null) return [name, "not installed"];
    const hangs = verdicts.filter(({ text }) => text.includes("hangs")).length;
    return [
      name,
      count(verdicts, "same"),
      count(verdicts, "refuses"),
      count(verdicts, "differs"),
      String(hangs),
    ];
  });
  const heads = [
    "server",
    "as the rule",
    "refuses with another status",
    "differs",
    "of that hangs",
  ];
  return formatTable(heads, rows);
}

export function formatRules(rules: readonly Rule[], columns: readonly Column[]): string {
  const heads = ["rule", "section", "expected", ...columns.map(({ label }) => label)];
  const rows = rules.map((rule, i) => [
    rule.title.replaceAll("|", "\\|"),
    rule.section,
    expectation(rule),
    ...columns.map(({ verdicts }) => cell(verdicts?.[i])),
  ]);
  return formatTable(heads, rows);
}

function expectation({ vector }: Rule): string {
  const statuses = vector.answers.map(({ status }) => status).join(" ");
  return vector.end === "persists" ? statuses : `${statuses}, closes`;
}

function cell(verdict: Verdict | undefined): string {
  return verdict === undefined ? "–" : MARKS[verdict.grade] + verdict.text;
}
