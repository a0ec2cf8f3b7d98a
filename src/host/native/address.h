/*
 * The address of one end of a socket.
 */
#ifndef MICROHTTPD_ADDRESS_H
#define MICROHTTPD_ADDRESS_H

#include <netinet/in.h>
#include <stdint.h>
#include <sys/socket.h>

typedef union {
  struct sockaddr any;
  struct sockaddr_in ipv4;
  struct sockaddr_in6 ipv6;
} SocketAddress;

/* Text with its NUL: fe80::1%interface. */
#define ADDRESS_BYTES 80

int32_t portOfAddress(const SocketAddress *address);

/* Reads a literal address, which it may cut at "%"; returns its octets, 0 when it is none. */
socklen_t readAddress(char *text, int32_t port, SocketAddress *address);

#endif
