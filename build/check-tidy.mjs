/*
 * `make check`: lengths, unfinished work, orphans, refusals' numbers, missing tests.
 */
import { conclude } from "./lib/findings.mjs";
import { readProject } from "./lib/project.mjs";
import { checkTidy } from "./lib/tidy.mjs";

const files = readProject();
conclude("tidy", checkTidy(files), `${files.size} files`);
