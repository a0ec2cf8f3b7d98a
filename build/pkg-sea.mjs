/*
 * Calls pkg's SEA mode; build/pkg.mjs runs this on a Node.js that pkg accepts.
 *
 * Rule of this file: it knows only what its one argument says. The function is called, not the
 * program, because that drops what is embedded for Node.js (seaConfig) and knows no armv7l.
 */
import { createRequire } from "node:module";
import process from "node:process";

const order = JSON.parse(process.argv[2] ?? "");
const { default: sea } = createRequire(import.meta.url)(`${order.pkg}/lib-es5/sea`);
await sea(order.entry, {
  targets: [order.target],
  seaConfig: {
    main: order.main,
    execArgv: order.flags,
    // NODE_OPTIONS is for programs that run scripts; this one must not change with it.
    execArgvExtension: "none",
  },
});
