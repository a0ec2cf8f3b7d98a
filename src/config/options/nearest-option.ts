/*
 * The option whose word is nearest to one that is not known, for "did you mean".
 */

import { BLOCK_END } from "../../core/memory/layout";
import { Offset, octet, setWord, word } from "../../wire/octets/arena";
import { NO_OPTION, nextOption, Option, putWord } from "./options";

/** Words longer than this are nothing that a slip of the finger made. */
const WORD_BYTES_MAX: i32 = 32;
/** Insertions, deletions and replacements of one letter each that may lie between. */
const DISTANCE_MAX: i32 = 2;

const WORD_AT: i32 = BLOCK_END - 2048;
/** Word index of one line of the table of distances. */
const LINE_AT: i32 = (BLOCK_END - 2048 + 256) >> 2;

/** The nearest option, or NO_OPTION when none is near. */
export function nearestOption(at: Offset, end: Offset): i32 {
  if (end - at > WORD_BYTES_MAX) return NO_OPTION;
  let nearest: i32 = NO_OPTION;
  let least: i32 = DISTANCE_MAX + 1;
  let option: Option = nextOption(NO_OPTION);
  for (; option !== NO_OPTION; option = nextOption(option)) {
    const distance: i32 = distanceTo(at, end, putWord(WORD_AT, option));
    if (distance < least) {
      least = distance;
      nearest = option;
    }
  }
  return nearest;
}

/** Levenshtein's distance between `at` to `end` and the word at WORD_AT. */
function distanceTo(at: Offset, end: Offset, wordEnd: Offset): i32 {
  const columns: i32 = wordEnd - WORD_AT;
  for (let column: i32 = 0; column <= columns; column++) setWord(LINE_AT + column, column);
  for (let i: i32 = at; i < end; i++) {
    let diagonal: i32 = word(LINE_AT);
    setWord(LINE_AT, i - at + 1);
    for (let column: i32 = 1; column <= columns; column++) {
      const above: i32 = word(LINE_AT + column);
      const isSame: bool = octet(i) === octet(WORD_AT + column - 1);
      let best: i32 = isSame ? diagonal : diagonal + 1;
      if (above + 1 < best) best = above + 1;
      if (word(LINE_AT + column - 1) + 1 < best) best = word(LINE_AT + column - 1) + 1;
      setWord(LINE_AT + column, best);
      diagonal = above;
    }
  }
  return word(LINE_AT + columns);
}
