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

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "results.h"

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

/* ---- fault.c ---- */

typedef struct {
  jmp_buf recovery;
  const char *entry; /* which call of the core's runs; NULL: none, and a fault ends the process */
  int32_t channel;   /* in whose name it runs; negative: in none's */
} FaultScope;

/* Where the next fault goes on. */
extern FaultScope faultScope;

/* Logs what the fault is, and where; ends the call into the core that runs. */
__attribute__((noreturn, cold)) void fault(const char *what, const char *place);
/* A host call was given what cannot be: a fault of the core. */
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
void enterTaskEnded(int32_t task, int32_t result);
void enterTick(int32_t nowMs, double wallSeconds);
int32_t enterUntilDeadline(void);
void enterStop(void);
void enterReload(void);
/* The core's shared read buffer. */
uint8_t *readBuffer(void);
size_t readBufferBytes(void);

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

/* ---- task.c ---- */

/* Reaps a child if it is a task's, and tells the core; false if it is none. */
bool endTask(pid_t process);
/* The same of all that have ended. */
void endTasks(void);

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
/* All but the standard ones, of a child. */
void shutDescriptors(void);
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
/* In a child: what was gathered is its parent's to write, and so is what it has opened. */
void forgetLog(void);

/* ---- text.c ---- */

#define DECIMAL_BYTES 24
/* The number as text, in the buffer. */
char *decimal(int64_t number, char buffer[DECIMAL_BYTES]);
#define PROC_PATH_BYTES 32
/* The path in /proc by which an open descriptor is opened once more. */
void procPath(int fd, char path[PROC_PATH_BYTES]);

/* ---- end.c ---- */

/* Whether `terminate` was called: nothing is handed to the core any more. */
bool isTerminated(void);
/* What it was called with. */
int exitStatus(void);
/* Ends the process without returning, after what was logged. */
__attribute__((noreturn)) void leave(int status);

/* ---- clock.c, loop.c ---- */

int32_t monotonicMs(void);
double wallSeconds(void);
void openLoop(void);
/* Runs until `terminate`; returns the exit status. */
int runLoop(void);

#endif
