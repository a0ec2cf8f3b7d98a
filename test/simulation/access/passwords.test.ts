/*
 * Passwords: who is let in, what is compared when, and what becomes of those who wait.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Failure } from "../../../src/seam/results";
import { CHECK_COUNT, CHECK_QUEUE_COUNT } from "../../../src/wire/sizes/sizes";
import { fieldOf } from "../../support/http-message";
import type { SimulatedChannel } from "../../support/simulated-channel";
import type { SimulatedHost, SimulatedTask } from "../../support/simulated-host";
import type { SimulatedServer } from "../../support/simulated-server";
import { closed, directory, type Entry, file, link } from "../../support/simulated-tree";
import { makeTree } from "../../support/simulated-world";
import { answer, answers, assertAtRest, get, onBoth, Pool, say, taken } from "../on-both";

const FILE = "/etc/passwords";
const GROUPS = "/etc/groups";
const HASH = "$1$saltstri$YMyguxXMBpd2TEZ.vS/3q1";
const OTHER_HASH = "$apr1$r31.....$HqJZimcKQFAMYayBlzkrA/";
const COSTLY = `$2y$13$${"a".repeat(53)}`;
const RULE = `--auth=/sub/ ${FILE}`;
const WORDS = `# people\nann:${HASH}\nbob:${OTHER_HASH}\nlocked:!${HASH}\nempty:\ncostly:${COSTLY}\n`;

interface Asked {
  readonly target?: string;
  readonly user?: string;
  readonly fields?: string;
}

function request({ target = "/sub/inner.txt", user, fields = "" }: Asked = {}): string {
  const credentials = user === undefined ? "" : `Authorization: Basic ${btoa(user)}\r\n`;
  return get(target, credentials + fields);
}

/** A client whose request has come, and all that could be done for it. */
function ask(server: SimulatedServer, asked: Asked = {}): SimulatedChannel {
  const client = server.connect();
  say(server, client, request(asked));
  server.pass(0);
  return client;
}

function end(server: SimulatedServer, task: SimulatedTask | undefined, result: number): void {
  assert.ok(task !== undefined && task.result === null, "a task that goes on");
  (task as SimulatedTask).result = result;
  server.pass(0);
}

function last(server: SimulatedServer): SimulatedTask | undefined {
  return server.host.tasks.at(-1);
}

/** Connections that are idle have been closed, and nothing is left. */
function rest(server: SimulatedServer): void {
  server.pass(20_000);
  assertAtRest(server);
}

function status(client: SimulatedChannel): number {
  return answer(client).status;
}

function withFiles(host: SimulatedHost): void {
  host.files.unconfined.set(FILE, file(WORDS));
  host.files.unconfined.set(GROUPS, file("# groups\nstaff: ann bob\nothers: zoe\r\n"));
}

function onPasswords(
  name: string,
  handler: (server: SimulatedServer) => void,
  rules: readonly string[] = [RULE],
  tree: () => Entry = makeTree,
): void {
  for (const more of [""]) {
    onBoth(name + more, "", handler, {
      args: rules,
      arrange: withFiles,
      get tree() {
        return tree();
      },
    });
  }
}

onPasswords("who gives none is asked for one, and nothing is compared", (server) => {
  for (const target of ["/sub/inner.txt", "/sub/", "/sub", "/sub/missing", "/SUB/inner.txt"]) {
    const response = answer(ask(server, { target }));
    assert.is(response.status, 401, target);
    assert.is(fieldOf(response, "www-authenticate"), 'Basic realm="/sub", charset="UTF-8"');
  }
  assert.is(status(ask(server, { target: "/hello.txt" })), 200);
  assert.is(status(ask(server, { target: "/subway" })), 404);
  for (const fields of ["Authorization: Bearer x\r\n", "Authorization: Basic !\r\n"]) {
    assert.is(status(ask(server, { fields })), 401);
  }
  assert.is(server.host.tasks.length, 0);
  rest(server);
});

onPasswords("no spelling of the path passes", (server) => {
  for (const target of [
    "/%73ub/inner.txt",
    "/./sub/inner.txt",
    "/list/../sub/inner.txt",
    "/sub./inner.txt",
    "//sub/inner.txt",
    "http://a/sub/inner.txt",
    "/sub/?x",
  ]) {
    const { status: found } = answer(ask(server, { target }));
    assert.ok(found === 401 || found === 404 || found === 400, `${target}: ${found}`);
  }
  assert.is(status(ask(server, { target: "/sub%2Finner.txt" })), 400);
});

onPasswords("a password is compared once, and remembered for five minutes", (server) => {
  const client = ask(server, { user: "ann:secret" });
  assert.is(client.received().length, 0, "it waits");
  assert.is(last(server)?.password, "secret");
  assert.is(last(server)?.hash, HASH);
  end(server, last(server), 1);
  assert.is(status(client), 200);
  assert.match(server.host.logged, / - ann \[[^\]]*\] "GET \/sub\/inner.txt HTTP\/1.1" 200 /);
  server.pass(290_000);
  assert.is(status(ask(server, { user: "ann:secret" })), 200);
  assert.is(server.host.tasks.length, 1);
  server.pass(20_000);
  ask(server, { user: "ann:secret" });
  assert.is(server.host.tasks.length, 2);
});

onPasswords("a file that changes has its passwords forgotten", (server) => {
  ask(server, { user: "ann:secret" });
  end(server, last(server), 1);
  server.host.files.unconfined.set(FILE, { ...file(WORDS), changedMs: 1741504089251 });
  ask(server, { user: "ann:secret" });
  assert.is(server.host.tasks.length, 2);
});

onPasswords(
  "one that changes while a password of it is compared has it compared anew",
  (server) => {
    const client = ask(server, { user: "ann:secret" });
    const changed = WORDS.replace(HASH, OTHER_HASH);
    server.host.files.unconfined.set(FILE, { ...file(changed), changedMs: 1741504089251 });
    end(server, last(server), 1);
    assert.is(client.received().length, 0);
    assert.is(last(server)?.hash, OTHER_HASH);
    end(server, last(server), 0);
    assert.is(status(client), 401);
  },
);

onPasswords("one that was changed just now is remembered for two seconds", (server) => {
  const changedMs = server.wallSeconds * 1000;
  server.host.files.unconfined.set(FILE, { ...file(WORDS), changedMs });
  ask(server, { user: "ann:secret" });
  end(server, last(server), 1);
  assert.is(status(ask(server, { user: "ann:secret" })), 200);
  server.pass(2_500);
  ask(server, { user: "ann:secret" });
  assert.is(server.host.tasks.length, 2);
});

onPasswords(
  "another password, another user, another rule are compared anew",
  (server) => {
    ask(server, { user: "ann:secret" });
    end(server, last(server), 1);
    const wrong = ask(server, { user: "ann:secret2" });
    assert.is(server.host.tasks.length, 2);
    end(server, last(server), 0);
    assert.is(status(wrong), 401);
    ask(server, { user: "bob:secret" });
    assert.is(server.host.tasks.length, 3);
    assert.is(last(server)?.hash, OTHER_HASH);
    ask(server, { user: "ann:secret", target: "/list/a.txt" });
    assert.is(server.host.tasks.length, 4);
  },
  [RULE, `--auth=/list/ ${FILE}`],
);

onPasswords(
  "who there is not has another's hash compared, and is refused whatever comes",
  (server) => {
    for (const user of ["nobody:x", "locked:x", "empty:", "empty:x"]) {
      const client = ask(server, { user });
      assert.is(last(server)?.hash, HASH, user);
      end(server, last(server), 1);
      assert.is(status(client), 401, user);
      server.pass(70_000);
    }
  },
);

onPasswords("a hash that would take too long is not computed", (server) => {
  assert.is(status(ask(server, { user: "costly:x" })), 500);
  assert.match(server.host.logged, /error: \/etc\/passwords: the hash of user 'costly' takes more/);
  assert.is(server.host.tasks.length, 0);
});

onPasswords("as many are compared at once as may, and others wait for it in order", (server) => {
  const clients = Array.from({ length: CHECK_COUNT + 2 }, (_, i) =>
    ask(server, { user: `ann:${i}` }),
  );
  assert.is(server.host.tasks.length, CHECK_COUNT);
  assert.is(status(ask(server, { target: "/hello.txt" })), 200, "others are served meanwhile");
  end(server, server.host.tasks[0], 1);
  assert.is(status(clients[0] as SimulatedChannel), 200);
  assert.is(last(server)?.password, `${CHECK_COUNT}`);
  for (const task of server.host.tasks.slice(1)) end(server, task, 1);
  end(server, last(server), 1);
  for (const client of clients.slice(1)) assert.is(status(client), 200);
  rest(server);
});

onPasswords("when as many wait as may the next is told so", (server) => {
  for (let i = 0; i < CHECK_QUEUE_COUNT; i++) ask(server, { user: `ann:${i}` });
  const response = answer(ask(server, { user: "ann:late" }));
  assert.is(response.status, 503);
  assert.is(fieldOf(response, "retry-after"), "2");
});

onPasswords("who has waited for too long is told so, and may leave before", (server) => {
  const client = ask(server, { user: "ann:secret" });
  const other = ask(server, { user: "ann:other" });
  other.fail();
  server.pass(31_000);
  assert.is(status(client), 503);
  for (const task of server.host.tasks) end(server, task, 1);
  assert.is(taken(server, Pool.Held), 0);
  rest(server);
  const tasks = server.host.tasks.length;
  assert.is(status(ask(server, { user: "ann:secret" })), 200, "what came of it is known");
  assert.is(server.host.tasks.length, tasks);
});

onPasswords("a task that is lost, or cannot be begun, is no verdict", (server) => {
  const client = ask(server, { user: "ann:secret" });
  end(server, last(server), Failure.Fault);
  assert.is(status(client), 503);
  server.host.failNext("beginTask", Failure.NoProcess);
  assert.is(status(ask(server, { user: "ann:secret" })), 503);
  const again = ask(server, { user: "ann:secret" });
  end(server, last(server), 1);
  assert.is(status(again), 200);
  rest(server);
});

onPasswords("wrong ones are looked at later and later, without a slot", (server) => {
  for (let i = 0; i < 5; i++) {
    const client = ask(server, { user: `ann:${i}` });
    end(server, last(server), 0);
    assert.is(status(client), 401);
  }
  const tasks = server.host.tasks.length;
  const refused = answer(ask(server, { user: "ann:5" }));
  assert.is(refused.status, 429);
  assert.is(fieldOf(refused, "retry-after"), "1");
  assert.is(server.host.tasks.length, tasks);
  server.pass(1000);
  ask(server, { user: "ann:6" });
  end(server, last(server), 0);
  assert.is(fieldOf(answer(ask(server, { user: "ann:7" })), "retry-after"), "2");
  server.pass(2000);
  const right = ask(server, { user: "ann:right" });
  end(server, last(server), 1);
  assert.is(status(right), 200);
  ask(server, { user: "ann:8" });
  end(server, last(server), 0);
  assert.is(status(ask(server, { user: "ann:8" })), 401, "forgotten, and a wrong one is known");
});

onPasswords("a right one that is remembered passes those who guess", (server) => {
  ask(server, { user: "ann:secret" });
  end(server, last(server), 1);
  for (let i = 0; i < 6; i++) {
    ask(server, { user: `ann:${i}` });
    if (last(server)?.result === null) end(server, last(server), 0);
  }
  assert.is(status(ask(server, { user: "ann:7" })), 429);
  assert.is(status(ask(server, { user: "ann:secret" })), 200);
});

onPasswords("files that cannot be read let nobody in", (server) => {
  const { files } = server.host;
  for (const [entry, why] of [
    [null, "is not there"],
    [closed(file(WORDS)), "may not be read"],
    [directory({}), "cannot be read"],
    [file("x".repeat(262_145)), "is longer than 256 KiB"],
  ] as const) {
    if (entry === null) files.unconfined.delete(FILE);
    else files.unconfined.set(FILE, entry);
    assert.is(status(ask(server, { user: "ann:secret" })), 500, why);
    assert.match(server.host.logged, new RegExp(`error: /etc/passwords: ${why}; nobody is let in`));
    server.pass(1000);
  }
  rest(server);
});

onPasswords(
  "users and groups of the rule",
  (server) => {
    for (const [target, user, expected] of [
      ["/sub/inner.txt", "ann:1", 200],
      ["/sub/inner.txt", "bob:2", 401],
      ["/list/a.txt", "bob:3", 200],
      ["/list/a.txt", "zoe:4", 401],
      ["/hello.txt", "ann:5", 401],
      ["/hello.txt", "bob:6", 200],
    ] as const) {
      const client = ask(server, { target, user });
      end(server, last(server), 1);
      assert.is(status(client), expected, `${user} ${target}`);
    }
  },
  [
    `--auth=/sub/ ${FILE} user=zoe,ann`,
    `--auth=/list/ ${FILE} group=none,staff groups=${GROUPS}`,
    `--auth=/ ${FILE} group=others groups=${GROUPS} user=bob`,
  ],
);

onPasswords(
  "the longest path holds, and off is an exception",
  (server) => {
    assert.is(status(ask(server, { target: "/sub/inner.txt" })), 200);
    const response = answer(ask(server, { target: "/sub/deep" }));
    assert.is(fieldOf(response, "www-authenticate"), 'Basic realm="Deep things", charset="UTF-8"');
    assert.is(status(ask(server, { target: "/hello.txt" })), 401);
  },
  [`--auth=/ ${FILE}`, "--auth=/sub off", `--auth=/sub/deep/ ${FILE} realm="Deep things"`],
);

onPasswords("what comes behind a request that waits is answered behind it", (server) => {
  const client = server.connect();
  say(server, client, request({ user: "ann:secret" }) + get("/hello.txt") + request());
  server.pass(0);
  end(server, last(server), 1);
  assert.equal(
    answers(client).map((response) => response.status),
    [200, 200, 401],
  );
});

onPasswords(
  "scripts and backends are told who it is, and not how he has said so",
  (server) => {
    const other = ask(server, { target: "/cgi-bin/script", user: "ann:secret" });
    end(server, last(server), 1);
    const script = server.host.scripts[0];
    assert.is(script?.variable("REMOTE_USER"), "ann");
    assert.is(script?.variable("AUTH_TYPE"), "Basic");
    assert.is(script?.variable("HTTP_AUTHORIZATION"), null);
    script?.write("Content-Type: text/plain\n\nhello");
    script?.exit();
    server.pass(0);
    assert.is(status(other), 200);
    assert.match(server.host.logged, / - ann \[[^\]]*\] "GET \/cgi-bin\/script HTTP\/1.1" 200 5/);
  },
  ["--cgi", "--pass-authorization", `--auth=/cgi-bin/ ${FILE}`],
);

onPasswords(
  "what a local redirect leads to asks for its own password, and not again for the same",
  (server) => {
    server.host.onSpawn = (script) => {
      script.write("Location: /sub/inner.txt\n\n");
      script.exit();
    };
    assert.is(status(ask(server, { target: "/cgi-bin/script" })), 401);
    const first = ask(server, { target: "/cgi-bin/script", user: "ann:secret" });
    assert.is(status(first), 503, "it is being compared");
    end(server, last(server), 1);
    assert.is(status(ask(server, { target: "/cgi-bin/script", user: "ann:secret" })), 200);
    assert.is(server.host.tasks.length, 1);
  },
  ["--cgi", RULE],
);

onPasswords(
  "an error page that lies below a path with a password is for those alone who have given it",
  (server) => {
    assert.not.match(answer(ask(server, { target: "/missing" })).content.toString(), /<p>sub/);
    const client = ask(server, { target: "/sub/missing", user: "ann:secret" });
    end(server, last(server), 1);
    assert.match(answer(client).content.toString(), /<p>sub/);
  },
  [RULE, "--error-page=404=/sub/index.html"],
);

onPasswords(
  "listings and the page of the server's state",
  (server) => {
    for (const target of ["/list/", "/state"]) {
      assert.is(status(ask(server, { target })), 401);
      const client = ask(server, { target, user: "ann:secret" });
      if (last(server)?.result === null) end(server, last(server), 1);
      assert.is(status(client), 200);
      assert.match(server.host.logged, new RegExp(` - ann \\[[^\\]]*\\] "GET ${target} `));
    }
  },
  [`--auth=/ ${FILE}`, "--status=/state"],
);

onPasswords("who waits when the server ends is told so", (server) => {
  const client = ask(server, { user: "ann:secret" });
  server.stop();
  assert.is(status(client), 503);
  server.pass(20_000);
  assert.is(server.host.exitStatus, 0);
});

const CONFIGURATION = "/etc/m.conf";

function configured(text: string): (host: SimulatedHost) => void {
  return (host) => {
    withFiles(host);
    host.files.unconfined.set(CONFIGURATION, file(text));
  };
}

onBoth(
  "on SIGHUP other paths ask, and what is remembered stays so",
  "",
  (server) => {
    ask(server, { user: "ann:secret" });
    end(server, last(server), 1);
    const text = `auth /sub/ ${FILE}\nauth /list/ ${FILE}\n`;
    server.host.files.unconfined.set(CONFIGURATION, file(text));
    server.reload();
    assert.is(status(ask(server, { user: "ann:secret" })), 200);
    assert.is(status(ask(server, { target: "/list/a.txt" })), 401);
    assert.is(server.host.tasks.length, 1);
  },
  { args: ["-c", CONFIGURATION], arrange: configured(`auth /sub/ ${FILE}\n`) },
);

onBoth(
  "where no path asked at the start there is no room for passwords later, and the log says so",
  "",
  (server) => {
    configured(`auth /sub/ ${FILE}\n`)(server.host);
    server.reload();
    assert.match(server.host.logged, /types or passwords are given than there was room for/);
    assert.is(status(ask(server)), 200, "it serves what it has served");
  },
  { args: ["-c", CONFIGURATION], arrange: configured("no-listing\n") },
);

onPasswords(
  "the password of a user of the machine, and what becomes of it when that changes",
  (server) => {
    const { files } = server.host;
    files.unconfined.set(FILE, file("ann:$p$root\n"));
    assert.is(status(ask(server, { user: "ann:secret" })), 500);
    assert.match(server.host.logged, /error: \/etc\/shadow: is not there; nobody is let in/);
    const shadow = (hash: string): Entry => file(`daemon:*:1::::::\nroot:${hash}:1:0:99999:7:::\n`);
    files.unconfined.set("/etc/shadow", shadow(HASH));
    const client = ask(server, { user: "ann:secret" });
    assert.is(last(server)?.hash, HASH);
    end(server, last(server), 1);
    assert.is(status(client), 200);
    assert.is(status(ask(server, { user: "ann:secret" })), 200);
    files.unconfined.set("/etc/shadow", shadow(`!${HASH}`));
    assert.is(status(ask(server, { user: "ann:secret" })), 401, "locked, and nobody else has one");
  },
);

for (const [name, args, message] of [
  ["no path", ["--auth", `sub ${FILE}`], "does not begin with /PATH"],
  ["an extension", ["--auth", `*.txt ${FILE}`], "does not begin with /PATH"],
  ["no file", ["--auth", "/sub/"], "has no file of passwords behind its path"],
  ["a file that is not there", ["--auth", "/sub/ /none"], "'/none' is not there"],
  ["groups that are not there", ["--auth", `/ ${FILE} group=a groups=/no`], "'/no' is not there"],
  ["a group without its file", ["--auth", `/ ${FILE} group=a`], "needs both of group= and groups="],
  ["a key twice", ["--auth", `/ ${FILE} user=a user=b`], "'user=b' is given twice"],
  ["no such key", ["--auth", `/ ${FILE} users=a`], "is none of realm= user= group= groups="],
  ["no value", ["--auth", `/ ${FILE} user=`], "has no value"],
  ["keys behind off", ["--auth", "/ off user=a"], "stands behind off"],
  ["a realm that would end", ["--auth", `/ ${FILE} realm=a\\b`], "is no text of 128 octets"],
  ["a cost", ["--auth-cost", "3"], "is not a number from 4 to 20"],
] as const) {
  onBoth(
    `refused at the start: ${name}`,
    "",
    (server) => {
      assert.is(server.status, -3);
      assert.ok(server.host.logged.includes(message), server.host.logged);
    },
    { args, arrange: withFiles },
  );
}

onBoth(
  "--test names the lines by which nobody is let in, and who may read the file",
  "",
  (server) => {
    assert.is(server.status, -1);
    for (const line of [
      "file of passwords '/etc/passwords' may be read by anybody (warning)",
      "/etc/passwords:2: user 'sha': is not let in: the hash is none of",
      "/etc/passwords:3: user 'plain': is not let in: the hash is none of",
      "/etc/passwords:4: user 'locked': is not let in: the password is locked",
      "/etc/passwords:5: user 'empty': is not let in: there is no password",
      "/etc/passwords:6: user 'costly': is not let in: the hash takes more work than auth-cost",
    ]) {
      assert.ok(
        server.host.logged.includes(line.replace("':", "'")),
        `${line} in ${server.host.logged}`,
      );
    }
    assert.not.match(server.host.logged, /'ann'/);
  },
  {
    args: [RULE, "--test"],
    arrange: (host) => {
      const lines = [
        `ann:${HASH}`,
        "sha:{SHA}EfatjsUqKYSrqv18O1FlA3hcIHI=",
        "plain:secret",
        `locked:!${HASH}`,
        "empty:",
        `costly:${COSTLY}`,
      ];
      const words = file(`${lines.join("\n")}\n`);
      words.isPublic = true;
      host.files.unconfined.set(FILE, words);
    },
  },
);

onPasswords(
  "a link is judged by its own name",
  (server) => {
    assert.is(status(ask(server, { target: "/way.txt" })), 200);
  },
  [RULE],
  () => {
    const tree = makeTree();
    tree.children.set("way.txt", link("sub/inner.txt"));
    return tree;
  },
);

test.run();
