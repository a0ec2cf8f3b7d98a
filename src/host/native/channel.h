/*
 * The table of channels, and what events and turns of them lead to.
 */
#ifndef MICROHTTPD_CHANNEL_H
#define MICROHTTPD_CHANNEL_H

#include <sys/epoll.h>

#include "host.h"

/* A channel is its descriptor's number, and this many are known. */
#define CHANNELS_MAX 65536

/* ---- channel.c: the table of channels ---- */

typedef enum {
  CHANNEL_NONE,
  CHANNEL_STREAM,   /* a client's socket: both directions */
  CHANNEL_GATEWAY,  /* a socket that we connect: both directions */
  CHANNEL_SOURCE,   /* a pipe that we read */
  CHANNEL_SINK,     /* a pipe that we write */
  CHANNEL_LISTENER, /* not the core's */
  CHANNEL_SIGNALS   /* not the core's */
} ChannelKind;

enum {
  FLAG_LISTED = 1 << 0,   /* in the ready list */
  FLAG_READABLE = 1 << 1, /* the kernel may hold octets or an end that was not read yet */
  FLAG_PAUSED = 1 << 2,   /* the core has answered 0 */
  FLAG_ENDED = 1 << 3,    /* end or failure was reported: nothing is read any more */
  FLAG_HUNG_UP = 1 << 4,  /* the kernel has said that the other side ended */
  FLAG_REPORTED = 1 << 5, /* hungUp has told of an orderly end */
  FLAG_GONE = 1 << 6,     /* a send has failed */
  FLAG_LENT = 1 << 7,     /* a region or file is lent */
  FLAG_SENDING = 1 << 8,  /* it goes on at the next turn, without waiting for the kernel */
  FLAG_CONNECTING = 1 << 9, /* not known yet to be connected */
  FLAG_ROOM = 1 << 10,    /* a socket that we connect is watched for room */
  FLAG_EMPTIED = 1 << 11, /* a pipe that nobody writes any more, all of which was read */
  FLAG_FAILED = 1 << 12,  /* the kernel has said that a client's connection failed */
  FLAG_FAIL_TOLD = 1 << 13 /* hungUp has told of it */
};

/* Eight octets, as each connection that was ever open at once has one. */
typedef struct {
  uint16_t generation; /* counts the channels that had this number */
  uint16_t flags;
  uint16_t next; /* in the ready list; 0 = none */
  uint8_t kind;
} Channel;

/* What is lent to the host; only those that have ever waited for a client touch theirs. */
typedef struct {
  int64_t remaining;
  int64_t offset; /* in the file */
  int32_t file;   /* -1 when it is a region */
  int32_t at;
  int32_t capacity;
  int32_t failure; /* for which it cannot be connected: the kernel says so only once; 0: unknown */
} Loan;

extern Channel channels[CHANNELS_MAX];
extern Loan loans[CHANNELS_MAX];

/* What sockets are watched for. */
#define SOCKET_EVENTS (EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET)

void openChannelTable(void);
/* Takes over a descriptor and has it watched for `events`; closes it and answers false if not. */
bool adoptChannel(int fd, ChannelKind kind, uint32_t events);
void watchChannel(int fd, uint32_t events);
void dropChannel(int fd);
/* Traps unless it is an open channel of the core. */
Channel *channelOf(int32_t channel);
/* Whether that number is still the channel that it was when it had this generation. */
static inline bool isStill(int32_t channel, uint16_t generation) {
  return channels[channel].generation == generation && channels[channel].kind != CHANNEL_NONE;
}
static inline bool isSocket(int32_t channel) {
  return channels[channel].kind == CHANNEL_STREAM || channels[channel].kind == CHANNEL_GATEWAY;
}
/* Gives the channel a turn before the next wait. */
void enlist(int32_t channel);
bool anyListed(void);
/* The first in the list, which is empty then; the others follow by `next`. 0: none. */
int32_t takeList(void);

/* ---- turn.c ---- */

void onChannelEvent(int32_t channel, uint32_t events);
/* One turn for each that was in the list. */
void serveListed(void);

/* ---- receive.c, send.c, listener.c: what events lead to ---- */

/* Reads what an event has told of, its flags being noted. */
void readOnEvent(int32_t channel, uint32_t events);
void readTurn(int32_t channel);
/* Tells the core that a connection has failed while something was lent. */
void failConnection(int32_t number);
void sendTurn(int32_t channel);
void onListenerEvent(int fd);
void announceListeners(void);
/* Tries again to accept when it had to stop; answers after how many ms to come back, or -1. */
int retryAccepting(void);

/* ---- poll.c ---- */

bool openPoll(void);
/* Registers with epoll; 0, or -1 with errno. */
int watch(int operation, int fd, uint32_t events, uint16_t generation);
int awaitEvents(struct epoll_event *events, int capacity, int timeoutMs);

/* ---- keep-alive.c ---- */

/* Has the kernel find out that the other side of a TCP connection is gone without a word. */
void keepAlive(int fd);

#endif
