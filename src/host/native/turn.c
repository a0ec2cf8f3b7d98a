/*
 * What an event or a turn of a channel leads to: sending on, then reading.
 */
#include <sys/epoll.h>

#include "channel.h"
#include "host.h"

#define ENDING (EPOLLRDHUP | EPOLLHUP | EPOLLERR)
/* Of a socket that we have not shut down: a reset, or a time-out. */
#define FAILING (EPOLLHUP | EPOLLERR)

/*
 * Whether what is lent may go on, or fails. A connection that cannot be made is left to who reads
 * it: the kernel says why only once.
 */
static bool hasRoom(Channel *channel, uint32_t events) {
  if ((channel->flags & FLAG_CONNECTING) != 0) {
    if ((events & (EPOLLHUP | EPOLLERR)) != 0) return false;
    channel->flags &= (uint16_t)~FLAG_CONNECTING;
  }
  return (channel->flags & FLAG_LENT) != 0 && (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
}

void onChannelEvent(int32_t number, uint32_t events) {
  Channel *channel = &channels[number];
  const uint16_t generation = channel->generation;
  if ((events & ENDING) != 0) channel->flags |= FLAG_HUNG_UP | FLAG_READABLE;
  if ((events & FAILING) != 0) channel->flags |= FLAG_FAILED;
  if ((events & EPOLLIN) != 0) channel->flags |= FLAG_READABLE;
  if (hasRoom(channel, events)) {
    sendTurn(number);
    if (!isStill(number, generation)) return;
  }
  readOnEvent(number, events);
}

static void takeTurn(int32_t number) {
  Channel *channel = &channels[number];
  const uint16_t generation = channel->generation;
  if (channel->kind == CHANNEL_NONE) return;
  if ((channel->flags & FLAG_SENDING) != 0) sendTurn(number);
  if (isStill(number, generation) && (channel->flags & FLAG_READABLE) != 0) readTurn(number);
}

void serveListed(void) {
  int32_t number = takeList();
  while (number != 0 && !isTerminated()) {
    const int32_t next = channels[number].next;
    channels[number].flags &= (uint16_t)~FLAG_LISTED;
    takeTurn(number);
    number = next;
  }
}
