/*
 * Processes: starting them.
 *
 * Rules of this file: nothing waits for a child but for its exec, and what was opened for one that
 * could not be started is closed again.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "channel.h"
#include "host.h"
#include "seam.h"

/* Arguments and environment together; E2BIG beyond. */
#define STRINGS_MAX 1024

/* Pointers for execve; those into the arena end with the call. */
static _Alignas(SELDOM) char *strings[STRINGS_MAX + 2];
/* /dev/null, which is read by scripts that are given no content. */
static int nothing = -1;

void openProcesses(void) {
  nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* ---- Starting ---- */

/* What the machine lacks is said more exactly than elsewhere, for the log. */
static int32_t failureOfStart(int error) {
  switch (error) {
    case 0: return 0;
    case EAGAIN: return FAILURE_NO_PROCESS;
    case ENOMEM: return FAILURE_NO_MEMORY;
    default: return failureOf(error);
  }
}

/* Returns at once: the exec or the complaint has happened when vfork returns, or soon after. */
static void hearComplaint(int fd, Program *program) {
  ssize_t bytes;
  do {
    bytes = read(fd, &program->error, sizeof program->error);
  } while (bytes < 0 && errno == EINTR);
}

static int32_t start(Program *program, pid_t *process) {
  int pair[2] = {-1, -1};
  if (!mayKeepProcess()) return FAILURE_NO_PROCESS;
  if (!childSharesMemory() && pipe2(pair, O_CLOEXEC) != 0) return failureOfStart(errno);
  program->complaint = pair[1];
  program->error = 0;
  const pid_t child = vfork();
  if (child == 0) becomeProgram(program);
  if (child < 0) program->error = errno;
  if (pair[1] >= 0) {
    (void)close(pair[1]);
    if (child > 0) hearComplaint(pair[0], program);
    (void)close(pair[0]);
  }
  if (child > 0 && program->error != 0) (void)waitpid(child, NULL, 0); /* it is ending */
  *process = child;
  if (program->error == 0) keepProcess(child);
  return failureOfStart(program->error);
}

/* What is left of a block of strings, one behind another. */
typedef struct {
  char *at;
  size_t room;
} Strings;

/* Octets before the first NUL, `room` where there is none: eight at a time. */
static size_t stringBytes(const char *text, size_t room) {
  const uint64_t ones = 0x0101010101010101;
  size_t bytes = 0;
  for (; room - bytes >= sizeof ones; bytes += sizeof ones) {
    uint64_t octets;
    memcpy(&octets, text + bytes, sizeof octets);
    if (((octets - ones) & ~octets & ones << 7) != 0) break;
  }
  while (bytes < room && text[bytes] != '\0') bytes++;
  return bytes;
}

static char *takeString(Strings *block) {
  char *text = block->at;
  const size_t bytes = stringBytes(text, block->room);
  if (bytes == block->room) refuse("a block without its end");
  block->at += bytes + 1;
  block->room -= bytes + 1;
  return text;
}

static void readBlock(u32 at, u32 argumentCount, u32 environmentCount, Program *program) {
  Strings block = {.at = (char *)arenaAt(at, 0), .room = arenaRoomAt(at)};
  char **next = strings;
  program->directory = takeString(&block);
  program->path = takeString(&block);
  program->arguments = next;
  for (u32 i = 0; i < argumentCount; i++) *next++ = takeString(&block);
  *next++ = NULL;
  program->environment = next;
  for (u32 i = 0; i < environmentCount; i++) *next++ = takeString(&block);
  *next = NULL;
}

/* What a script has at its three descriptors, and our ends; -1 where there is no pipe. */
typedef struct {
  int theirs[3];
  int ours[3];
} Pipes;

static void closePipes(const int ends[3]) {
  for (int i = 0; i < 3; i++) {
    if (ends[i] >= 0) closeDescriptor(ends[i]);
  }
}

/* Our ends do not block; the child's are descriptions of their own and do, as programs expect. */
static bool openPipes(Pipes *pipes, int first) {
  for (int i = 0; i < 3; i++) pipes->theirs[i] = pipes->ours[i] = -1;
  for (int i = first; i < 3; i++) {
    int pair[2];
    if (pipe2(pair, O_CLOEXEC) != 0) return false;
    pipes->theirs[i] = pair[i == 0 ? 0 : 1];
    pipes->ours[i] = pair[i == 0 ? 1 : 0];
    (void)fcntl(pipes->ours[i], F_SETFL, O_NONBLOCK);
  }
  return true;
}

static void dropChannels(const int numbers[], int count) {
  for (int i = 0; i < count; i++) {
    if (numbers[i] >= 0) dropChannel(numbers[i]);
  }
}

/* Has our ends watched; each is closed if one cannot be. */
static int32_t adoptPipes(const int ours[3]) {
  for (int i = 0; i < 3; i++) {
    const uint32_t events = (i == 0 ? EPOLLOUT : EPOLLIN) | EPOLLET;
    const ChannelKind kind = i == 0 ? CHANNEL_SINK : CHANNEL_SOURCE;
    if (ours[i] < 0 || adoptChannel(ours[i], kind, events)) continue;
    const int32_t failure = failureOf(errno);
    dropChannels(ours, i);
    for (int later = i + 1; later < 3; later++) closeDescriptor(ours[later]);
    return failure;
  }
  return 0;
}

static int32_t spawnProgram(Program *program, int32_t input, int32_t record[SPAWNED_LENGTH]) {
  Pipes pipes;
  pid_t process = 0;
  if (!openPipes(&pipes, input == INPUT_PIPE ? 0 : 1)) {
    const int32_t failure = failureOf(errno);
    closePipes(pipes.ours);
    closePipes(pipes.theirs);
    return failure;
  }
  memcpy(program->standard, pipes.theirs, sizeof program->standard);
  if (input != INPUT_PIPE) program->standard[0] = input == INPUT_NOTHING ? nothing : input;
  int32_t failure = adoptPipes(pipes.ours);
  if (failure == 0) {
    failure = start(program, &process);
    if (failure != 0) dropChannels(pipes.ours, 3);
  }
  closePipes(pipes.theirs);
  record[SPAWNED_PROCESS] = process;
  record[SPAWNED_INPUT] = pipes.ours[0];
  record[SPAWNED_OUTPUT] = pipes.ours[1];
  record[SPAWNED_ERROR] = pipes.ours[2];
  return failure;
}

static int32_t startAt(u32 recordAt, int32_t input, Program *program) {
  uint8_t *target = arenaAt((int64_t)recordAt * 4, SPAWNED_LENGTH * sizeof(int32_t));
  int32_t record[SPAWNED_LENGTH];
  const int32_t failure = spawnProgram(program, input, record);
  if (failure == 0) memcpy(target, record, sizeof record);
  return failure;
}

static bool isTooMuch(u32 argumentCount, u32 environmentCount) {
  return argumentCount > STRINGS_MAX || environmentCount > STRINGS_MAX - argumentCount;
}

u32 w2c_host_spawn(u32 at, u32 argumentCount, u32 environmentCount, u32 input, u32 script,
                   f64 identity, u32 recordAt) {
  Program program = {.isServer = false, .identity = identity};
  if (isTooMuch(argumentCount, environmentCount)) return (u32)FAILURE_TOO_BIG;
  if (script >= argumentCount) refuse("no such argument");
  readBlock(at, argumentCount, environmentCount, &program);
  program.script = program.arguments[script];
  return (u32)startAt(recordAt, (int32_t)input, &program);
}

u32 w2c_host_startServer(u32 at, u32 argumentCount, u32 environmentCount, u32 socket,
                         u32 umask, u32 user, u32 group, u32 recordAt) {
  Program program = {.isServer = true,
                     .umask = (int32_t)umask,
                     .user = (int32_t)user,
                     .group = (int32_t)group};
  if (isTooMuch(argumentCount, environmentCount)) return (u32)FAILURE_TOO_BIG;
  readBlock(at, argumentCount, environmentCount, &program);
  return (u32)startAt(recordAt, (int32_t)socket, &program);
}
