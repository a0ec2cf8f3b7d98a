/*
 * Processes: starting, signalling, reaping.
 *
 * Rules of this file: between vfork and exec the child may run on our memory and our stack, so it
 * makes system calls and nothing else. It need not, though (musl forks on some architectures, and
 * so does qemu), so it says through a pipe why it failed; the exec closes that pipe. It takes no
 * descriptor along but its three, no ignored signal, no limit and no mask of ours, and dies with
 * us.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"
#include "seam.h"

#ifndef SYS_close_range
#define SYS_close_range 436 /* the same on every architecture */
#endif
#define MARK_CLOSE_ON_EXEC (1U << 2)

/* Arguments and environment together; E2BIG beyond. */
#define STRINGS_MAX 1024
#define SIGNALS_MAX 64

typedef struct {
  const char *directory;
  const char *program;
  char **arguments;
  char **environment;
  int standard[3]; /* the child's ends */
  int complaint;   /* where it writes a Complaint */
} Program;

typedef struct {
  int error;
  bool isOfExec; /* not of what comes before it */
} Complaint;

/* Pointers for execve; those into the arena end with the call. */
static _Alignas(SELDOM) char *strings[STRINGS_MAX + 2];
static uint64_t ignoredSignals;
static pid_t ownProcess;
/* /dev/null, which is read by scripts that are given no content. */
static int nothing = -1;

/* What is ignored, by nohup or (SIGPIPE) by us, would be ignored in scripts too. */
void openProcesses(void) {
  struct sigaction action;
  ownProcess = getpid();
  nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  for (int number = 1; number <= SIGNALS_MAX; number++) {
    if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN) {
      ignoredSignals |= (uint64_t)1 << (number - 1);
    }
  }
}

/* ---- In the child ---- */

static void resetSignals(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  for (int number = 1; number <= SIGNALS_MAX; number++) {
    if ((ignoredSignals >> (number - 1) & 1) != 0) (void)sigaction(number, &action, NULL);
  }
  sigset_t none;
  (void)sigemptyset(&none);
  (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

__attribute__((noreturn)) static void giveUp(const Program *program, bool isOfExec) {
  const Complaint complaint = {.error = errno, .isOfExec = isOfExec};
  (void)write(program->complaint, &complaint, sizeof complaint);
  _exit(127);
}

__attribute__((noreturn, noinline)) static void becomeProgram(const Program *program) {
  (void)setsid();
  (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != ownProcess) _exit(127); /* we ended before that call */
  if (chdir(program->directory) != 0) giveUp(program, false);
  for (int i = 0; i < 3; i++) {
    if (dup2(program->standard[i], i) < 0) giveUp(program, false);
  }
  /* Everything is close-on-exec already; this is for what we inherited and never knew. */
  (void)syscall(SYS_close_range, 3U, ~0U, MARK_CLOSE_ON_EXEC);
  restoreDescriptorLimit();
  resetSignals();
  (void)execve(program->program, program->arguments, program->environment);
  giveUp(program, true);
}

/* ---- Starting ---- */

/* What is missing when the file is there is its interpreter (#! or the loader). */
static int32_t failureOfComplaint(const char *program, const Complaint *complaint) {
  const bool isMissing = complaint->error == ENOENT || complaint->error == ELOOP;
  if (complaint->isOfExec && isMissing && access(program, F_OK) == 0) {
    return FAILURE_NOT_EXECUTABLE;
  }
  return failureOf(complaint->error);
}

/* Returns at once: the exec or the complaint has happened when vfork returns, or soon after. */
static bool readComplaint(int fd, Complaint *complaint) {
  ssize_t bytes;
  do {
    bytes = read(fd, complaint, sizeof *complaint);
  } while (bytes < 0 && errno == EINTR);
  return bytes == (ssize_t)sizeof *complaint;
}

static int32_t start(Program *program, pid_t *process) {
  int pair[2];
  Complaint complaint;
  if (pipe2(pair, O_CLOEXEC) != 0) return failureOf(errno);
  program->complaint = pair[1];
  const pid_t child = vfork();
  if (child == 0) becomeProgram(program);
  int32_t failure = child < 0 ? failureOf(errno) : 0;
  (void)close(pair[1]);
  if (child > 0 && readComplaint(pair[0], &complaint)) {
    (void)waitpid(child, NULL, 0); /* it is ending: this does not wait */
    failure = failureOfComplaint(program->program, &complaint);
  }
  (void)close(pair[0]);
  *process = child;
  return failure;
}

/* The NUL-ended string at `at`, which is moved behind it. */
static char *takeString(u32 *at) {
  const size_t room = arenaRoomAt(*at);
  char *text = (char *)arenaAt(*at, 0);
  const size_t bytes = strnlen(text, room);
  if (bytes == room) refuse("a block without its end");
  *at += (u32)bytes + 1;
  return text;
}

static void readBlock(u32 at, u32 argumentCount, u32 environmentCount, Program *program) {
  char **next = strings;
  program->directory = takeString(&at);
  program->program = takeString(&at);
  program->arguments = next;
  for (u32 i = 0; i < argumentCount; i++) *next++ = takeString(&at);
  *next++ = NULL;
  program->environment = next;
  for (u32 i = 0; i < environmentCount; i++) *next++ = takeString(&at);
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

u32 w2c_host_spawn(SEAM, u32 at, u32 argumentCount, u32 environmentCount, u32 input,
                   u32 recordAt) {
  uint8_t *target = arenaAt((int64_t)recordAt * 4, SPAWNED_LENGTH * sizeof(int32_t));
  int32_t record[SPAWNED_LENGTH];
  Program program;
  if (argumentCount > STRINGS_MAX || environmentCount > STRINGS_MAX - argumentCount) {
    return (u32)FAILURE_TOO_BIG;
  }
  readBlock(at, argumentCount, environmentCount, &program);
  const int32_t failure = spawnProgram(&program, (int32_t)input, record);
  if (failure == 0) memcpy(target, record, sizeof record);
  return (u32)failure;
}

/* ---- Afterwards ---- */

/* 0, 1 and negative numbers would mean our own group, everybody, and other groups. */
void w2c_host_kill(SEAM, u32 process, u32 signal) {
  if ((int32_t)process <= 1 || (int32_t)process == ownProcess) refuse("not a script's process");
  (void)kill(-(pid_t)process, (int)signal);
}

void reapChildren(void) {
  int status;
  pid_t process;
  while (!isTerminated() && (process = waitpid(-1, &status, WNOHANG)) > 0) {
    enterExited(process, WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status));
  }
}
