/*
 * Sending what the core offers, and finishing what is lent.
 *
 * Rules of this file: what the kernel does not take at once is lent, with its progress, until an
 * event says that there is room; then `writable`. A file goes in portions, so that one fast reader
 * does not keep the others waiting. SIGPIPE is ignored: EPIPE makes the channel Gone.
 */
#include <errno.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel.h"
#include "host.h"
#include "seam.h"

/* Octets of a file that a channel may send in one turn. */
#define TURN_BYTES 262144

#define NO_FILE (-1)

typedef enum {
  PROGRESS_DONE,
  PROGRESS_WAIT, /* for the kernel */
  PROGRESS_TURN, /* it would go on at once: at the next turn */
  PROGRESS_GONE
} Progress;

static ssize_t put(int32_t number, const void *octets, size_t bytes, bool more) {
  ssize_t taken;
  do {
    taken = isSocket(number)
              ? send(number, octets, bytes, MSG_NOSIGNAL | (more ? MSG_MORE : 0))
              : write(number, octets, bytes);
  } while (taken < 0 && errno == EINTR);
  return taken;
}

/*
 * After a send that has failed. A connection that cannot be made is told of when it is read
 * (readTurn): until then all stays lent.
 */
static Progress progressOf(int32_t number, int error) {
  if (error == EAGAIN) return PROGRESS_WAIT;
  if ((channels[number].flags & FLAG_CONNECTING) == 0) return PROGRESS_GONE;
  loans[number].failure = failureOf(error);
  return PROGRESS_WAIT;
}

static void noteSent(int32_t number) {
  channels[number].flags &= (uint16_t)~FLAG_CONNECTING;
}

static Progress sendRegion(int32_t number, Loan *loan) {
  const uint8_t *octets = arenaAt(loan->at, loan->remaining);
  const ssize_t taken = put(number, octets, (size_t)loan->remaining, false);
  if (taken < 0) return progressOf(number, errno);
  noteSent(number);
  loan->at += (int32_t)taken;
  loan->remaining -= taken;
  return loan->remaining == 0 ? PROGRESS_DONE : PROGRESS_WAIT;
}

/* For files that the kernel cannot send from: through the region that was lent with them. */
static ssize_t copyPortion(int32_t number, const Loan *loan, size_t bytes) {
  uint8_t *room = arenaAt(loan->at, loan->capacity);
  const size_t portion = bytes < (size_t)loan->capacity ? bytes : (size_t)loan->capacity;
  const ssize_t octets = pread(loan->file, room, portion, loan->offset);
  return octets <= 0 ? octets : put(number, room, (size_t)octets, false);
}

static ssize_t sendPortion(int32_t number, const Loan *loan) {
  const size_t bytes = loan->remaining < TURN_BYTES ? (size_t)loan->remaining : TURN_BYTES;
  off_t offset = loan->offset;
  const ssize_t sent = sendfile(number, loan->file, &offset, bytes);
  if (sent >= 0 || (errno != EINVAL && errno != ENOSYS)) return sent;
  return copyPortion(number, loan, bytes);
}

static Progress sendFromFile(int32_t number, Loan *loan) {
  int64_t inTurn = 0;
  while (loan->remaining > 0 && inTurn < TURN_BYTES) {
    const ssize_t sent = sendPortion(number, loan);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return progressOf(number, errno);
    if (sent == 0) return PROGRESS_GONE; /* the file has become shorter than was promised */
    noteSent(number);
    loan->offset += sent;
    loan->remaining -= sent;
    inTurn += sent;
  }
  return loan->remaining == 0 ? PROGRESS_DONE : PROGRESS_TURN;
}

static Progress proceed(int32_t number) {
  Loan *loan = &loans[number];
  return loan->file == NO_FILE ? sendRegion(number, loan) : sendFromFile(number, loan);
}

/*
 * The first time that there is none: most connections to other servers never ask for it, and are
 * spared an event.
 */
static void awaitRoom(int32_t number) {
  Channel *channel = &channels[number];
  channel->flags |= FLAG_LENT;
  if (channel->kind != CHANNEL_GATEWAY || (channel->flags & FLAG_ROOM) != 0) return;
  channel->flags |= FLAG_ROOM;
  watchChannel(number, SOCKET_EVENTS);
}

/* Notes what has become of the loan; true when it is over. */
static bool isOver(int32_t number, Progress progress) {
  Channel *channel = &channels[number];
  channel->flags &= (uint16_t)~(FLAG_LENT | FLAG_SENDING);
  if (progress == PROGRESS_GONE) channel->flags |= FLAG_GONE;
  if (progress == PROGRESS_WAIT) awaitRoom(number);
  if (progress == PROGRESS_TURN) {
    channel->flags |= FLAG_LENT | FLAG_SENDING;
    enlist(number);
  }
  return (channel->flags & FLAG_LENT) == 0;
}

void sendTurn(int32_t number) {
  if (!isOver(number, proceed(number))) return;
  const Channel *channel = &channels[number];
  const bool hasFailed = (channel->flags & FLAG_GONE) != 0 && channel->kind == CHANNEL_STREAM;
  if (hasFailed) failConnection(number);
  else enterWritable(number);
}

/* True when nothing can be offered to it any more. Two loans at once are a fault of the core. */
static bool isGone(int32_t number) {
  const Channel *channel = channelOf(number);
  if ((channel->flags & FLAG_LENT) != 0) refuse("two loans of one channel");
  return (channel->flags & FLAG_GONE) != 0;
}

/* The usual case, all is taken at once, writes no loan. */
u32 w2c_host_send(u32 number, u32 at, u32 bytes, u32 more) {
  const uint8_t *octets = arenaAt(at, bytes);
  if (isGone((int32_t)number)) return SENT_GONE;
  ssize_t taken = put((int32_t)number, octets, bytes, more != 0);
  if (taken >= 0) noteSent((int32_t)number);
  if (taken == (ssize_t)bytes) return SENT_DONE;
  if (taken < 0 && progressOf((int32_t)number, errno) == PROGRESS_GONE) {
    channels[number].flags |= FLAG_GONE;
    return SENT_GONE;
  }
  if (taken < 0) taken = 0;
  loans[number] = (Loan){.remaining = (int64_t)bytes - taken,
                         .file = NO_FILE,
                         .at = (int32_t)(at + (u32)taken),
                         .failure = loans[number].failure};
  awaitRoom((int32_t)number);
  return SENT_LENT;
}

u32 w2c_host_sendFile(u32 number, u32 file, f64 offset, f64 bytes, u32 at, u32 capacity) {
  (void)arenaAt(at, capacity);
  if (isGone((int32_t)number)) return SENT_GONE;
  loans[number] = (Loan){.remaining = (int64_t)bytes,
                         .offset = (int64_t)offset,
                         .file = (int32_t)file,
                         .at = (int32_t)at,
                         .capacity = (int32_t)capacity,
                         .failure = 0};
  if (!isOver((int32_t)number, proceed((int32_t)number))) return SENT_LENT;
  return (channels[number].flags & FLAG_GONE) != 0 ? SENT_GONE : SENT_DONE;
}
