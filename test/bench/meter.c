/*
 * Runs a command and counts the processor time of it and of all that it starts, for servers that
 * ignore SIGCHLD: what their children used is in nobody's /proc/PID/stat.
 *
 *     meter COMMAND [ARGUMENT…]
 *
 * For each octet on standard input it writes one line with the nanoseconds so far. It ends, and the
 * command with it, when its input ends. Rule: the counter is the kernel's (a perf event that children
 * inherit), which costs a little for each switch; so the other servers run without it.
 */
#include <linux/perf_event.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what) {
  perror(what);
  exit(1);
}

/* Counts this process's children, not itself: it is disabled until one of them calls exec. */
static int openCounter(pid_t process) {
  struct perf_event_attr attributes;
  memset(&attributes, 0, sizeof attributes);
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_TASK_CLOCK;
  attributes.disabled = 1;
  attributes.enable_on_exec = 1;
  attributes.inherit = 1;
  /* Or an ordinary user would be refused; this counter has the time in the kernel all the same. */
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  long counter = syscall(SYS_perf_event_open, &attributes, process, -1, -1, 0UL);
  if (counter < 0) die("perf_event_open");
  return (int)counter;
}

int main(int count, char **arguments) {
  int go[2];
  char octet;
  uint64_t nanoseconds;
  if (count < 2) {
    fprintf(stderr, "usage: meter COMMAND [ARGUMENT...]\n");
    return 2;
  }
  if (pipe(go) != 0) die("pipe");
  pid_t process = fork();
  if (process < 0) die("fork");
  if (process == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    close(go[1]);
    /* Not before the counter is there. */
    if (read(go[0], &octet, 1) != 1) _exit(1);
    close(go[0]);
    execvp(arguments[1], arguments + 1);
    die(arguments[1]);
  }
  int counter = openCounter(process);
  if (write(go[1], "x", 1) != 1) die("write");
  while (read(STDIN_FILENO, &octet, 1) == 1) {
    if (read(counter, &nanoseconds, sizeof nanoseconds) != (ssize_t)sizeof nanoseconds) die("read");
    printf("%llu\n", (unsigned long long)nanoseconds);
    fflush(stdout);
  }
  kill(process, SIGTERM);
  waitpid(process, NULL, 0);
  return 0;
}
