/*
 * Reads the names of the sections of an ELF file, of 32 or 64 bits, little-endian as all targets
 * are.
 */

/** Offsets in the file's header and in a section's, by the class that the fifth octet says. */
const CLASSES = new Map([
  [1, { table: 32, size: 46, place: 16, read: readWord }],
  [2, { table: 40, size: 58, place: 24, read: readLong }],
]);

/**
 * @param {Buffer} file
 * @returns {string[]}
 */
export function sectionsOf(file) {
  const offsets = CLASSES.get(file[4] ?? 0);
  if (file.toString("latin1", 0, 4) !== "\x7fELF" || offsets === undefined) {
    throw new Error("this is no ELF file");
  }
  const table = offsets.read(file, offsets.table);
  const size = file.readUInt16LE(offsets.size);
  const count = file.readUInt16LE(offsets.size + 2);
  const header = (/** @type {number} */ index) => table + index * size;
  const names = offsets.read(file, header(file.readUInt16LE(offsets.size + 4)) + offsets.place);
  return Array.from({ length: count }, (_, index) => {
    const at = names + file.readUInt32LE(header(index));
    return file.toString("latin1", at, file.indexOf(0, at));
  });
}

/**
 * @param {Buffer} file
 * @param {number} at
 */
function readWord(file, at) {
  return file.readUInt32LE(at);
}

/**
 * @param {Buffer} file
 * @param {number} at
 */
function readLong(file, at) {
  return Number(file.readBigUInt64LE(at));
}
