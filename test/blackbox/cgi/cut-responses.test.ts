/*
 * Answers of scripts that are cut: where nothing but the connection's end would tell the client that
 * this was all (HTTP/1.0, nph-), and everywhere else too, it sees a reset and no end.
 *
 * Rule of this file: the client is Python's, as libuv takes a reset behind octets that it has not
 * read yet for an end.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runWell } from "../../support/command";
import { waitUntil } from "../../support/deadline";
import { requestOctets } from "../../support/exchange";
import { script, scriptThatPrints } from "../../support/home";
import { openClient } from "../../support/raw-client";
import { Gate } from "../../support/scripts";
import { type Server, startServer, stopServers } from "../../support/server";

const TYPE = "Content-Type: text/plain";
/** In one write: a script that is held up between two would have been silent too. */
const FIRST = `printf '${TYPE}\\n\\nfirst\\n'`;
const NPH_FIRST = `printf 'HTTP/1.0 200 OK\\r\\n${TYPE}\\r\\n\\r\\nfirst\\n'`;

const HOME = {
  "cgi-bin/silent.sh": script(`${FIRST}\nsleep 600`),
  "cgi-bin/nph-silent.sh": script(`${NPH_FIRST}\nsleep 600`),
  "cgi-bin/flood.sh": script(`${FIRST}\nexec cat /dev/zero`),
  "cgi-bin/killed.sh": script(`${FIRST}\nkill -9 $$`),
  "cgi-bin/nph-killed.sh": script(`${NPH_FIRST}\nkill -9 $$`),
  "cgi-bin/fault.sh": script(`ulimit -c 0\n${FIRST}\nkill -SEGV $$`),
  "cgi-bin/busy.sh": script(`ulimit -c 0\n${FIRST}\nwhile :; do :; done`),
  "cgi-bin/left.sh": script(`${FIRST}\n(sleep 0.1; echo second) &\nkill -9 $$`),
  "cgi-bin/status.sh": script(`${FIRST}\nexit 3`),
  "cgi-bin/closes.sh": script(`${FIRST}\nexec >&- 2>&-\nsleep 600`),
  "cgi-bin/short.sh": scriptThatPrints("Content-Length: 10\n\nfirst\n"),
  "cgi-bin/whole.sh": scriptThatPrints(`${TYPE}\n\nfirst\n`),
};

/** What is asked for, in which version. */
const ANSWERS: readonly (readonly [string, string])[] = [
  ["silent.sh", "HTTP/1.0"],
  ["silent.sh", "HTTP/1.1"],
  ["nph-silent.sh", "HTTP/1.1"],
];

/**
 * Sends a request to a port, waits for a file, makes another when the content has begun, and reads:
 * how does it end?
 */
const CLIENT = `
import os, socket, sys, time
port, request, file, begun = sys.argv[1:]
connection = socket.create_connection(("127.0.0.1", int(port)))
connection.sendall(request.encode("latin-1"))
while not os.path.exists(file):
    time.sleep(0.02)
octets = b""
how = "fin"
try:
    while part := connection.recv(65536):
        octets += part[:1024]
        if begun and b"\\r\\nfirst\\n" in octets:
            open(begun, "w").close()
except ConnectionResetError:
    how = "reset"
print(how if b"\\r\\nfirst\\n" in octets else octets[:1024])
`;

let server: Server;

test.before(async () => {
  server = await startServer({ home: HOME, args: ["--cgi", "--timeout", "script-idle=1"] });
});
test.after(stopServers);

for (const [name, version] of ANSWERS) {
  test(`${name} in ${version} does not go on in time: a reset`, async () => {
    assert.is(await endOf(server, name, version), "reset");
  });

  test(`${name} in ${version} when the server is stopped at once: a reset`, async () => {
    const stopping = await startServer({ home: HOME, args: ["--cgi"] });
    const gate = new Gate();
    const end = endOf(stopping, name, version, "/", gate.path("begun"));
    await waitUntil(() => gate.isOpen("begun"), "the answer to begin");
    const stopped = stopping.stop();
    await waitUntil(() => isRefused(stopping), "connections refused");
    await stopping.stop();
    assert.equal(await stopped, { status: 0, signal: null });
    assert.is(await end, "reset");
  });
}

test("a client that takes nothing is reset as well", async () => {
  const bounded = await startServer({ home: HOME, args: ["--cgi", "--timeout", "script-total=1"] });
  const gate = new Gate();
  const end = endOf(bounded, "flood.sh", "HTTP/1.0", gate.path("open"));
  await bounded.waitForLog(/flood\.sh\[\d+\]: did not go on in time$/);
  gate.open();
  assert.is(await end, "reset");
});

test("content that is shorter than the script said: a reset", async () => {
  assert.is(await endOf(server, "short.sh", "HTTP/1.0"), "reset");
});

for (const [name, version, line] of [
  ["killed.sh", "HTTP/1.1", /was ended by signal 9$/],
  ["killed.sh", "HTTP/1.0", /was ended by signal 9$/],
  ["nph-killed.sh", "HTTP/1.1", /was ended by signal 9$/],
  ["fault.sh", "HTTP/1.1", /was ended by signal 11$/],
  ["left.sh", "HTTP/1.1", /was ended by signal 9$/],
] as const) {
  test(`${name} in ${version} is ended by a signal: a reset, and the log says so`, async () => {
    const from = server.log.lines().length;
    assert.is(await endOf(server, name, version), "reset");
    assert.match(await server.waitForLog(/was ended by/, from), line);
  });
}

test("a script that has used its processor time: a reset, and the log names the limit", async () => {
  const limited = await startServer({ home: HOME, args: ["--cgi", "--script-limit", "cpu=1"] });
  assert.is(await endOf(limited, "busy.sh", "HTTP/1.1"), "reset");
  await limited.waitForLog(/busy\.sh\[\d+\]: was ended by its --script-limit cpu \(SIGXCPU\)$/);
});

for (const name of ["status.sh", "closes.sh"]) {
  test(`${name}: an answer that is whole ends`, async () => {
    assert.is(await endOf(server, name, "HTTP/1.0"), "fin");
  });
}

test("an answer that is whole ends, and is not reset", async () => {
  assert.is(await endOf(server, "whole.sh", "HTTP/1.0"), "fin");
});

/**
 * How the connection ends on which a script is asked for, and read once `file` is there; `begun` is
 * made when its content has begun.
 */
async function endOf(
  of: Server,
  name: string,
  version: string,
  file = "/",
  begun = "",
): Promise<string> {
  const request = requestOctets({ target: `/cgi-bin/${name}`, version }).toString("latin1");
  const args = [String(of.port), request, file, begun];
  return (await runWell("python3", ["-c", CLIENT, ...args])).trim();
}

/** It has begun to stop: two signals at once are one. */
async function isRefused(of: Server): Promise<boolean> {
  try {
    (await openClient(of.port)).close();
    return false;
  } catch {
    return true;
  }
}

test.run();
