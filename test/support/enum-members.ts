/*
 * The members of a `const enum` of numbers, which the bundle keeps as an object. With them a test
 * of "no two fields overlap" cannot leave out a field that is added later.
 */

/** Names and numbers. TypeScript knows no such object: callers say `@ts-expect-error`. */
export function enumMembers(object: object): [string, number][] {
  const members = Object.entries(object as Record<string, number | string>).filter(
    (member): member is [string, number] => typeof member[1] === "number",
  );
  if (members.length === 0) throw new Error("an enum without members");
  return members;
}

/** Throws unless fields of these sizes (1 if not told) follow each other without overlap to `end`. */
export function assertApart(
  members: [string, number][],
  sizes: Readonly<Record<string, number>>,
  begin: number,
  end: number,
): void {
  const fields = members.filter(([name]) => name !== "LENGTH").sort((a, b) => a[1] - b[1]);
  let free = begin;
  for (const [name, at] of fields) {
    if (at < free) throw new Error(`${name} is at ${at}, where ${free} is the first free place`);
    free = at + (sizes[name] ?? 1);
  }
  if (free > end) throw new Error(`fields end at ${free}, the record at ${end}`);
}

/** Throws unless each member is one bit of its own. */
export function assertBits(members: [string, number][]): void {
  let taken = 0;
  for (const [name, bit] of members) {
    const isOneBit = bit > 0 && (bit & (bit - 1)) === 0;
    if (!isOneBit || (taken & bit) !== 0) throw new Error(`${name} is ${bit}`);
    taken |= bit;
  }
}
