/*
 * `make check`: the portability rule over the portable part.
 */
import { filesBelow } from "./lib/files.mjs";
import { conclude } from "./lib/findings.mjs";
import { checkPortable, isPortable } from "./lib/portable/check.mjs";

const paths = filesBelow("src", [".ts"]).filter(isPortable);
conclude("portability", checkPortable(paths), `${paths.length} files`);
