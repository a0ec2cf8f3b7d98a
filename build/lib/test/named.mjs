/*
 * What F=word,word picks: a name that has one of the words in it, in any case of letters. Without
 * words everything is picked. A word with a slash in it is a part of a path: it picks files.
 */

/**
 * Which of the tests in this file are to be run: those whose names have one of the words that are
 * returned (all when it is empty); null when there can be none, and the file need not be run.
 *
 * @param {string} path
 * @param {string} words
 */
export function filterFor(path, words) {
  if (isNamed(path, words)) return "";
  const names = words.split(",").filter((word) => !word.includes("/"));
  return names.length === 0 ? null : names.join(",");
}

/**
 * @param {string} name
 * @param {string} words with commas between them
 */
export function isNamed(name, words) {
  const lowerName = name.toLowerCase();
  return words
    .toLowerCase()
    .split(",")
    .some((word) => lowerName.includes(word));
}
