/*
 * Processes after their start: signals for their groups, and their ends.
 *
 * Rules of this file: a process is reaped when the core says so, and not before. Until then it
 * keeps its number, and with that its group's, as a zombie: so no signal can reach a process that
 * was given the number later. What is signalled is in the table here.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"
#include "seam.h"

/* As many scripts as can be configured, and servers that are started: see
 * src/core/budget/memory-plan.ts. */
#define PROCESSES_MAX (1024 + 64)

/* In include/linux/sched.h of the kernel, the same since there is /proc/PID/stat. */
#define PF_EXITING 4
/* Of the file's start: a number, a name of 64 octets at most, the state, and numbers. */
#define STAT_BYTES 256
#define FIELDS_BEFORE_FLAGS 7

/* Negative: of one that has ended and is not reaped. 0: the place is free. */
static _Alignas(SELDOM) pid_t processes[PROCESSES_MAX];
static int processesUsed;

/* The place of a process, -1 when it is not in the table; 0 finds a free one. */
static int placeOf(pid_t process) {
  for (int i = 0; i < processesUsed; i++) {
    if (processes[i] == process || processes[i] == -process) return i;
  }
  return -1;
}

bool mayKeepProcess(void) {
  return processesUsed < PROCESSES_MAX || placeOf(0) >= 0;
}

void keepProcess(pid_t process) {
  int place = placeOf(0);
  if (place < 0) place = processesUsed++;
  processes[place] = process;
}

/* Its place among those that have not been reaped; anything else is a fault of the core. */
static int placeOfScript(u32 process) {
  const int place = (int32_t)process > 1 ? placeOf((pid_t)process) : -1;
  if (place < 0) refuse("not a script's process");
  return place;
}

void w2c_host_kill(u32 process, u32 signal) {
  (void)placeOfScript(process);
  (void)kill(-(pid_t)process, (int)signal);
}

void w2c_host_reap(u32 process) {
  const int place = placeOfScript(process);
  if (processes[place] > 0) refuse("a process that has not ended");
  processes[place] = 0;
  while (processesUsed > 0 && processes[processesUsed - 1] == 0) processesUsed--;
  (void)waitid(P_PID, (id_t)process, NULL, WEXITED | WNOHANG);
}

/*
 * Its flags in /proc/PID/stat: behind the name, which may hold any octet but is the last to be in
 * parentheses, stand the state and five numbers.
 */
static unsigned long flagsIn(char *stat, size_t bytes) {
  stat[bytes] = '\0';
  const char *at = strrchr(stat, ')');
  for (int field = 0; at != NULL && field < FIELDS_BEFORE_FLAGS; field++) {
    at = strchr(at + 1, ' ');
  }
  return at == NULL ? 0 : strtoul(at, NULL, 10);
}

u32 w2c_host_isEnding(u32 process) {
  char path[sizeof "/proc//stat" + DECIMAL_BYTES] = "/proc/";
  char number[DECIMAL_BYTES];
  char stat[STAT_BYTES];
  (void)placeOfScript(process);
  strcat(strcat(path, decimal((int32_t)process, number)), "/stat");
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  const ssize_t bytes = read(fd, stat, sizeof stat - 1);
  closeDescriptor(fd);
  return bytes > 0 && (flagsIn(stat, (size_t)bytes) & PF_EXITING) != 0;
}

/* The numbers by which the core knows the two limits are those of most machines. */
static int32_t numberOfSignal(int signal) {
  switch (signal) {
    case SIGXCPU: return STATUS_SIGNAL_PROCESSOR_TIME;
    case SIGXFSZ: return STATUS_SIGNAL_FILE_SIZE;
    default: return signal;
  }
}

static int32_t statusOf(const siginfo_t *ended) {
  return ended->si_code == CLD_EXITED ? ended->si_status : 256 + numberOfSignal(ended->si_status);
}

/* Looks for one that has ended, without reaping it; false when there is none. */
static bool findEnded(idtype_t type, pid_t process, siginfo_t *ended) {
  ended->si_pid = 0;
  return waitid(type, (id_t)process, ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended->si_pid > 0;
}

static void tellEnd(int place, const siginfo_t *ended) {
  const pid_t process = processes[place];
  processes[place] = -process;
  enterExited(process, statusOf(ended));
}

/* False when it was told before: it waits for the core, and hides those behind it. */
static bool takeEnd(const siginfo_t *ended) {
  const int place = placeOf(ended->si_pid);
  if (place < 0) {
    if (endTask(ended->si_pid)) return true;
    /* As process 1 we inherit what others leave behind. */
    return waitid(P_PID, (id_t)ended->si_pid, NULL, WEXITED | WNOHANG) == 0;
  }
  if (processes[place] < 0) return false;
  tellEnd(place, ended);
  return true;
}

void reapChildren(pid_t process) {
  siginfo_t ended;
  endTasks();
  do {
    if (isTerminated() || !findEnded(P_ALL, 0, &ended)) return;
  } while (takeEnd(&ended));
  /* The one that waits for the core is always found first. */
  if (process > 0 && findEnded(P_PID, process, &ended)) (void)takeEnd(&ended);
  for (int i = 0; i < processesUsed && !isTerminated(); i++) {
    if (processes[i] > 0 && findEnded(P_PID, processes[i], &ended)) tellEnd(i, &ended);
  }
}
