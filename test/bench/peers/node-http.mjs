/*
 * The server that people write first: node:http and fs.readFile.
 *
 *     node node-http.mjs HOME PORT
 */
import { readFile } from "node:fs";
import { createServer } from "node:http";

const [home = ".", port = "8000"] = process.argv.slice(2);

const server = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  readFile(home + path, (error, content) => {
    if (error) response.writeHead(404).end("not found\n");
    else response.writeHead(200, { "Content-Type": "text/html" }).end(content);
  });
});
server.keepAliveTimeout = 120_000;
server.listen(Number(port), "127.0.0.1");
