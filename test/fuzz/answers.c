/*
 * Reads answers strictly, by RFC 9112: what no client could understand is a failure of the server.
 */
#include "answers.h"

#include <string.h>
#include <strings.h>

#include "fuzz.h"

#define UNTIL_CLOSE SIZE_MAX
#define CHUNKED (SIZE_MAX - 1)

void openAnswers(Answers *answers) {
  answers->bytes = 0;
  answers->mayBeHead = false;
  answers->lastSent = 0;
}

void noteRequest(Answers *answers, const uint8_t *octets, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) {
    answers->lastSent = answers->lastSent << 8 | octets[i];
    if (answers->lastSent == 0x48454144) answers->mayBeHead = true; /* "HEAD" */
  }
}

void takeAnswers(Answers *answers, const uint8_t *octets, size_t bytes) {
  const size_t room = sizeof answers->octets - answers->bytes;
  const size_t taken = bytes < room ? bytes : room;
  memcpy(answers->octets + answers->bytes, octets, taken);
  answers->bytes += taken;
}

static const uint8_t *endOfLine(const uint8_t *at, const uint8_t *end) {
  for (; at < end; at++) {
    if (*at == '\n') fail("LF without CR in an answer's head");
    if (*at == '\0') fail("NUL in an answer's head");
    if (*at != '\r') continue;
    if (at + 1 == end) return NULL;
    if (at[1] != '\n') fail("CR without LF in an answer's head");
    return at;
  }
  return NULL;
}

static bool isDigit(uint8_t octet) {
  return octet >= '0' && octet <= '9';
}

/* HTTP/1.1 SP 3DIGIT SP */
static unsigned statusOf(const uint8_t *at, const uint8_t *end) {
  if (end - at < 13 || memcmp(at, "HTTP/1.1 ", 9) != 0 || at[12] != ' ') {
    fail("an answer does not begin with a status-line");
  }
  for (int i = 9; i < 12; i++) {
    if (!isDigit(at[i])) fail("a status is not three digits");
  }
  return (unsigned)(at[9] - '0') * 100 + (unsigned)(at[10] - '0') * 10 + (unsigned)(at[11] - '0');
}

static bool isField(const uint8_t *at, const uint8_t *colon, const char *name) {
  const size_t bytes = (size_t)(colon - at);
  return bytes == strlen(name) && strncasecmp((const char *)at, name, bytes) == 0;
}

static size_t numberAt(const uint8_t *at, const uint8_t *end) {
  size_t number = 0;
  if (at == end) fail("an empty Content-Length");
  for (; at < end; at++) {
    if (!isDigit(*at)) fail("a Content-Length that is no number");
    number = number * 10 + (size_t)(*at - '0');
  }
  return number;
}

/* One field line; what it says of the content's length. */
static size_t lengthOf(const uint8_t *at, const uint8_t *end, size_t length) {
  const uint8_t *colon = memchr(at, ':', (size_t)(end - at));
  if (colon == NULL || colon == at) fail("a field line without name and colon");
  for (const uint8_t *name = at; name < colon; name++) {
    if (*name <= ' ' || *name >= 0x7f) fail("a field name that is no token");
  }
  const bool isLength = isField(at, colon, "Content-Length");
  const bool isCoding = isField(at, colon, "Transfer-Encoding");
  if (!isLength && !isCoding) return length;
  if (length != UNTIL_CLOSE) fail("an answer says twice how long it is");
  return isCoding ? CHUNKED : numberAt(colon + 2, end); /* our own have one space */
}

static int hexadecimal(uint8_t octet) {
  if (isDigit(octet)) return octet - '0';
  return octet >= 'a' && octet <= 'f' ? octet - 'a' + 10 : -1;
}

/* Behind the chunked content; NULL when it is cut off. */
static const uint8_t *endOfChunks(const uint8_t *at, const uint8_t *end) {
  for (;;) {
    const uint8_t *line = endOfLine(at, end);
    size_t size = 0;
    if (line == NULL) return NULL;
    if (line == at) fail("a chunk without size");
    for (; at < line; at++) {
      const int digit = hexadecimal(*at);
      if (digit < 0) fail("a chunk-size that is no number");
      size = size * 16 + (size_t)digit;
    }
    at = line + 2;
    if ((size_t)(end - at) < size + 2) return NULL;
    if (memcmp(at + size, "\r\n", 2) != 0) fail("a chunk that does not end where it should");
    at += size + 2;
    if (size == 0) return at;
  }
}

/* Behind the head of one answer, NULL when it is cut off; and how long its content is. */
static const uint8_t *endOfHead(const uint8_t *at, const uint8_t *end, size_t *length) {
  const uint8_t *line = endOfLine(at, end);
  if (line == NULL) return NULL;
  const unsigned status = statusOf(at, line);
  *length = UNTIL_CLOSE;
  for (at = line + 2;; at = line + 2) {
    line = endOfLine(at, end);
    if (line == NULL) return NULL;
    if (line == at) break;
    *length = lengthOf(at, line, *length);
  }
  if (status < 200 || status == 204 || status == 304) *length = 0;
  return at + 2;
}

/* Behind its content; NULL when that is cut off, or ends with the connection. */
static const uint8_t *endOfContent(const uint8_t *at, const uint8_t *end, size_t length) {
  if (length == UNTIL_CLOSE) return NULL;
  if (length == CHUNKED) return endOfChunks(at, end);
  return (size_t)(end - at) < length ? NULL : at + length;
}

void closeAnswers(const Answers *answers) {
  const uint8_t *end = answers->octets + answers->bytes;
  const uint8_t *at = answers->octets;
  while (at != NULL && at < end) {
    size_t length;
    at = endOfHead(at, end, &length);
    if (answers->mayBeHead) return;
    if (at != NULL) at = endOfContent(at, end, length);
  }
}
