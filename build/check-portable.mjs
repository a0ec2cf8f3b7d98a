/*
 * `make check`: the portability rule over src/wire, src/core and src/handler.
 */
import { filesBelow } from "./lib/files.mjs";
import { conclude } from "./lib/findings.mjs";
import { checkPortable, isPortable } from "./lib/portable/check.mjs";

const paths = filesBelow("src", [".ts"]).filter(isPortable);
conclude("portability", checkPortable(paths), `${paths.length} files`);
