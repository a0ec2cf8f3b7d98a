/*
 * The kernel's list of what is watched (epoll).
 */
#include <sys/epoll.h>

#include "channel.h"
#include "host.h"

static int epollFd = -1;

bool openPoll(void) {
  epollFd = epoll_create1(EPOLL_CLOEXEC);
  return epollFd >= 0;
}

int watch(int operation, int fd, uint32_t events, uint16_t generation) {
  struct epoll_event event = {.events = events,
                              .data.u64 = (uint64_t)generation << 32 | (uint32_t)fd};
  return epoll_ctl(epollFd, operation, fd, &event);
}

int awaitEvents(struct epoll_event *events, int capacity, int timeoutMs) {
  return epoll_wait(epollFd, events, capacity, timeoutMs);
}
