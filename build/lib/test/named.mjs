/*
 * What F=word,word picks: a name that has one of the words in it, in any case of letters. Without
 * words everything is picked.
 */

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
