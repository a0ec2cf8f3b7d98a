/*
 * What an errno means to the core.
 */
#include <errno.h>

#include "host.h"

int32_t failureOf(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
    case ENAMETOOLONG: return FAILURE_NOT_FOUND;
    case EACCES:
    case EPERM:
    case ELOOP:
    case EXDEV:  /* openat2: the path leaves its root */
    case ENXIO:  /* a socket, or a device that nothing drives */
    case ENODEV: return FAILURE_FORBIDDEN;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case ENOBUFS:
    case ENOSPC: /* epoll's limit of watches */
    case EAGAIN: return FAILURE_NO_DESCRIPTORS;
    case EADDRINUSE: return FAILURE_ADDRESS_IN_USE;
    case EADDRNOTAVAIL: return FAILURE_ADDRESS_NOT_AVAILABLE;
    case EAFNOSUPPORT:
    case EPROTONOSUPPORT: return FAILURE_ADDRESS_INVALID;
    case ENOEXEC: return FAILURE_NOT_EXECUTABLE;
    case ECONNREFUSED:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ETIMEDOUT: return FAILURE_REFUSED;
    case E2BIG: return FAILURE_TOO_BIG;
    case ETXTBSY: return FAILURE_BEING_WRITTEN;
    case ESTALE: return FAILURE_EXCHANGED;
    default: return FAILURE_FAULT;
  }
}
