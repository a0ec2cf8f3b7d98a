/*
 * What the differential runs are made of: requests, good and bad, and answers of scripts. Each text
 * is one octet a character.
 */

const FIELD = "Host: a.example\r\n";

const TARGETS = [
  ..."/ /hello.txt /empty.txt /page.html /slot.bin /big.bin /sub /sub/ /sub?a=b /sub/inner.txt".split(
    " ",
  ),
  ..."/list/ /list /many/ /missing /closed.txt /pipe /.hidden /.well-known/token.txt".split(" "),
  ..."/inside.txt /outside.txt /above.txt /dangling.txt /a%20b.txt /hello.txt/x /coded/all.txt /coded/".split(
    " ",
  ),
  ..."/cgi-bin/nph-script /cgi-bin/script /cgi-bin/script/extra/path?query=1&b=%20 /cgi-bin/other".split(
    " ",
  ),
  ..."/cgi-bin/plain.txt /cgi-bin/closed /cgi-bin/ /cgi-bin/none /cgi-bin/folder/deep".split(" "),
  ..."/app/ /app/x.php /app/x.php/more /app/x.cgi?a+b /app/plain.cgi /app/page/ /app/prog/ /app/dead/".split(
    " ",
  ),
  ..."/app /app/dir.php /app/dir.php/inner.php/x /app/x.PHP. /app/all.txt /app/linked.php /app/none/".split(
    " ",
  ),
  ..."/cgi-bin/script?a+b%2Bc /cgi-bin/script?-s /cgi-bin/script?a+%00 /app/x.cgi?a+%FF+&".split(
    " ",
  ),
  ..."/app/none/extra?x=1 /app/../app/x.php /app/virtual /sub/virtual/path".split(" "),
  ..."/cgi-bin/pipe /htbin/x /./hello.txt /sub/../hello.txt //hello.txt /sub//inner.txt".split(" "),
  ..."/../x /%2e%2e/x /%2fx /%00 /%5c /\\ /%zz /% /%0a /a#b /\xff\xe9".split(" "),
  ..."http://other.example/hello.txt http://b http://b:99/sub?x https://c/".split(" "),
  ..."ftp://c/ http:///x http://u@h/ * x:y ? ./hello.txt".split(" "),
  `/${"d/".repeat(3000)}`,
  `/${"y".repeat(5000)}`,
  `/hello.txt?${"q".repeat(8000)}`,
];

const METHODS = ["HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE", "CONNECT", "BREW", "get"];

/** Field lines behind a good request-line. */
const FIELDS = [
  "Connection: close\r\n",
  "Connection: keep-alive, x\r\n",
  "connection: ,close ,\r\n",
  "If-None-Match: *\r\n",
  'If-None-Match: "19579bb8ca2-6"\r\n',
  'If-None-Match: "a", W/"19579bb8ca2-6"\r\n',
  'If-None-Match: "unfinished\r\n',
  "If-Modified-Since: Sun, 09 Mar 2025 07:08:09 GMT\r\n",
  "If-Modified-Since: Sunday, 09-Mar-25 07:08:08 GMT\r\n",
  "If-Modified-Since: Sun Mar  9 07:08:09 2025\r\n",
  "If-Modified-Since: yesterday\r\n",
  'If-Match: "19579bb8ca2-6"\r\n',
  'If-Match: "other", W/"19579bb8ca2-6"\r\n',
  "If-Unmodified-Since: Sun, 09 Mar 2025 07:08:08 GMT\r\n",
  "Content-Length: 5\r\n",
  "Content-Length: 0\r\n",
  "Content-Length: 300000\r\n",
  "Content-Length: 9007199254740992\r\n",
  "Content-Length: -1\r\n",
  "Content-Length: 5, 5\r\n",
  "Content-Length: 5\r\nContent-Length: 5\r\n",
  "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
  "Transfer-Encoding: chunked\r\n",
  "Transfer-Encoding: gzip, chunked\r\n",
  "Transfer-Encoding: chunked, gzip\r\n",
  "Transfer-Encoding: chunked, chunked\r\n",
  "Transfer-Encoding: gzip\r\n",
  "Transfer-Encoding:\r\n",
  "Expect: 100-continue\r\nContent-Length: 5\r\n",
  "Expect: 100-continue\r\n",
  "Expect: something\r\n",
  "Host: twice\r\n",
  "Cookie: a=1\r\ncookie: b=2\r\nX-Some-Thing: 1\r\nx-some-thing: 2\r\nUnder_score: 3\r\n",
  "Proxy: http://evil\r\nAuthorization: Basic xyz\r\n",
  "Origin: https://app.example\r\n",
  "Origin: https://other.example\r\nAccess-Control-Request-Method: PUT\r\n",
  "Origin: https://app.example\r\nAccess-Control-Request-Method: PUT\r\n",
  "Access-Control-Request-Headers: a, b\r\nOrigin: x\r\nAccess-Control-Request-Method: PUT\r\n",
  "X: \x80\xff\r\n",
  "X: a\x01b\r\n",
  "X: a\rb\r\n",
  "X : 1\r\n",
  ": 1\r\n",
  "X\r\n",
  " folded: 1\r\n",
  "X: 1\n",
  `${"X: 1\r\n".repeat(99)}`,
  `${"X: 1\r\n".repeat(100)}`,
  `X: ${"v".repeat(8186)}\r\n`,
  `X: ${"v".repeat(8187)}\r\n`,
  `A: ${"v".repeat(8000)}\r\nB: ${"v".repeat(8200)}\r\n`,
];

/** Field lines behind a request for a file that has several slots' octets, or coded forms. */
const PARTS = [
  "Range: bytes=0-0\r\n",
  "Range: bytes=5-\r\n",
  "Range: bytes=-5\r\n",
  "Range: bytes=0-99,1000-1099,16000-\r\n",
  "Range: bytes=0-50000,60000-60010,70000-99999,50500-50600\r\n",
  "Range: bytes=500-600,90-550,0-20,-1\r\n",
  `Range: bytes=${Array.from({ length: 16 }, (_, i) => `${i * 900}-${i * 1000}`).join()}\r\n`,
  "Range: bytes=200000-,18446744073709551616-\r\n",
  "Range: bytes=3-1\r\n",
  "Range: lines=3-5\r\n",
  'Range: bytes=0-9,-9\r\nIf-Range: "19579bb8ca2-186a0"\r\n',
  "Range: bytes=0-9\r\nIf-Range: Sun, 09 Mar 2025 07:08:09 GMT\r\n",
  'Range: bytes=0-9\r\nIf-Range: W/"19579bb8ca2-186a0"\r\n',
  "Accept-Encoding: gzip, deflate, br, zstd\r\n",
  "Accept-Encoding: gzip;q=0.5, zstd;q=0.7, br;q=0.1, *;q=0\r\n",
  "Accept-Encoding: identity;q=0\r\n",
  "Accept-Encoding: gzip;q=high\r\n",
  "Accept-Encoding: gzip\r\nRange: bytes=1-2\r\n",
];

/** Orders of a listing, known and not. */
const LISTINGS = [
  ..."/many/?sort=size&order=desc /many/?sort=time /many/?order=desc /list/?sort=size".split(" "),
  ..."/list/?sort=&order= /list/?&&sort=time& /?sort=name".split(" "),
];

const ACCEPTS = [
  "",
  "Accept: application/json\r\n",
  "Accept: text/html;q=0.5,, application/*\r\nAccept: */*;q=0.4\r\n",
  "Accept: application/json;q=1.001, text/html;q=\r\n",
];

const HOSTS = [
  "",
  "Host:\r\n",
  "Host: [::1]:80\r\n",
  "Host: [::1\r\n",
  "Host: a:99999\r\n",
  "Host: a b\r\n",
  "Host: u@h\r\n",
  "Host: %41\r\n",
  "Host: %4\r\n",
  "Host: [v1.x]\r\n",
];

const LINES = [
  "",
  "\r\n",
  "GET\r\n",
  "GET /\r\n",
  "GET  / HTTP/1.1\r\n",
  "GET / HTTP/1.1 \r\n",
  "GET / HTTP/2.0\r\n",
  "GET / HTTP/1.7\r\n",
  "GET / HTTP/1.10\r\n",
  "GET / http/1.1\r\n",
  "GET / HTTP/1.1\n",
  "G\x00T / HTTP/1.1\r\n",
  "\x16\x03\x01\x02\x00\x01\x00\x01",
  "\nGET / HTTP/1.1\r\n",
  "\r\n\r\n\r\nGET / HTTP/1.1\r\n",
  `${"M".repeat(9000)} / HTTP/1.1\r\n`,
];

const CHUNKED = [
  "0\r\n\r\n",
  "5\r\nhello\r\n0\r\n\r\n",
  '5;a=b;c="d\\""\r\nhello\r\n00000\r\nTrailer: x\r\n\r\n',
  "00000000000000000\r\n",
  "20000000000000\r\n",
  "x\r\n",
  "+5\r\nhello\r\n",
  "5 \r\nhello\r\n",
  "5\nhello\r\n",
  "5\r\nhello!\r\n",
  "5\r\nhello\n",
  "5\rhello",
  "5;\r\n",
  `5;${"e".repeat(300)}\r\n`,
  `0\r\n${"T: x\r\n".repeat(900)}\r\n`,
  "0\r\n bad\r\n\r\n",
  "1\r\na\r\n".repeat(15_000),
];

export const REQUESTS: readonly string[] = [
  ...TARGETS.map((target) => `GET ${target} HTTP/1.1\r\n${FIELD}\r\n`),
  ...TARGETS.slice(0, 40).map((target) => `GET ${target} HTTP/1.0\r\n\r\n`),
  ...METHODS.flatMap((method) =>
    ["/hello.txt", "/list/", "/cgi-bin/script", "/app/", "/app/x.php", "*", "/missing"].map(
      (target) => `${method} ${target} HTTP/1.1\r\n${FIELD}\r\n`,
    ),
  ),
  ...FIELDS.flatMap((lines) => [
    `GET /hello.txt HTTP/1.1\r\n${FIELD}${lines}\r\nhello`,
    `POST /cgi-bin/script HTTP/1.1\r\n${FIELD}${lines}\r\nhello`,
    `POST /hello.txt HTTP/1.0\r\n${lines}\r\nhello`,
  ]),
  ...PARTS.flatMap((lines) =>
    ["/big.bin", "/slot.bin", "/coded/all.txt", "/coded/"].map(
      (target) => `GET ${target} HTTP/1.1\r\n${FIELD}${lines}\r\n`,
    ),
  ),
  ...LISTINGS.flatMap((target) =>
    ACCEPTS.map((accept) => `GET ${target} HTTP/1.1\r\n${FIELD}${accept}\r\n`),
  ),
  ...HOSTS.map((host) => `GET /hello.txt HTTP/1.1\r\n${host}\r\n`),
  ...LINES.map((line) => `${line}${FIELD}\r\n`),
  ...LINES,
  ...CHUNKED.flatMap((content) => [
    `POST /hello.txt HTTP/1.1\r\n${FIELD}Transfer-Encoding: chunked\r\n\r\n${content}`,
    `POST /cgi-bin/script HTTP/1.1\r\n${FIELD}Transfer-Encoding: chunked\r\n\r\n${content}`,
  ]),
  `POST /cgi-bin/script HTTP/1.1\r\n${FIELD}Content-Length: 60000\r\n\r\n${"c".repeat(60_000)}`,
  "c".repeat(3000),
  `GET /hello.txt HTTP/1.1\r\n${FIELD}\r\n`.repeat(300),
];

/** Good requests, each of a kind that a gateway treats in a way of its own. */
export const WITH_CONTENT: readonly string[] = [
  "/app/x.php/more?a=b",
  "/cgi-bin/script",
  "/",
].flatMap((target) => [
  `GET ${target} HTTP/1.1\r\n${FIELD}\r\n`,
  `HEAD ${target} HTTP/1.1\r\n${FIELD}\r\n`,
  `GET ${target} HTTP/1.1\r\n${FIELD}Content-Length: 5\r\n\r\nhello`,
  `GET ${target} HTTP/1.1\r\n${FIELD}Range: bytes=1-\r\nConnection: close\r\n\r\n`,
  `POST ${target} HTTP/1.1\r\n${FIELD}Content-Length: 5\r\n\r\nhello`,
  `POST ${target} HTTP/1.1\r\n${FIELD}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n`,
  `POST ${target} HTTP/1.1\r\n${FIELD}Content-Length: 40000\r\n\r\n${"c".repeat(40_000)}`,
  `POST ${target} HTTP/1.1\r\n${FIELD}Content-Length: 40000\r\n\r\n${"c".repeat(20_000)}`,
  `PUT ${target} HTTP/1.1\r\n${FIELD}Transfer-Encoding: chunked\r\n\r\n4e20\r\n` +
    `${"c".repeat(20_000)}\r\n0\r\n\r\n`,
  `PUT ${target} HTTP/1.1\r\n${FIELD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
]);

/** What scripts write; some of them in several pieces. */
export const SCRIPT_ANSWERS: readonly string[] = [
  "Content-Type: text/plain\n\nhello",
  "Content-Type: text/plain\r\n\r\nhello",
  "Status: 404 Nothing Here\nContent-Length: 5\n\nhello and more",
  "Content-Length: 50\n\ntoo little",
  "Status: 204\n\nnothing",
  "Status: 304\n\n",
  "Status: 299\nX-A: 1\nx-a: 2\nSet-Cookie: a\nSet-Cookie: b\nConnection: close\nServer: mine\n\n",
  "Location: /elsewhere\n\n",
  "Location: /hello.txt\n\n",
  "Location: /cgi-bin/other?x\n\nthrown away",
  "Location: /cgi-bin/nph-script\n\n",
  "location: /big.bin\r\n\r\n",
  "Location: /list\n\n",
  "Location: /%zz\n\n",
  "Location: /a b\n\n",
  "Location: //host/\n\n",
  "Location: a#b\n\n",
  "Location:\n\n",
  `Location: /${"y".repeat(9000)}\n\n`,
  "Location: http://other/\nContent-Type: text/html\n\n<p>",
  "Location: /hello.txt\nSet-Cookie: a\n\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
  "HTTP/1.0 999",
  "X-Sendfile: /srv/home/big.bin\n\nthrown away",
  'X-Sendfile: /srv/home/hello.txt\nETag: W/"x"\nLast-Modified: x\nContent-Type: a/b\n\n',
  "Status: 404\nX-Sendfile: /srv/home//sub/./inner.txt\n\n",
  "X-Sendfile: /srv/home/../x\n\n",
  "X-Sendfile: /srv/home/missing\n\n",
  "X-Sendfile: x\n\n",
  "HTTP",
  "Connection: x-a, close\nX-A: 1\nConnection: X-B\nX-B: 2\nX-C: 3\n\n.",
  "Content-Type: a/b\nContent-Type: c/d\n\n",
  "Status: 205\n\nnothing",
  "X-Content-Type-Options: x\n\n<p>",
  "Location: http://other/\nStatus: 307\n\n",
  "Status: 99\n\n",
  "Status: 100\n\n",
  "Status: 20x\n\n",
  "Status: 200\nStatus: 200\n\n",
  "Transfer-Encoding: chunked\n\n0\r\n\r\n",
  "Content-Length: 1\nContent-Length: 1\n\nx",
  "Content-Length: x\n\n",
  "HTTP/1.1 200 OK\n\n",
  "\n\nno head",
  "<html>",
  "no colon\n\n",
  "Bad\x01: x\n\n",
  "X: a\x01\n\n",
  "Date: Tue, 01 Jan 2030 00:00:00 GMT\nTrailer: x\nUpgrade: x\nKeep-Alive: x\nTE: x\n\n.",
  `${"A:\n".repeat(2700)}\nbody`,
  `${"A:\n".repeat(4000)}\nbody`,
  `X: ${"h".repeat(14_331)}\n\nbody`,
  `X: ${"h".repeat(9000)}\n\n`,
  `Content-Type: text/plain\n\n${"o".repeat(70_000)}`,
  "x".repeat(20_000),
];
