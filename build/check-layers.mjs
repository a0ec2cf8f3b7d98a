/*
 * `make check`: a room imports only rooms above it, and ARCHITECTURE.md tells of each.
 */
import { readFileSync } from "node:fs";
import { checkCircles } from "./lib/c-circles.mjs";
import { conclude } from "./lib/findings.mjs";
import { checkLayers, checkRoomTable } from "./lib/layers.mjs";
import { readProject } from "./lib/project.mjs";

const files = readProject();
const table = checkRoomTable(readFileSync("ARCHITECTURE.md", "utf8"));
const native = new Map([...files].filter(([path]) => path.startsWith("src/host/native/")));
const findings = [...checkLayers(files), ...table, ...checkCircles(native)];
conclude("layers", findings, `${files.size} files`);
