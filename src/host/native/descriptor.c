/*
 * How many descriptors there may be, and which numbers they must not take.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "channel.h"
#include "host.h"
#include "seam.h"

#ifndef SYS_close_range
#define SYS_close_range 436 /* the same on every architecture */
#endif
#define MARK_CLOSE_ON_EXEC (1U << 2)

/* Who leaves more than this open for us is not looked after. */
#define INHERITED_MAX 1024

static struct rlimit limitAtStart;
static bool limitRaised;
static uint32_t closedCount;

void holdStandardDescriptors(void) {
  int fd;
  /* open() takes the lowest number that is free; what is above the three goes again. */
  do {
    fd = open("/dev/null", O_RDWR);
  } while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd > STDERR_FILENO) (void)close(fd);
}

/* Ours are close-on-exec from their beginning. Kernels before 5.11 are told number by number. */
void shutInherited(void) {
  const int first = STDERR_FILENO + 1;
  if (syscall(SYS_close_range, first, ~0U, MARK_CLOSE_ON_EXEC) == 0) return;
  for (int fd = first; fd < INHERITED_MAX; fd++) (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
}

void shutDescriptors(void) {
  const int first = STDERR_FILENO + 1;
  if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
  for (int fd = first; fd < CHANNELS_MAX; fd++) (void)close(fd);
}

void closeDescriptor(int fd) {
  /* Linux frees the number even when it answers EINTR. */
  (void)close(fd);
  closedCount++;
}

uint32_t descriptorsClosed(void) {
  return closedCount;
}

void restoreDescriptorLimit(void) {
  if (limitRaised) (void)prlimit(0, RLIMIT_NOFILE, &limitAtStart, NULL);
}

static rlim_t raiseTo(rlim_t wanted) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  if (!limitRaised) limitAtStart = limit;
  if (limit.rlim_cur >= wanted) return limit.rlim_cur;
  struct rlimit raised = {.rlim_cur = wanted,
                          .rlim_max = limit.rlim_max > wanted ? limit.rlim_max : wanted};
  if (prlimit(0, RLIMIT_NOFILE, &raised, NULL) != 0) {
    /* The hard limit takes a privilege; up to it, none. */
    raised.rlim_cur = raised.rlim_max = limit.rlim_max;
    if (prlimit(0, RLIMIT_NOFILE, &raised, NULL) != 0) return limit.rlim_cur;
  }
  limitRaised = true;
  return raised.rlim_cur;
}

u32 w2c_host_reserveDescriptors(u32 count) {
  const rlim_t most = CHANNELS_MAX;
  const rlim_t wanted = (rlim_t)count + OWN_DESCRIPTORS;
  rlim_t held = raiseTo(wanted > most ? most : wanted);
  if (held > most) held = most;
  return held > OWN_DESCRIPTORS ? (u32)(held - OWN_DESCRIPTORS) : 0;
}
