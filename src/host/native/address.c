/*
 * Addresses as text, both ways. inet_ntop and getaddrinfo would bring printf along.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "address.h"
#include "channel.h"
#include "host.h"
#include "seam.h"

#define GROUPS 8
/* The longest text: eight groups of four digits and seven colons. */
#define TEXT_BYTES 48

/* Channels whose ends are known at once: more clients than that ask the kernel for each request. */
#define KNOWN_MAX 64

/* The ends of a channel, as they were when they were asked for first. */
typedef struct {
  SocketAddress address[2];
  int32_t channel;
  uint16_t generation;
  bool isKnown[2];
} KnownEnds;

static KnownEnds known[KNOWN_MAX];

static KnownEnds *endsOf(int32_t channel) {
  KnownEnds *ends = &known[channel % KNOWN_MAX];
  if (ends->channel != channel || ends->generation != channels[channel].generation) {
    *ends = (KnownEnds){.channel = channel, .generation = channels[channel].generation};
  }
  return ends;
}

/* NULL when it is unknown. */
static const SocketAddress *endOf(int32_t channel, u32 end) {
  KnownEnds *ends = endsOf(channel);
  const int which = end == END_LOCAL ? 0 : 1;
  SocketAddress *address = &ends->address[which];
  if (ends->isKnown[which]) return address;
  socklen_t bytes = sizeof *address;
  const int result = which == 0 ? getsockname(channel, &address->any, &bytes)
                                : getpeername(channel, &address->any, &bytes);
  ends->isKnown[which] = result == 0;
  return result == 0 ? address : NULL;
}

static char *append(char *at, const char *text) {
  const size_t bytes = strlen(text);
  memcpy(at, text, bytes);
  return at + bytes;
}

static char *writeIpv4(char *at, const uint8_t octets[4]) {
  for (int i = 0; i < 4; i++) {
    const unsigned octet = octets[i];
    if (i > 0) *at++ = '.';
    if (octet >= 100) *at++ = (char)('0' + octet / 100);
    if (octet >= 10) *at++ = (char)('0' + octet / 10 % 10);
    *at++ = (char)('0' + octet % 10);
  }
  return at;
}

static char *writeGroup(char *at, unsigned group) {
  for (int shift = 12; shift >= 0; shift -= 4) {
    const bool leading = group >> shift == 0 && shift > 0;
    if (!leading) *at++ = "0123456789abcdef"[(group >> shift) & 15];
  }
  return at;
}

/* RFC 5952 section 4.2: the longest run of two or more zero groups, the first of equals. */
static int longestRun(const unsigned groups[GROUPS], int *length) {
  int best = -1;
  *length = 1;
  for (int from = 0; from < GROUPS; from++) {
    int to = from;
    while (to < GROUPS && groups[to] == 0) to++;
    if (to - from > *length) {
      best = from;
      *length = to - from;
    }
    if (to > from) from = to;
  }
  return best;
}

static char *writeIpv6(char *at, const uint8_t octets[16]) {
  unsigned groups[GROUPS];
  for (int i = 0; i < GROUPS; i++) groups[i] = (unsigned)octets[2 * i] << 8 | octets[2 * i + 1];
  int length = 0;
  const int run = longestRun(groups, &length);
  int i = 0;
  while (i < GROUPS) {
    if (i == run) {
      at = append(at, "::");
      i += length;
      continue;
    }
    if (i > 0 && at[-1] != ':') *at++ = ':';
    at = writeGroup(at, groups[i++]);
  }
  return at;
}

static size_t writeAddress(const SocketAddress *address, char text[TEXT_BYTES]) {
  if (address->any.sa_family == AF_INET) {
    uint8_t octets[4];
    memcpy(octets, &address->ipv4.sin_addr, sizeof octets);
    return (size_t)(writeIpv4(text, octets) - text);
  }
  if (address->any.sa_family != AF_INET6) return 0;
  const uint8_t *octets = address->ipv6.sin6_addr.s6_addr;
  /* A client that came over IPv4 to a socket for both is shown as what it is. */
  const bool isMapped = IN6_IS_ADDR_V4MAPPED(&address->ipv6.sin6_addr);
  char *end = isMapped ? writeIpv4(text, octets + 12) : writeIpv6(text, octets);
  return (size_t)(end - text);
}

u32 w2c_host_addressOf(u32 channel, u32 end, u32 at, u32 capacity) {
  (void)channelOf((int32_t)channel);
  uint8_t *target = arenaAt(at, capacity);
  char text[TEXT_BYTES];
  const SocketAddress *address = endOf((int32_t)channel, end);
  if (address == NULL) return 0;
  const size_t bytes = writeAddress(address, text);
  if (bytes > capacity) return 0;
  memcpy(target, text, bytes);
  return (u32)bytes;
}

u32 w2c_host_portOf(u32 channel, u32 end) {
  (void)channelOf((int32_t)channel);
  const SocketAddress *address = endOf((int32_t)channel, end);
  return address == NULL ? 0 : (u32)portOfAddress(address);
}

int32_t portOfAddress(const SocketAddress *address) {
  if (address->any.sa_family == AF_INET) return ntohs(address->ipv4.sin_port);
  if (address->any.sa_family == AF_INET6) return ntohs(address->ipv6.sin6_port);
  return 0;
}

/* RFC 4007 section 11: fe80::1%eth0, or the interface's number. */
static uint32_t scopeOf(const char *name) {
  uint32_t number = 0;
  for (const char *at = name; *at != '\0'; at++) {
    if (*at < '0' || *at > '9' || number > 99999999) return if_nametoindex(name);
    number = number * 10 + (uint32_t)(*at - '0');
  }
  return number;
}

socklen_t readAddress(char *text, int32_t port, SocketAddress *address) {
  memset(address, 0, sizeof *address);
  if (inet_pton(AF_INET, text, &address->ipv4.sin_addr) == 1) {
    address->ipv4.sin_family = AF_INET;
    address->ipv4.sin_port = htons((uint16_t)port);
    return sizeof address->ipv4;
  }
  char *percent = strchr(text, '%');
  if (percent != NULL) *percent = '\0';
  if (inet_pton(AF_INET6, text, &address->ipv6.sin6_addr) != 1) return 0;
  address->ipv6.sin6_family = AF_INET6;
  address->ipv6.sin6_port = htons((uint16_t)port);
  if (percent != NULL) address->ipv6.sin6_scope_id = scopeOf(percent + 1);
  return sizeof address->ipv6;
}
