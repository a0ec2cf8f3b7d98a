/*
 * Linear memory: a reserve of addresses, of which a first part can be read and written.
 *
 * Rules of this file: it never moves, grows only until `sealMemory`, and no page is touched here: a
 * page that the core does not write costs nothing. Whatever offset the core hands to the host
 * becomes an address by `arenaAt` alone, which checks it.
 */
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>
#include <sys/mman.h>

#include "host.h"
#include "wasm-rt.h"

/* As many addresses as there may be at most, and as few as a start is tried with. */
#define RESERVE_BYTES_MAX ((size_t)(sizeof(void *) > 4 ? 0x40000000 : 0x20000000))
#define RESERVE_BYTES_MIN ((size_t)0x400000)

#define PAGE_BYTES 65536
#define MACHINE_PAGE_BYTES 4096

static uint8_t *reserve;
static size_t usableBytes;
static size_t arenaStart;
static bool sealed;
static uint8_t *scratch;
static size_t scratchBytes;

/* Before anything is read of what is to be started. */
__attribute__((noreturn, cold)) static void refuseStart(void) {
  logLine("microhttpd: this machine, or a limit (ulimit -v), gives too little memory to start",
          NULL);
  leave(EXIT_REFUSED);
}

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint64_t pages, uint64_t maxPages,
                             bool is64, uint32_t pageBytes) {
  (void)is64;
  (void)pageBytes;
  size_t bytes = RESERVE_BYTES_MAX;
  void *start;
  /* A limit on the address space (ulimit -v) may allow less. */
  while ((start = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                       0)) == MAP_FAILED) {
    bytes /= 2;
    if (bytes < RESERVE_BYTES_MIN) refuseStart();
  }
  reserve = start;
  /* A huge page would make 2 MB resident at the first octet. Not every kernel has the call. */
  (void)madvise(start, bytes, MADV_NOHUGEPAGE);
  memory->data = reserve;
  memory->pages = 0;
  memory->max_pages = bytes / PAGE_BYTES < maxPages ? bytes / PAGE_BYTES : maxPages;
  if (wasm_rt_grow_memory(memory, pages) != 0) refuseStart();
}

uint64_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint64_t pages) {
  const uint64_t before = memory->pages;
  if (sealed || pages > memory->max_pages - before) return UINT32_MAX;
  const size_t bytes = (size_t)((before + pages) * PAGE_BYTES);
  if (mprotect(reserve, bytes, PROT_READ | PROT_WRITE) != 0) return UINT32_MAX;
  memory->pages = before + pages;
  memory->size = bytes;
  usableBytes = bytes;
  return before;
}

void setArenaStart(int32_t base) {
  arenaStart = (size_t)base;
}

void sealMemory(void) {
  sealed = true;
}

void setScratch(uint32_t at, uint32_t bytes) {
  scratch = arenaAt(at, bytes);
  scratchBytes = bytes;
}

/*
 * Code that only the start needs, and what the start has composed in the scratch region. Pages of
 * the program stay in the kernel's cache; what is needed again comes back with a short fault.
 */
void forgetStart(void) {
  const size_t into = (uintptr_t)scratch % MACHINE_PAGE_BYTES;
  const size_t beyond = scratchBytes % MACHINE_PAGE_BYTES; /* of a page that others are in */
  if (into == 0) (void)madvise(scratch, scratchBytes - beyond, MADV_DONTNEED);
  const ElfW(Phdr) *header = (const ElfW(Phdr) *)getauxval(AT_PHDR);
  for (size_t i = getauxval(AT_PHNUM); header != NULL && i > 0; i--, header++) {
    if (header->p_type != PT_LOAD || (header->p_flags & PF_W) != 0) continue;
    const size_t before = header->p_vaddr % MACHINE_PAGE_BYTES;
    (void)madvise((void *)(header->p_vaddr - before), header->p_memsz + before, MADV_DONTNEED);
  }
}

uint8_t *arenaAt(int64_t at, int64_t bytes) {
  const int64_t room = (int64_t)(usableBytes - arenaStart);
  if (at < 0 || bytes < 0 || bytes > room || at > room - bytes) {
    refuse("a region outside of the arena");
  }
  return reserve + arenaStart + at;
}

size_t arenaRoomAt(int64_t at) {
  (void)arenaAt(at, 0);
  return usableBytes - arenaStart - (size_t)at;
}
