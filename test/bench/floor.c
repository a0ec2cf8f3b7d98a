/*
 * The floor: what a server on epoll cannot do for less. It answers each read with one canned
 * answer, the octets of a file that is loaded at start; it parses nothing.
 *
 *     floor PORT FILE [close]
 *
 * With close it closes after each answer. Rules: one thread, no allocation after start; errors of a
 * connection end the connection, all others end the program.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DESCRIPTORS = 4096, EVENTS = 64, READ_OCTETS = 16384 };

static char *answer;
static size_t answerOctets;
static int closesAfter;
static int poller;
/* What each connection has been sent of the answer that it waits for. */
static size_t sent[DESCRIPTORS];

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void load(const char *path) {
  struct stat status;
  int file = open(path, O_RDONLY);
  if (file < 0 || fstat(file, &status) != 0) die(path);
  answerOctets = (size_t)status.st_size;
  answer = malloc(answerOctets);
  if (answer == NULL) die("malloc");
  for (size_t at = 0; at < answerOctets;) {
    ssize_t got = read(file, answer + at, answerOctets - at);
    if (got <= 0) die(path);
    at += (size_t)got;
  }
  close(file);
}

static int listenOn(int port) {
  int one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (listener < 0) die("socket");
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) die("bind");
  if (listen(listener, 1024) != 0) die("listen");
  return listener;
}

static void watch(int operation, int descriptor, unsigned events) {
  struct epoll_event event = {.events = events, .data.fd = descriptor};
  if (epoll_ctl(poller, operation, descriptor, &event) != 0) die("epoll_ctl");
}

static void acceptFrom(int listener) {
  int one = 1;
  int connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  if (connection < 0) return;
  if (connection >= DESCRIPTORS) {
    close(connection);
    return;
  }
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  sent[connection] = 0;
  watch(EPOLL_CTL_ADD, connection, EPOLLIN);
}

/* Whether all is sent and the connection waits for its next request. */
static int answerOn(int connection) {
  while (sent[connection] < answerOctets) {
    ssize_t taken = send(connection, answer + sent[connection], answerOctets - sent[connection],
                         MSG_NOSIGNAL);
    if (taken < 0 && errno == EAGAIN) {
      watch(EPOLL_CTL_MOD, connection, EPOLLOUT);
      return 0;
    }
    if (taken < 0) {
      close(connection);
      return 0;
    }
    sent[connection] += (size_t)taken;
  }
  sent[connection] = 0;
  if (closesAfter) close(connection);
  return !closesAfter;
}

static void readFrom(int connection) {
  static char octets[READ_OCTETS];
  ssize_t got = recv(connection, octets, sizeof octets, 0);
  if (got > 0) answerOn(connection);
  else if (got == 0 || errno != EAGAIN) close(connection);
}

int main(int count, char **arguments) {
  static struct epoll_event events[EVENTS];
  if (count < 3) {
    fprintf(stderr, "usage: floor PORT FILE [close]\n");
    return 2;
  }
  closesAfter = count > 3 && strcmp(arguments[3], "close") == 0;
  load(arguments[2]);
  poller = epoll_create1(0);
  if (poller < 0) die("epoll_create1");
  int listener = listenOn(atoi(arguments[1]));
  watch(EPOLL_CTL_ADD, listener, EPOLLIN);
  for (;;) {
    int ready = epoll_wait(poller, events, EVENTS, -1);
    for (int at = 0; at < ready; at++) {
      int descriptor = events[at].data.fd;
      if (descriptor == listener) {
        acceptFrom(listener);
      } else if (events[at].events & EPOLLOUT) {
        if (answerOn(descriptor)) watch(EPOLL_CTL_MOD, descriptor, EPOLLIN);
      } else {
        readFrom(descriptor);
      }
    }
  }
}
