/*
 * The event loop: waits, tells the time, hands out events and turns.
 *
 * Rules of this file: it waits for ever when the core has no deadline, so that a board can sleep.
 * Nothing is handed out any more once `terminate` was called.
 */
#include <errno.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "channel.h"
#include "host.h"
#include "seam.h"

#define EVENTS_MAX 64

static int signalFd = -1;

/*
 * SIGUSR1 and SIGUSR2, by which others reopen logs, do nothing. SIGHUP stays ignored when it was.
 * SIGPIPE and SIGXFSZ (a limit of whoever started us) are an errno here. Scripts would inherit what
 * is ignored.
 */
static void openSignals(void) {
  sigset_t set;
  (void)sigemptyset(&set);
  (void)sigaddset(&set, SIGCHLD);
  (void)sigaddset(&set, SIGTERM);
  (void)sigaddset(&set, SIGINT);
  (void)sigaddset(&set, SIGUSR1);
  (void)sigaddset(&set, SIGUSR2);
  if (!isIgnored(SIGHUP)) (void)sigaddset(&set, SIGHUP);
  signalFd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  (void)sigaddset(&set, SIGPIPE);
  (void)sigaddset(&set, SIGXFSZ);
  (void)sigprocmask(SIG_BLOCK, &set, NULL);
}

void openLoop(void) {
  openSignals();
  if (!openPoll() || signalFd < 0 || !adoptChannel(signalFd, CHANNEL_SIGNALS, EPOLLIN)) {
    logLine("microhttpd: the kernel gives no epoll or signal descriptor", NULL);
    leave(EXIT_REFUSED);
  }
}

static void tellTime(void) {
  enterTick(monotonicMs(), wallSeconds());
}

static void onSignals(void) {
  /* Of each of the six one at most is pending. */
  struct signalfd_siginfo signals[6];
  pid_t ended = 0;
  bool isToStop = false;
  bool isToReload = false;
  const ssize_t bytes = read(signalFd, signals, sizeof signals);
  for (ssize_t i = 0; i < bytes / (ssize_t)sizeof signals[0]; i++) {
    if (signals[i].ssi_signo == SIGCHLD) ended = (pid_t)signals[i].ssi_pid;
    else if (signals[i].ssi_signo == SIGHUP) isToReload = true;
    else if (signals[i].ssi_signo == SIGTERM || signals[i].ssi_signo == SIGINT) isToStop = true;
  }
  /* Several ends may have made one SIGCHLD. */
  if (ended > 0) reapChildren(ended);
  if (isToReload && !isTerminated()) enterReload();
  if (isToStop && !isTerminated()) enterStop();
}

static void onEvent(const struct epoll_event *event) {
  const int fd = (int)(uint32_t)event->data.u64;
  const uint16_t generation = (uint16_t)(event->data.u64 >> 32);
  if (!isStill(fd, generation)) return; /* closed by an event before this one */
  switch (channels[fd].kind) {
    case CHANNEL_LISTENER: onListenerEvent(fd); break;
    case CHANNEL_SIGNALS: onSignals(); break;
    default: onChannelEvent(fd, event->events);
  }
}

/* How long may be waited: not at all while somebody wants a turn. */
static int waitMs(void) {
  if (anyListed()) return 0;
  const int deadline = enterUntilDeadline();
  const int retry = retryAccepting();
  if (deadline < 0) return retry;
  return retry >= 0 && retry < deadline ? retry : deadline;
}

/* Waits so long for events, hands them out, and gives turns; whether anything was to be done. */
static bool handOut(int timeoutMs) {
  static struct epoll_event events[EVENTS_MAX];
  const int count = awaitEvents(events, EVENTS_MAX, timeoutMs);
  if (isTerminated()) return false;
  tellTime();
  for (int i = 0; i < count && !isTerminated(); i++) onEvent(&events[i]);
  const bool hasTurns = anyListed();
  serveListed();
  return count > 0 || hasTurns;
}

/*
 * Whether what is due at once is done without looking for events first: that is a call of the
 * kernel for each request that waited for its turn. Not twice in a row: events come then.
 */
static bool goesAhead(int timeoutMs, bool hasGoneAhead) {
  return timeoutMs == 0 && !hasGoneAhead && !anyListed();
}

int runLoop(void) {
  bool hasWaited = false;
  bool ahead = false;
  startTimes();
  tellTime();
  announceListeners();
  while (!isTerminated()) {
    const int timeout = waitMs();
    ahead = goesAhead(timeout, ahead);
    if (ahead) {
      tellTime();
      continue;
    }
    if (timeout != 0) flushLog();
    if (!hasWaited) forgetStart();
    hasWaited = true;
    (void)handOut(timeout);
  }
  return exitStatus();
}
