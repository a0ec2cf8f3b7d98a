import { test } from "uvu";
import * as assert from "uvu/assert";
import { findWord, NO_OPTION } from "../../../../src/config/options/options";
import { putForeignHint } from "../../../../src/config/text/foreign-word";
import { freshArena, putBytes, takeBytes } from "../../../support/arena";

function hint(text: string): string {
  freshArena();
  const end = putForeignHint(5000, 100, putBytes(100, text));
  return end === 0 ? "" : takeBytes(5000, end);
}

const HINTS: [string[], string][] = [
  [["port", "server.port", "PORT"], "; here: listen"],
  [["root", "DocumentRoot", "server.document-root", "root;"], "; here: home"],
  [["client_max_body_size", "LimitRequestBody"], "; here: content-max"],
  [["AddEncoding"], "; here: encoding"],
  [["AllowEncodedSlashes"], "; here: encoded-slash"],
  [["DirectoryIndex", "index-file.names"], "; here: index"],
  [["listen=80", "unknown=1"], "; a space, not '=', stands behind a word"],
  [["A:192.168.1.0/24", "D:*"], "; rules for addresses are not available here"],
  [["H:/www", "E404:/404.html", "I:index.htm"], "; here: home, index, fastcgi, error-page 404"],
  [["/cgi-bin:user:secret"], "; here: auth /PATH FILE"],
  [["auth_basic", "AuthUserFile", "htpasswd"], "; here: auth"],
];

for (const [words, expected] of HINTS) {
  for (const word of words) test(word, () => assert.is(hint(word), expected));
}

test("of what there is not, the hint says so", () => {
  for (const word of ["tls", "cert", "ssl_certificate", "ssl.engine"]) {
    assert.match(hint(word), /no TLS/, word);
  }
  for (const word of ["user", "uid", "group", "chroot"])
    assert.match(hint(word), /DAEMON_USER/, word);
  for (const word of ["daemon", "pidfile"]) assert.match(hint(word), /foreground/, word);
});

test("none for a slip of the finger, nor for nothing", () => {
  for (const word of ["", ";", "lisen", "hom", "scirpt"]) assert.is(hint(word), "", word);
});

test("no word of ours is another's", () => {
  for (const [words] of HINTS) {
    for (const word of words) {
      freshArena();
      assert.is(findWord(100, putBytes(100, word)), NO_OPTION, word);
    }
  }
});

test.run();
