/*
 * Capabilities (capabilities(7)): a service manager may give us the one for ports below 1024 in a
 * way that goes on to whatever we start.
 *
 * Rule of this file: what cannot be dropped, on a kernel that does not know it, was never there.
 */
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host.h"

#ifndef PR_CAP_AMBIENT
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_CLEAR_ALL 4
#endif

/* capget(2), version 3; the kernel's header is not everywhere. */
#define VERSION 0x20080522
#define HALVES 2

typedef struct {
  uint32_t version;
  int process; /* 0: this one */
} Header;

typedef struct {
  uint32_t effective;
  uint32_t permitted;
  uint32_t inheritable;
} Sets;

void dropInheritance(void) {
  Header header = {.version = VERSION, .process = 0};
  Sets sets[HALVES];
  (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (syscall(SYS_capget, &header, sets) != 0) return;
  for (int i = 0; i < HALVES; i++) sets[i].inheritable = 0;
  (void)syscall(SYS_capset, &header, sets);
}
