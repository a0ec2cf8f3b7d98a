/*
 * What the files of the host tell each other. The host makes system calls for the core and reports
 * what became of them; it knows no protocol.
 *
 * Rules of the host: it allocates nothing on the heap, ever (the linked program has no malloc). No
 * call blocks after start but epoll_wait. Every descriptor is close-on-exec. A call that the core
 * makes checks its regions of the arena first (`arenaAt` traps), when it holds nothing yet.
 */
#ifndef MICROHTTPD_HOST_H
#define MICROHTTPD_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "results.h"

/* A channel is its descriptor's number, and this many are known. */
#define CHANNELS_MAX 65536

/* Descriptors of the host itself: standard ones, log, epoll, signals, and some in passing. */
#define OWN_DESCRIPTORS 16

/*
 * Alignment of large buffers that most servers seldom use: the linker sorts by it
 * (build/native.mjs), so that the variables that all use lie side by side in few pages.
 */
#define SELDOM 4096

/* What the server ends with: the machine's refusal, wrong usage, a fault of our own. */
#define EXIT_REFUSED 1
#define EXIT_USAGE 2
#define EXIT_FAULT 70

/* ---- memory.c: linear memory ---- */

/* The arena begins at `base` of linear memory. */
void setArenaStart(int32_t base);
/* From now on memory does not grow. */
void sealMemory(void);
/* Gives the pages of code and text back that only the start has needed. */
void forgetStart(void);

/* Where the core has its scratch region, which is empty between two events. */
void setScratch(uint32_t at, uint32_t bytes);
/*
 * The address of `bytes` octets of the arena; traps when they are not all in it. The core's numbers
 * come as they are, unsigned: what it meant to be negative is far too large.
 */
uint8_t *arenaAt(int64_t at, int64_t bytes);
/* Octets from `at` to the end of memory. */
size_t arenaRoomAt(int64_t at);
/* A string of the core (UTF-16) by its pointer; NULL when there cannot be one. */
const uint16_t *textAt(uint32_t pointer, size_t *units);

/* A host call was given what cannot be: a fault of the core, in the call that it is in. */
__attribute__((noreturn, cold)) void refuse(const char *what);

/* ---- enter.c: every call into the core, and what follows when it traps ---- */

/* Starts the core on these arguments; 0 to run, else -1 - exit status. */
int32_t enterStart(int argumentCount, char **arguments);
void enterListening(int32_t listener, int32_t port);
void enterListenFailed(int32_t listener, int32_t failure);
bool enterAccepted(int32_t channel, int32_t listener);
bool enterReceived(int32_t channel, int32_t bytes);
void enterWritable(int32_t channel);
void enterHungUp(int32_t channel, int32_t how);
void enterExited(int32_t process, int32_t status);
void enterTick(int32_t nowMs, double wallSeconds);
int32_t enterUntilDeadline(void);
void enterStop(void);
void enterReload(void);
/* The core's shared read buffer. */
uint8_t *readBuffer(void);
size_t readBufferBytes(void);

/* ---- channel.c: the table of channels ---- */

typedef enum {
  CHANNEL_NONE,
  CHANNEL_STREAM,   /* a client's socket: both directions */
  CHANNEL_GATEWAY,  /* a socket that we connect: both directions */
  CHANNEL_SOURCE,   /* a pipe that we read */
  CHANNEL_SINK,     /* a pipe that we write */
  CHANNEL_LISTENER, /* not the core's */
  CHANNEL_SIGNALS   /* not the core's */
} ChannelKind;

enum {
  FLAG_LISTED = 1 << 0,   /* in the ready list */
  FLAG_READABLE = 1 << 1, /* the kernel may hold octets or an end that was not read yet */
  FLAG_PAUSED = 1 << 2,   /* the core has answered 0 */
  FLAG_ENDED = 1 << 3,    /* end or failure was reported: nothing is read any more */
  FLAG_HUNG_UP = 1 << 4,  /* the kernel has said that the other side ended */
  FLAG_REPORTED = 1 << 5, /* hungUp has told of an orderly end */
  FLAG_GONE = 1 << 6,     /* a send has failed */
  FLAG_LENT = 1 << 7,     /* a region or file is lent */
  FLAG_SENDING = 1 << 8,  /* it goes on at the next turn, without waiting for the kernel */
  FLAG_CONNECTING = 1 << 9, /* not known yet to be connected */
  FLAG_ROOM = 1 << 10,    /* a socket that we connect is watched for room */
  FLAG_EMPTIED = 1 << 11, /* a pipe that nobody writes any more, all of which was read */
  FLAG_FAILED = 1 << 12,  /* the kernel has said that a client's connection failed */
  FLAG_FAIL_TOLD = 1 << 13 /* hungUp has told of it */
};

/* Eight octets, as each connection that was ever open at once has one. */
typedef struct {
  uint16_t generation; /* counts the channels that had this number */
  uint16_t flags;
  uint16_t next; /* in the ready list; 0 = none */
  uint8_t kind;
} Channel;

/* What is lent to the host; only those that have ever waited for a client touch theirs. */
typedef struct {
  int64_t remaining;
  int64_t offset; /* in the file */
  int32_t file;   /* -1 when it is a region */
  int32_t at;
  int32_t capacity;
  int32_t failure; /* for which it cannot be connected: the kernel says so only once; 0: unknown */
} Loan;

extern Channel channels[CHANNELS_MAX];
extern Loan loans[CHANNELS_MAX];

/* What sockets are watched for. */
#define SOCKET_EVENTS (EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET)

void openChannelTable(void);
/* Takes over a descriptor and has it watched for `events`; closes it and answers false if not. */
bool adoptChannel(int fd, ChannelKind kind, uint32_t events);
void watchChannel(int fd, uint32_t events);
void dropChannel(int fd);
/* Traps unless it is an open channel of the core. */
Channel *channelOf(int32_t channel);
/* Whether that number is still the channel that it was when it had this generation. */
static inline bool isStill(int32_t channel, uint16_t generation) {
  return channels[channel].generation == generation && channels[channel].kind != CHANNEL_NONE;
}
static inline bool isSocket(int32_t channel) {
  return channels[channel].kind == CHANNEL_STREAM || channels[channel].kind == CHANNEL_GATEWAY;
}
/* Gives the channel a turn before the next wait. */
void enlist(int32_t channel);
bool anyListed(void);
/* One turn for each that was in the list. */
void serveListed(void);

/* ---- receive.c, send.c, listener.c: what events lead to ---- */

void onChannelEvent(int32_t channel, uint32_t events);
void readTurn(int32_t channel);

/* Tells the core that a connection has failed while something was lent. */
void failConnection(int32_t number);
void sendTurn(int32_t channel);
void onListenerEvent(int fd);
void announceListeners(void);
/* Tries again to accept when it had to stop; answers after how many ms to come back, or -1. */
int retryAccepting(void);

/* ---- process.c, reap.c: scripts and servers that are started ---- */

void openProcesses(void);
/* Whether one process more can be remembered; and remembers it until it is reaped. */
bool mayKeepProcess(void);
void keepProcess(pid_t process);
/* Tells the core of those that have ended, this one among them. */
void reapChildren(pid_t process);

/* ---- child.c: what becomes of a child before it is a script ---- */

typedef struct {
  const char *directory;
  const char *path;
  char **arguments;
  char **environment;
  const char *script; /* must have the identity; NULL: nothing is looked at */
  double identity;
  int standard[3]; /* the child's ends */
  int complaint;   /* where it writes `error`; -1: into this record, which is ours as well */
  int error;       /* the errno for which it is no script; 0: it is one */
  bool isServer;   /* not limited, and the following holds */
  int32_t umask;   /* -1: ours */
  int32_t user;    /* -1: as scripts; else it is in `group` alone */
  int32_t group;
} Program;

void openChildren(void);
/* Whether whoever started us has this signal ignored, as nohup does. */
bool isIgnored(int signal);
/* Whether it runs on our memory until it is a script. Found out by trying, once. */
bool childSharesMemory(void);
__attribute__((noreturn)) void becomeProgram(Program *program);

/* ---- capability.c ---- */

/* What we may stays ours: no script inherits a capability. */
void dropInheritance(void);

/* ---- descriptor.c ---- */

/* What we inherited and never knew goes into no script. */
void shutInherited(void);
/* Standard descriptors that are closed are opened, so that no channel takes their numbers. */
void holdStandardDescriptors(void);
/* A script gets the limit back that was in force when the server started. */
void restoreDescriptorLimit(void);
/* Counts what was closed, for those who wait for a free descriptor. */
void closeDescriptor(int fd);
uint32_t descriptorsClosed(void);

/* ---- failure.c, path.c, address.c ---- */

int32_t failureOf(int error);

/* A path of the arena, ended by NUL, until the next call; NULL when it cannot be one. "" is ".". */
const char *pathAt(uint32_t at, uint32_t bytes);
/* The descriptor by which paths below a root are looked up; traps when it is none. */
int directoryOf(int32_t root);
/* Opens below a root; -1 with errno. */
int openBelow(int32_t root, const char *path, int flags);
/* The path of an open descriptor; its octets, or -1 with errno. */
ssize_t pathOfDescriptor(int fd, char *path, size_t capacity);
#define PROC_PATH_BYTES 32
void procPath(int fd, char path[PROC_PATH_BYTES]);

/* ---- keep-alive.c ---- */

/* Has the kernel find out that the other side of a TCP connection is gone without a word. */
void keepAlive(int fd);

/* ---- file.c ---- */

int32_t kindOf(mode_t mode);
void *statRecordAt(uint32_t statAt);
void fillStat(void *record, const struct stat *status, int32_t kind);
/* Tells what has this status from all else that there is at the same time. */
double identityOf(const struct stat *status);
/* The same of what is open, whose file system is told as well. */
void fillStatOf(int fd, void *record, const struct stat *status, int32_t kind);

/* ---- names.c ---- */

/* How the file system of this device, of which `fd` is open, finds names: a `Names`. */
int32_t namesOf(int fd, dev_t device);

/* ---- log.c ---- */

void openLog(void);
void startTimes(void);
void logOctets(const void *octets, size_t bytes);
/* One line made of these texts, up to NULL. */
void logLine(const char *first, ...) __attribute__((sentinel));
void flushLog(void);
#define DECIMAL_BYTES 24
/* The number as text, in the buffer. */
char *decimal(int64_t number, char buffer[DECIMAL_BYTES]);

/* ---- clock.c, loop.c ---- */

int32_t monotonicMs(void);
double wallSeconds(void);
void openLoop(void);
/* Runs until `terminate`; returns the exit status. */
int runLoop(void);
bool isTerminated(void);
/* Registers with epoll; 0, or -1 with errno. */
int watch(int operation, int fd, uint32_t events, uint16_t generation);
/* Ends the process without returning, after what was logged. */
__attribute__((noreturn)) void leave(int status);

#endif
