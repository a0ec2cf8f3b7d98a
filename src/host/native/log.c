/*
 * Lines for standard error.
 *
 * Rules of this file: a reader of our log that has stopped reading never stops the server. Lines
 * are gathered, written before the loop sleeps or when there is no room, and dropped and counted
 * when they cannot be: "N log lines lost" takes their place as soon as there is room again.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host.h"

/* A pipe that reports room takes as much as this at once (PIPE_BUF). */
#define GATHERED_BYTES 4096
#define LOST_LINE_BYTES 64

/* How every line of ours begins at the start, and what stands there when it serves. */
#define STARTING "microhttpd: "
#define SERVING "microhttpd: error: "

typedef enum {
  WRITE_AT_ONCE, /* never waits: a file, or a description of our own that does not block */
  WRITE_SOCKET,  /* as journald gives: asked not to wait at each call */
  WRITE_POLLED   /* may wait: only written to when poll says that there is room */
} Way;

static char gathered[GATHERED_BYTES];
static size_t gatheredBytes;
static uint32_t linesLost;
static int target = STDERR_FILENO;
static Way way = WRITE_POLLED;
static bool hasTimes;

/*
 * Not to block is a property of the open description, which our parent may share: a pipe or a
 * terminal is opened once more, for ourselves. A file must not be: its offset is shared too.
 */
void openLog(void) {
  struct stat status;
  if (fstat(STDERR_FILENO, &status) != 0) return;
  if (S_ISREG(status.st_mode)) way = WRITE_AT_ONCE;
  if (S_ISSOCK(status.st_mode)) way = WRITE_SOCKET;
  if (!S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode)) return;
  char path[PROC_PATH_BYTES];
  procPath(STDERR_FILENO, path);
  const int fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return;
  target = fd;
  way = WRITE_AT_ONCE;
}

static ssize_t writeGathered(void) {
  if (way == WRITE_SOCKET) {
    return send(target, gathered, gatheredBytes, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  if (way == WRITE_POLLED) {
    struct pollfd room = {.fd = target, .events = POLLOUT};
    if (poll(&room, 1, 0) != 1) {
      errno = EAGAIN;
      return -1;
    }
  }
  return write(target, gathered, gatheredBytes);
}

void flushLog(void) {
  while (gatheredBytes > 0) {
    const ssize_t written = writeGathered();
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) return;
    if (written <= 0) {
      gatheredBytes = 0; /* there is nobody: EPIPE, ENOSPC, EIO */
      return;
    }
    gatheredBytes -= (size_t)written;
    memmove(gathered, gathered + written, gatheredBytes);
  }
}

/* Of a child, which has the standard descriptors alone. */
void forgetLog(void) {
  gatheredBytes = 0;
  target = STDERR_FILENO;
  way = WRITE_POLLED;
}

static void gather(const void *octets, size_t bytes) {
  memcpy(gathered + gatheredBytes, octets, bytes);
  gatheredBytes += bytes;
}

static void noteLost(void) {
  char number[DECIMAL_BYTES];
  const char *count = decimal(linesLost, number);
  linesLost = 0;
  gather("microhttpd: ", 12);
  gather(count, strlen(count));
  gather(" log lines lost\n", 16);
}

void logOctets(const void *octets, size_t bytes) {
  const bool tooLong = bytes > GATHERED_BYTES - LOST_LINE_BYTES;
  const size_t taken = tooLong ? GATHERED_BYTES - LOST_LINE_BYTES : bytes;
  if (taken > GATHERED_BYTES - LOST_LINE_BYTES - gatheredBytes) flushLog();
  if (gatheredBytes > GATHERED_BYTES - LOST_LINE_BYTES ||
      taken > GATHERED_BYTES - LOST_LINE_BYTES - gatheredBytes) {
    linesLost++;
    return;
  }
  if (linesLost > 0) noteLost();
  gather(octets, taken);
  if (tooLong) gathered[gatheredBytes - 1] = '\n';
}

/* From now on lines tell when they were written. */
void startTimes(void) {
  hasTimes = true;
}

/* The digits of a number, behind each other. */
static size_t putDigits(char *at, int number, int count) {
  for (int i = count - 1; i >= 0; i--) {
    at[i] = (char)('0' + number % 10);
    number /= 10;
  }
  return (size_t)count;
}

/*
 * RFC 3339, as the core has it: 2026-11-28T08:17:19Z and a space. The C library's gmtime_r brings
 * its allocator along. The civil date is counted in years that begin in March, 400 of which are
 * 146097 days.
 */
static size_t putTime(char *at) {
  const int64_t now = (int64_t)wallSeconds();
  const int second = (int)(now % 86400);
  const int64_t days = now / 86400 + 719468;
  const int64_t era = days / 146097;
  const int day = (int)(days % 146097);
  const int year = (day - day / 1460 + day / 36524 - day / 146096) / 365;
  const int dayOfYear = day - (365 * year + year / 4 - year / 100);
  const int month = (5 * dayOfYear + 2) / 153; /* 0: March */
  const int civilMonth = month < 10 ? month + 3 : month - 9;
  const int numbers[] = {(int)(era * 400) + year + (civilMonth <= 2 ? 1 : 0),
                         civilMonth,
                         dayOfYear - (153 * month + 2) / 5 + 1,
                         second / 3600,
                         second / 60 % 60,
                         second % 60};
  size_t end = 0;
  for (int i = 0; i < 6; i++) {
    end += putDigits(at + end, numbers[i], i == 0 ? 4 : 2);
    at[end++] = "--T::Z"[i];
  }
  at[end++] = ' ';
  return end;
}

void logLine(const char *first, ...) {
  char line[320];
  size_t at = 0;
  if (hasTimes) {
    at = putTime(line);
    memcpy(line + at, SERVING, sizeof SERVING - 1);
    at += sizeof SERVING - 1;
    first += sizeof STARTING - 1;
  }
  va_list texts;
  va_start(texts, first);
  for (const char *text = first; text != NULL; text = va_arg(texts, const char *)) {
    while (*text != '\0' && at < sizeof line - 1) line[at++] = *text++;
  }
  va_end(texts);
  line[at++] = '\n';
  logOctets(line, at);
}
