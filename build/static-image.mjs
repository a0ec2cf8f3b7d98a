/*
 * Joins the data segments of wasm2c's C into one array.
 *
 * asc cuts static data at every few zeroes, some hundred segments, and wasm2c writes an inlined,
 * checked copy for each of them: 26 KB of code for 20 KB of data. One array of all, zeroes
 * included, is copied at once.
 *
 * Rules of this file: what it does not recognise is an error, never passed over.
 */

const SEGMENT = /^static const u8 (data_segment_data_\w+)\[\] = \{([^}]*)\};\n/gm;
const COPY = /^ {2}LOAD_DATA\((.+), (\d+)u, (data_segment_data_\w+), (\d+)\);\n/gm;
const IMAGE = "static_image";

/**
 * The same C with one segment.
 * @param {string} source
 */
export function joinSegments(source) {
  const segments = new Map();
  for (const [, name, text] of source.matchAll(SEGMENT)) segments.set(name, octetsOf(text));
  const copies = [...source.matchAll(COPY)];
  if (copies.length === 0) return source;
  const offsets = copies.map((copy) => Number(copy[2]));
  const start = Math.min(...offsets);
  const end = Math.max(...copies.map((copy) => Number(copy[2]) + Number(copy[4])));
  const image = new Uint8Array(end - start);
  for (const [, , offset, name, bytes] of copies) {
    const octets = segments.get(name);
    if (octets?.length !== Number(bytes)) throw new Error(`${name}: is not as long as its copy`);
    image.set(octets, Number(offset) - start);
  }
  const [first] = copies;
  const copyAll = `  LOAD_DATA(${first?.[1]}, ${start}u, ${IMAGE}, ${image.length});\n`;
  const definition = `static const u8 ${IMAGE}[] = {${image.join(",")}};\n`;
  const joined = replaceFirst(replaceFirst(source, SEGMENT, definition), COPY, copyAll);
  if (joined.includes("data_segment_data_")) throw new Error("a data segment is used otherwise");
  return joined;
}

/** @param {string | undefined} text */
function octetsOf(text = "") {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "")
    .map(Number);
}

/**
 * The first match becomes `text`, the others nothing.
 * @param {string} source
 * @param {RegExp} pattern
 * @param {string} text
 */
function replaceFirst(source, pattern, text) {
  let isFirst = true;
  return source.replace(pattern, () => {
    const replacement = isFirst ? text : "";
    isFirst = false;
    return replacement;
  });
}
