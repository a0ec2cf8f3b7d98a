/*
 * `make check`: a room imports only rooms above it, and ARCHITECTURE.md tells of each.
 */
import { readFileSync } from "node:fs";
import { conclude } from "./lib/findings.mjs";
import { checkLayers, checkRoomTable } from "./lib/layers.mjs";
import { readProject } from "./lib/project.mjs";

const files = readProject();
const table = checkRoomTable(readFileSync("ARCHITECTURE.md", "utf8"));
conclude("layers", [...checkLayers(files), ...table], `${files.size} files`);
