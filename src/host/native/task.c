/*
 * Tasks: a child of ours, with a copy of the core's memory, does each and ends with its result as
 * exit status.
 *
 * Rules of this file: what the child runs is the core's `runTask` and nothing else of it; it has no
 * descriptor but the standard ones, so that no connection stays open for it, and ends with us. It
 * is nicer than we are, so that what it computes is in nobody's way.
 */
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"
#include "seam.h"

/* More than the core begins at once. */
#define TASKS_MAX 8
#define NICENESS 10

/* What a task ends with that has met a fault: no result. */
#define FAULTY 255
#define RESULT_MAX 100

static pid_t tasks[TASKS_MAX];

static int placeOf(pid_t process) {
  for (int i = 0; i < TASKS_MAX; i++) {
    if (tasks[i] == process) return i;
  }
  return -1;
}

__attribute__((noreturn)) static void run(pid_t parent, u32 at, u32 bytes) {
  forgetLog();
  shutDescriptors();
  (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(FAULTY);
  errno = 0;
  (void)nice(NICENESS);
  faultScope.entry = "runTask";
  if (setjmp(faultScope.recovery) == 0) _exit((int)w2c_core_runTask(at, bytes));
  flushLog();
  _exit(FAULTY);
}

u32 w2c_host_beginTask(u32 at, u32 bytes) {
  const int place = placeOf(0);
  const pid_t parent = getpid();
  (void)arenaAt(at, bytes);
  if (place < 0) return (u32)FAILURE_NO_PROCESS;
  const pid_t child = fork();
  if (child == 0) run(parent, at, bytes);
  if (child < 0) return (u32)(errno == ENOMEM ? FAILURE_NO_MEMORY : FAILURE_NO_PROCESS);
  tasks[place] = child;
  return (u32)child;
}

static void tell(int place, int status) {
  const pid_t task = tasks[place];
  const bool hasResult = WIFEXITED(status) && WEXITSTATUS(status) <= RESULT_MAX;
  tasks[place] = 0;
  enterTaskEnded(task, hasResult ? WEXITSTATUS(status) : FAILURE_FAULT);
}

bool endTask(pid_t process) {
  const int place = placeOf(process);
  int status = 0;
  if (place < 0) return false;
  if (waitpid(process, &status, WNOHANG) == process) tell(place, status);
  return true;
}

void endTasks(void) {
  for (int i = 0; i < TASKS_MAX && !isTerminated(); i++) {
    if (tasks[i] > 0) (void)endTask(tasks[i]);
  }
}

/* The kernel's calls for this are older than any kernel that we run on; they wait for nothing. */
void w2c_host_fillRandom(u32 at, u32 bytes) {
  uint8_t *target = arenaAt(at, bytes);
  size_t done = 0;
  while (done < bytes) {
    const ssize_t got = getrandom(target + done, bytes - done, 0);
    if (got < 0 && errno != EINTR) {
      logLine("microhttpd: the kernel gives no random numbers", NULL);
      leave(EXIT_REFUSED);
    }
    if (got > 0) done += (size_t)got;
  }
}
