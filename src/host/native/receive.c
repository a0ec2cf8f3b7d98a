/*
 * From an event to what the core is told: octets, the end, or that the other side hung up.
 *
 * Rules of this file: events come once per change (edge-triggered), so a channel that may hold more
 * is remembered, in FLAG_READABLE. It gets one read per turn and then waits for the others. After a
 * read that did not fill the buffer the kernel is empty, and the next octet makes the next event:
 * no read is spent on hearing EAGAIN, unless an end is known to follow.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel.h"
#include "host.h"

/* Nothing is read from the client: whether it has ended its side, or is gone. */
static void reportHangUp(int32_t number) {
  Channel *channel = &channels[number];
  if (channel->kind != CHANNEL_STREAM) return;
  if ((channel->flags & FLAG_FAILED) != 0) {
    if ((channel->flags & FLAG_FAIL_TOLD) != 0) return;
    channel->flags |= FLAG_FAIL_TOLD;
    enterHungUp(number, FAILURE_FAULT);
  } else if ((channel->flags & (FLAG_REPORTED | FLAG_ENDED)) == 0) {
    channel->flags |= FLAG_REPORTED;
    enterHungUp(number, 0);
  }
}

/* A pipe that is empty, and that nobody writes any more: its end need not be read. */
static bool isOver(const Channel *channel, uint32_t events) {
  return channel->kind == CHANNEL_SOURCE && (channel->flags & FLAG_ENDED) == 0 &&
         (events & (EPOLLIN | EPOLLHUP)) == EPOLLHUP;
}

/* After the end or a failure: nothing is read any more. */
static void endReading(int32_t number, int32_t result) {
  Channel *channel = &channels[number];
  channel->flags |= FLAG_ENDED;
  channel->flags &= (uint16_t)~FLAG_READABLE;
  (void)enterReceived(number, result);
}

void readOnEvent(int32_t number, uint32_t events) {
  Channel *channel = &channels[number];
  if ((channel->flags & FLAG_READABLE) == 0 || channel->kind == CHANNEL_SINK) return;
  if ((channel->flags & (FLAG_PAUSED | FLAG_ENDED)) != 0) {
    if ((channel->flags & FLAG_HUNG_UP) != 0) reportHangUp(number);
  } else if (isOver(channel, events)) {
    endReading(number, 0);
  } else {
    readTurn(number);
  }
}

static ssize_t readOnce(int32_t number) {
  ssize_t bytes;
  do {
    bytes = isSocket(number)
              ? recv(number, readBuffer(), readBufferBytes(), 0)
              : read(number, readBuffer(), readBufferBytes());
  } while (bytes < 0 && errno == EINTR);
  return bytes;
}

/* What is lent cannot be sent to its end: the client must not take what follows for the rest. */
void failConnection(int32_t number) {
  endReading(number, FAILURE_FAULT);
}

/* What came of a read that gave nothing: the end, or a failure; of a send before it, perhaps. */
static int32_t endOf(int32_t number, ssize_t bytes) {
  if (bytes < 0) return failureOf(errno);
  return (channels[number].flags & FLAG_CONNECTING) != 0 ? loans[number].failure : 0;
}

void readTurn(int32_t number) {
  Channel *channel = &channels[number];
  const uint16_t generation = channel->generation;
  if ((channel->flags & (FLAG_PAUSED | FLAG_ENDED)) != 0 || channel->kind == CHANNEL_SINK) return;
  if ((channel->flags & FLAG_EMPTIED) != 0) {
    endReading(number, 0);
    return;
  }
  const ssize_t bytes = readOnce(number);
  if (bytes < 0 && errno == EAGAIN) {
    channel->flags &= (uint16_t)~FLAG_READABLE;
    return;
  }
  if (bytes <= 0) {
    endReading(number, endOf(number, bytes));
    return;
  }
  const bool hungUp = (channel->flags & FLAG_HUNG_UP) != 0;
  const bool isShort = (size_t)bytes < readBufferBytes();
  const bool drained = isShort && !hungUp;
  if (drained) channel->flags &= (uint16_t)~FLAG_READABLE;
  if (isShort && hungUp && channel->kind == CHANNEL_SOURCE) channel->flags |= FLAG_EMPTIED;
  const bool goesOn = enterReceived(number, (int32_t)bytes);
  if (!isStill(number, generation)) return;
  if (!goesOn) {
    channel->flags |= FLAG_PAUSED;
    if ((channel->flags & FLAG_HUNG_UP) != 0) reportHangUp(number);
  } else if (!drained) {
    enlist(number);
  }
}
