/*
 * The table of channels, and the list of those that want a turn before the next wait.
 *
 * Rules of this file: a channel's number is its descriptor's. Its generation goes into what epoll
 * hands back, so that an event of a channel that was closed meanwhile (even one whose description
 * lives on for a moment in a child that has not exec'ed yet) never reaches its successor. Both
 * tables are zero at start and cost nothing for numbers that were never used.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel.h"
#include "host.h"
#include "seam.h"

#define PAGE_BYTES 4096

_Alignas(PAGE_BYTES) Channel channels[CHANNELS_MAX];
_Alignas(PAGE_BYTES) Loan loans[CHANNELS_MAX];

static uint16_t firstListed;
static uint16_t lastListed;

/* As for linear memory: a huge page under these tables would be resident as a whole. */
void openChannelTable(void) {
  (void)madvise(channels, sizeof channels, MADV_NOHUGEPAGE);
  (void)madvise(loans, sizeof loans, MADV_NOHUGEPAGE);
}

bool adoptChannel(int fd, ChannelKind kind, uint32_t events) {
  if (fd >= CHANNELS_MAX) {
    closeDescriptor(fd);
    errno = EMFILE;
    return false;
  }
  Channel *channel = &channels[fd];
  channel->generation++;
  if (watch(EPOLL_CTL_ADD, fd, events, channel->generation) != 0) {
    const int error = errno;
    closeDescriptor(fd);
    errno = error;
    return false;
  }
  channel->kind = (uint8_t)kind;
  channel->flags &= FLAG_LISTED; /* the list's own: the number may still be in it */
  return true;
}

void watchChannel(int fd, uint32_t events) {
  (void)watch(EPOLL_CTL_MOD, fd, events, channels[fd].generation);
}

void dropChannel(int fd) {
  channels[fd].kind = CHANNEL_NONE;
  closeDescriptor(fd);
}

Channel *channelOf(int32_t number) {
  if (number < 0 || number >= CHANNELS_MAX || channels[number].kind == CHANNEL_NONE ||
      channels[number].kind >= CHANNEL_LISTENER) {
    refuse("no such channel");
  }
  return &channels[number];
}

/* ---- The list ---- */

void enlist(int32_t number) {
  Channel *channel = &channels[number];
  if ((channel->flags & FLAG_LISTED) != 0) return;
  channel->flags |= FLAG_LISTED;
  channel->next = 0;
  if (lastListed != 0) {
    channels[lastListed].next = (uint16_t)number;
  } else {
    firstListed = (uint16_t)number;
  }
  lastListed = (uint16_t)number;
}

bool anyListed(void) {
  return firstListed != 0;
}

int32_t takeList(void) {
  const int32_t first = firstListed;
  firstListed = lastListed = 0;
  return first;
}

/* ---- Calls of the core ---- */

void w2c_host_resume(u32 number) {
  Channel *channel = channelOf((int32_t)number);
  channel->flags &= (uint16_t)~FLAG_PAUSED;
  if ((channel->flags & FLAG_READABLE) != 0) enlist((int32_t)number);
}

u32 w2c_host_endFollows(u32 number) {
  return (channelOf((int32_t)number)->flags & FLAG_EMPTIED) != 0;
}

/* A pipe has one direction: it is closed by putting something else under its number. */
void w2c_host_finish(u32 number) {
  Channel *channel = channelOf((int32_t)number);
  if (isSocket((int32_t)number)) {
    (void)shutdown((int)number, SHUT_WR);
  } else {
    channel->flags |= FLAG_GONE;
    (void)dup3(STDERR_FILENO, (int)number, O_CLOEXEC);
  }
}

void w2c_host_close(u32 number) {
  (void)channelOf((int32_t)number);
  dropChannel((int)number);
}

/* RFC 9293 §3.10.4: ABORT. */
void w2c_host_reset(u32 number) {
  (void)channelOf((int32_t)number);
  const struct linger none = {.l_onoff = 1, .l_linger = 0};
  (void)setsockopt((int)number, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  dropChannel((int)number);
}

f64 w2c_host_unsent(u32 number) {
  const Channel *channel = channelOf((int32_t)number);
  if ((channel->flags & FLAG_LENT) == 0) return 0;
  int queued = 0;
  /* What the kernel was given and the other side has not acknowledged. */
  if (ioctl((int)number, TIOCOUTQ, &queued) != 0) queued = 0;
  return (double)loans[number].remaining + queued;
}
