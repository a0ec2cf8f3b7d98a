/*
 * `make check`: imports go one way.
 */
import { conclude } from "./lib/findings.mjs";
import { checkLayers } from "./lib/layers.mjs";
import { readProject } from "./lib/project.mjs";

const files = readProject();
conclude("layers", checkLayers(files), `${files.size} files`);
