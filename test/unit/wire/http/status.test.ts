import { test } from "uvu";
import * as assert from "uvu/assert";
import * as refusals from "../../../../src/wire/http/refusal";
import { putReason, putStatusLine } from "../../../../src/wire/http/status";
import { written } from "../../../support/arena";

/** RFC 9110 §15, RFC 6585 §4, §5 (429, 431), RFC 4918 §11.5 (507) and nothing below 200: interim responses have no such line. */
const REASONS = new Map<number, string>([
  [200, "OK"],
  [201, "Created"],
  [202, "Accepted"],
  [203, "Non-Authoritative Information"],
  [204, "No Content"],
  [205, "Reset Content"],
  [206, "Partial Content"],
  [300, "Multiple Choices"],
  [301, "Moved Permanently"],
  [302, "Found"],
  [303, "See Other"],
  [304, "Not Modified"],
  [307, "Temporary Redirect"],
  [308, "Permanent Redirect"],
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [402, "Payment Required"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [406, "Not Acceptable"],
  [407, "Proxy Authentication Required"],
  [406, "Not Acceptable"],
  [408, "Request Timeout"],
  [409, "Conflict"],
  [410, "Gone"],
  [411, "Length Required"],
  [412, "Precondition Failed"],
  [413, "Content Too Large"],
  [414, "URI Too Long"],
  [415, "Unsupported Media Type"],
  [416, "Range Not Satisfiable"],
  [417, "Expectation Failed"],
  [421, "Misdirected Request"],
  [422, "Unprocessable Content"],
  [426, "Upgrade Required"],
  [429, "Too Many Requests"],
  [431, "Request Header Fields Too Large"],
  [500, "Internal Server Error"],
  [501, "Not Implemented"],
  [502, "Bad Gateway"],
  [503, "Service Unavailable"],
  [504, "Gateway Timeout"],
  [505, "HTTP Version Not Supported"],
  [507, "Insufficient Storage"],
]);

test("a reason phrase is the one of the specification, or nothing", () => {
  for (let status = 200; status < 600; status++) {
    const reason = written((at) => putReason(at, status));
    if (reason !== "") assert.is(reason, REASONS.get(status), `${status}`);
  }
});

test("every status that this server answers with by itself has a reason phrase", () => {
  const numbers = Object.values(refusals).filter((value) => typeof value === "number");
  const statuses = numbers.map((refusal) => refusals.statusOfRefusal(refusal));
  assert.ok(statuses.length > 40);
  for (const status of [200, 204, 301, 302, 304, ...statuses]) {
    assert.is(
      written((at) => putReason(at, status)),
      REASONS.get(status),
      `${status}`,
    );
  }
});

test("a status-line has its second space even without a reason phrase (RFC 9112 §4)", () => {
  assert.is(
    written((at) => putStatusLine(at, 200)),
    "HTTP/1.1 200 OK\r\n",
  );
  assert.is(
    written((at) => putStatusLine(at, 431)),
    "HTTP/1.1 431 Request Header Fields Too Large\r\n",
  );
  for (const status of [299, 399, 499, 599]) {
    assert.is(
      written((at) => putStatusLine(at, status)),
      `HTTP/1.1 ${status} \r\n`,
    );
  }
});

test.run();
