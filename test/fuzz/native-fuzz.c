/*
 * Coverage-guided fuzzing (libFuzzer) of the native server: the generated core and the host in C,
 * with sockets of this machine, real files, an invented clock, scripts that are pipes alone and
 * backends that are sockets alone.
 * The server is started once; each input is a few connections, after which nothing may be left.
 *
 * Rules of this file: an input is what clients send. Octet 0xff begins a command, which the next
 * octet names (`obey`); twice it stands for itself. So any octets mean something, a request is an
 * input as it is, and those of a corpus can be read. test/fuzz/input.ts plays the same on the
 * simulated host. Whatever the loop does within one input is done by the time it has come to rest.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "answers.h"
#include "fuzz.h"

/* What the host's files call, as they are released but for these. */
static int acceptNarrow(int fd, int flags);
__attribute__((noreturn)) static void exitFuzzed(int status);
#define accept4(fd, address, bytes, flags) acceptNarrow(fd, flags)
#define _exit(status) exitFuzzed(status)
#include "end.c"
#include "enter.c"
#include "listener.c"
#include "loop.c"
#undef _exit
#undef accept4

#define CLIENTS_MAX 4
#define DESCRIPTORS_MAX 128
/* More turns of the loop than this without rest: it spins. */
#define TURNS_MAX 20000
/* All that waits longer than this was given up: the longest time-out that is the default. */
#define PASSED_MS 90000
#define PIECE_BYTES 32768
/* So little that what the server sends is lent to the host all the time. */
#define SOCKET_BYTES 4608
/* 2026-12-01: after the release's date. */
#define START_SECONDS 1796119200.0

typedef struct {
  int fd; /* -1: not connected */
  bool isHeld;
  bool hasEnded;
  Answers answers;
} Client;

static Client clients[CLIENTS_MAX];
static unsigned current;
static int listenerFd;
static struct sockaddr_un listenerAddress;
static uint32_t now = 0x7fff0000; /* wraps to negative numbers soon */
static uint8_t piece[PIECE_BYTES];
static size_t pieceBytes;
#define FROM_BACKEND 3
/* Whose the octets are: 0: the client's; a `ScriptPipe`: the script's; or FROM_BACKEND. */
static int destination;
static unsigned descriptorsAtRest;

void fail(const char *what) {
  fprintf(stderr, "\nnative-fuzz: %s\n", what);
  abort();
}

static void exitFuzzed(int status) {
  fprintf(stderr, "\nnative-fuzz: the server ends with status %d\n", status);
  abort();
}

int32_t monotonicMs(void) {
  return (int32_t)now;
}

double wallSeconds(void) {
  return START_SECONDS + (double)(now - 0x7fff0000U) / 1000;
}

/* ---- The server ---- */

/* What a client does not read stays the server's, as with a slow one. */
static int acceptNarrow(int fd, int flags) {
  const int accepted = accept4(fd, NULL, NULL, flags);
  const int bytes = SOCKET_BYTES;
  if (accepted >= 0) (void)setsockopt(accepted, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
  return accepted;
}

/* Clients come over a socket of this process alone: no port, no other client, no TIME_WAIT. */
static void listenHere(void) {
  listenerFd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  listenerAddress.sun_family = AF_UNIX;
  /* The first octet is NUL: the name is in no file system. */
  (void)snprintf(listenerAddress.sun_path + 1, sizeof listenerAddress.sun_path - 1, "fuzz-%d",
                 (int)getpid());
  const struct sockaddr *address = (const struct sockaddr *)&listenerAddress;
  if (bind(listenerFd, address, sizeof listenerAddress) != 0 || listen(listenerFd, 16) != 0 ||
      !adoptChannel(listenerFd, CHANNEL_LISTENER, EPOLLIN)) {
    fail("no listener");
  }
  dropChannel(listeners[0].fd);
  listeners[0].fd = listenerFd;
}

/* Unless FUZZ_LOG is set what the server logs is written, and goes nowhere. */
static void openQuietLog(void) {
  const int kept = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (getenv("FUZZ_LOG") == NULL) (void)dup2(nowhere, STDERR_FILENO);
  openLog();
  (void)dup2(kept, STDERR_FILENO);
  (void)close(kept);
  (void)close(nowhere);
}

static void startServer(char *line) {
  static char *words[64];
  int count = 1;
  words[0] = line;
  for (char *word = strtok(line, "\n"); word != NULL && count < 63; word = strtok(NULL, "\n")) {
    words[count++] = word;
  }
  holdStandardDescriptors();
  openQuietLog();
  openChannelTable();
  openLoop();
  openProcesses();
  if (enterStart(count, words) != 0) fail("the server does not start");
  /* They are libFuzzer's here. */
  sigset_t set;
  (void)sigfillset(&set);
  (void)sigprocmask(SIG_UNBLOCK, &set, NULL);
  tellTime();
  announceListeners();
  listenHere();
}

/* ---- Its clients ---- */

static void readAnswers(Client *client) {
  static uint8_t octets[65536];
  ssize_t bytes;
  while (client->fd >= 0 && (bytes = read(client->fd, octets, sizeof octets)) > 0) {
    takeAnswers(&client->answers, octets, (size_t)bytes);
  }
}

static void readAll(void) {
  for (int i = 0; i < CLIENTS_MAX; i++) {
    if (!clients[i].isHeld) readAnswers(&clients[i]);
  }
}

/* Until nothing is due any more, with all that clients and scripts read. */
static void run(void) {
  for (int turns = 0;; turns++) {
    if (turns > TURNS_MAX) fail("the loop does not come to rest");
    flushLog();
    const int due = enterUntilDeadline();
    if (retryAccepting() >= 0) fail("it cannot accept");
    const bool goesOn = handOut(0);
    reapChildren(0);
    if (faults > 0) fail("a fault of the core: see it with FUZZ_LOG=1");
    readAll();
    if (!goesOn && due != 0 && !anyListed()) return;
  }
}

static void passTime(uint32_t ms) {
  const uint32_t end = now + ms;
  while (now != end) {
    run();
    const int due = enterUntilDeadline();
    const uint32_t left = end - now;
    now += due > 0 && (uint32_t)due < left ? (uint32_t)due : left;
    tellTime();
  }
  run();
}

static Client *connected(void) {
  Client *client = &clients[current];
  if (client->fd >= 0) return client;
  /* Member by member: the answers' room is large. */
  client->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  client->isHeld = false;
  client->hasEnded = false;
  const struct sockaddr *address = (const struct sockaddr *)&listenerAddress;
  if (connect(client->fd, address, sizeof listenerAddress) != 0) fail("no connection");
  openAnswers(&client->answers);
  return client;
}

static void sendPiece(void) {
  const uint8_t *at = piece;
  Client *client = connected();
  noteRequest(&client->answers, piece, pieceBytes);
  for (int tries = 0; pieceBytes > 0 && tries < 8 && !client->hasEnded; tries++) {
    const ssize_t sent = send(client->fd, at, pieceBytes, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) break;
    if (sent > 0) at += sent;
    if (sent > 0) pieceBytes -= (size_t)sent;
    run();
  }
  pieceBytes = 0;
}

/* What was gathered arrives in one piece. */
static void deliver(void) {
  if (pieceBytes == 0) return;
  if (destination == 0) sendPiece();
  else if (destination == FROM_BACKEND) backendWrites(piece, pieceBytes);
  else scriptWrites((ScriptPipe)destination, piece, pieceBytes);
  pieceBytes = 0;
  run();
}

static void closeClient(Client *client) {
  if (client->fd < 0) return;
  if (!hasUnparsedScript) closeAnswers(&client->answers);
  (void)close(client->fd);
  client->fd = -1;
}

/* ---- Commands ---- */

/* A file that is replaced, cut, made longer or removed, and made again. */
static void changeFile(uint8_t how) {
  static const char text[UINT8_MAX * 79] = "changed";
  const char *path = "changing.txt";
  if ((how & 3) == 3) (void)unlink(path);
  const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | ((how & 1) != 0 ? O_TRUNC : 0), 0644);
  if (fd < 0) fail("no file to change");
  (void)!write(fd, text, (size_t)how * 79);
  if ((how & 4) != 0) (void)!ftruncate(fd, how);
  (void)close(fd);
}

/* Returns how many octets behind the command belong to it. */
static size_t obey(uint8_t command, const uint8_t *next, size_t left) {
  const uint8_t operand = left > 0 ? *next : 0;
  switch (command) {
    case 'n': current = operand % CLIENTS_MAX; destination = 0; return 1;
    case 'g': destination = 0; return 0;
    case 'o': destination = SCRIPT_OUTPUT; return 0;
    case 'w': destination = SCRIPT_ERROR; return 0;
    case 'e':
      if (clients[current].fd >= 0) (void)shutdown(clients[current].fd, SHUT_WR);
      clients[current].hasEnded = true;
      return 0;
    case 'r': closeClient(&clients[current]); return 0;
    case 'h': connected()->isHeld = true; return 0;
    case 'd': clients[current].isHeld = false; return 0;
    case 't': passTime((uint32_t)operand * operand); return 1;
    case 'i': scriptsRead(); return 0;
    case 'c': scriptCloses(SCRIPT_OUTPUT); return 0;
    case 'C': scriptCloses(SCRIPT_ERROR); return 0;
    case 'x': scriptExits(operand); return 1;
    case 'b': scriptDisobeys(); return 0;
    case 'f': failNextExec(operand); return 1;
    case 'F': changeFile(operand); return 1;
    case 'a': destination = FROM_BACKEND; return 0;
    case 'k': backendCloses(); return 0;
    case 'K': backendEnds(); return 0;
    case 'j': backendsRead(); return 0;
    case 'l': failNextConnect(operand); return 1;
    default: return 0; /* a cut */
  }
}

/* What the core expects of its records is looked at with it. */
static void checkOwners(void) {
  if (enter(DROPPED, NO_CHANNEL, NO_CHANNEL, 0) != 1) fail("the audit fails");
}

static void play(const uint8_t *octets, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) {
    const bool isCommand = octets[i] == 0xff && i + 1 < bytes && octets[i + 1] != 0xff;
    if (octets[i] == 0xff) i++;
    if (isCommand) {
      deliver();
      i += obey(octets[i], octets + i + 1, bytes - i - 1);
      run();
      checkOwners();
    } else if (i < bytes) {
      if (pieceBytes == sizeof piece) deliver();
      piece[pieceBytes++] = octets[i];
    }
  }
  deliver();
}

/* ---- Afterwards ---- */

/*
 * With one call: poll says of each whether it is open. Where fewer are allowed than are asked for it
 * says nothing of any, and all would count as open.
 */
static unsigned openDescriptors(void) {
  static struct pollfd asked[DESCRIPTORS_MAX];
  for (int fd = 0; fd < DESCRIPTORS_MAX; fd++) asked[fd].fd = fd;
  if (poll(asked, DESCRIPTORS_MAX, 0) < 0) fail("the descriptors cannot be counted");
  unsigned count = 0;
  for (int fd = 0; fd < DESCRIPTORS_MAX; fd++) {
    if ((asked[fd].revents & POLLNVAL) == 0) count++;
  }
  return count;
}

static void leaveNothing(void) {
  for (int i = 0; i < CLIENTS_MAX; i++) clients[i].isHeld = false;
  run();
  for (int i = 0; i < CLIENTS_MAX; i++) closeClient(&clients[i]);
  run();
  passTime(PASSED_MS);
  endScripts();
  endBackends();
  passTime(PASSED_MS);
}

static void checkRest(void) {
  for (int fd = 0; fd < DESCRIPTORS_MAX; fd++) {
    const uint8_t kind = channels[fd].kind;
    if (kind != CHANNEL_NONE && kind < CHANNEL_LISTENER) {
      fail("a channel stays open");
    }
  }
  checkOwners();
  if (openDescriptors() != descriptorsAtRest) fail("a descriptor stays open");
}

/* ---- libFuzzer ---- */

int LLVMFuzzerInitialize(int *count, char ***values);
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t bytes);

/*
 * FUZZ_HOME is a directory to serve and to change, FUZZ_ARGUMENTS what else the server is told, an
 * argument a line.
 */
int LLVMFuzzerInitialize(int *count, char ***values) {
  (void)count;
  (void)values;
  static char line[4096];
  const char *home = getenv("FUZZ_HOME");
  const char *given = getenv("FUZZ_ARGUMENTS");
  if (home == NULL || given == NULL) fail("FUZZ_HOME and FUZZ_ARGUMENTS say what is served");
  (void)snprintf(line, sizeof line, "--home\n.\n--listen\n127.0.0.1:0\n%s", given);
  if (chdir(home) != 0) fail("FUZZ_HOME is no directory");
  /* The server blocks it with its signals, which are not watched here. */
  (void)signal(SIGPIPE, SIG_IGN);
  for (int i = 0; i < CLIENTS_MAX; i++) clients[i].fd = -1;
  openBackends();
  startServer(line);
  leaveNothing();
  return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t bytes) {
  current = 0;
  destination = 0;
  hasUnparsedScript = false;
  /* Not once for all: libFuzzer keeps some of its own, which it opens when it needs them. */
  descriptorsAtRest = openDescriptors();
  changeFile(0x51);
  play(octets, bytes);
  leaveNothing();
  checkRest();
  return 0;
}
