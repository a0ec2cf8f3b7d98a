/*
 * The way into the core and, when it traps, the way out of it again.
 *
 * Rules of this file: the core is entered from here only, in the name of one channel or of none,
 * and never while it runs. After a trap the core is told which channel to drop and then has to say
 * that its books are in order. A second trap meanwhile, books that are not, or more than eight
 * faults a minute mean that going on would do harm: the process ends with status 70.
 */
#include "host.h"
#include "seam.h"

#define FAULTS_MAX 8
#define FAULTS_WINDOW_MS 60000
#define NO_CHANNEL (-1)

/* entry.ts: the machine does not give as much memory. */
#define NO_MEMORY (-1000)

typedef enum {
  START,
  LISTENING,
  LISTEN_FAILED,
  ACCEPTED,
  RECEIVED,
  WRITABLE,
  HUNG_UP,
  EXITED,
  TASK_ENDED,
  TICK,
  UNTIL_DEADLINE,
  STOP,
  RELOAD,
  DROPPED
} Entry;

typedef struct {
  Entry entry;
  int32_t channel; /* in whose name; NO_CHANNEL */
  int32_t first;
  int32_t second;
  double seconds;
} Call;

static const Call *running;
static int32_t faultsAt[FAULTS_MAX];
static unsigned faults;

static int argumentCount;
static char **arguments;
static uint8_t *readStart;
static size_t readBytes;

static int32_t enter(Entry entry, int32_t channel, int32_t first, int32_t second);
static int32_t enterCall(const Call *call);

int32_t enterStart(int count, char **values) {
  argumentCount = count;
  arguments = values;
  const int32_t result = enter(START, NO_CHANNEL, 0, 0);
  sealMemory();
  return result;
}

void enterListening(int32_t listener, int32_t port) {
  (void)enter(LISTENING, NO_CHANNEL, listener, port);
}

void enterListenFailed(int32_t listener, int32_t failure) {
  (void)enter(LISTEN_FAILED, NO_CHANNEL, listener, failure);
}

bool enterAccepted(int32_t channel, int32_t listener) {
  return enter(ACCEPTED, channel, channel, listener) != 0;
}

bool enterReceived(int32_t channel, int32_t bytes) {
  return enter(RECEIVED, channel, channel, bytes) != 0;
}

void enterWritable(int32_t channel) {
  (void)enter(WRITABLE, channel, channel, 0);
}

void enterHungUp(int32_t channel, int32_t how) {
  (void)enter(HUNG_UP, channel, channel, how);
}

void enterExited(int32_t process, int32_t status) {
  (void)enter(EXITED, NO_CHANNEL, process, status);
}

void enterTaskEnded(int32_t task, int32_t result) {
  (void)enter(TASK_ENDED, NO_CHANNEL, task, result);
}

void enterTick(int32_t nowMs, double wallNow) {
  const Call call = {.entry = TICK, .channel = NO_CHANNEL, .first = nowMs, .seconds = wallNow};
  (void)enterCall(&call);
}

int32_t enterUntilDeadline(void) {
  return enter(UNTIL_DEADLINE, NO_CHANNEL, 0, 0);
}

void enterStop(void) {
  (void)enter(STOP, NO_CHANNEL, 0, 0);
}

void enterReload(void) {
  (void)enter(RELOAD, NO_CHANNEL, 0, 0);
}

uint8_t *readBuffer(void) {
  return readStart;
}

size_t readBufferBytes(void) {
  return readBytes;
}

/* ---- Starting ---- */

static bool copyArguments(uint8_t *target, size_t room, size_t *used) {
  size_t at = 0;
  for (int i = 1; i < argumentCount; i++) {
    const size_t bytes = strlen(arguments[i]) + 1;
    if (bytes > room - at) return false;
    memcpy(target + at, arguments[i], bytes);
    at += bytes;
  }
  *used = at;
  return true;
}

static int32_t start(void) {
  wasm2c_core_instantiate();
  setArenaStart((int32_t)w2c_core_boot());
  const int32_t room = (int32_t)w2c_core_settingsBytes();
  size_t used = 0;
  if (!copyArguments(arenaAt(0, room), (size_t)room, &used)) {
    logLine("microhttpd: the command line is too long", NULL);
    return -1 - EXIT_USAGE;
  }
  const int32_t result = (int32_t)w2c_core_prepare((u32)used);
  if (result == NO_MEMORY) {
    logLine("microhttpd: this machine does not give as much memory as the limits ask for;",
            " lower them (--connections)", NULL);
    return -1 - EXIT_REFUSED;
  }
  if (result == 0) {
    readBytes = w2c_core_readBytes();
    readStart = arenaAt((int32_t)w2c_core_readAt(), (int64_t)readBytes);
    setScratch(w2c_core_scratchAt(), w2c_core_scratchBytes());
  }
  return result;
}

/* ---- Entering ---- */

static int32_t perform(const Call *call) {
  const u32 first = (u32)call->first;
  const u32 second = (u32)call->second;
  switch (call->entry) {
    case START: return start();
    case LISTENING: w2c_core_listening(first, second); break;
    case LISTEN_FAILED: w2c_core_listenFailed(first, second); break;
    case ACCEPTED: return (int32_t)w2c_core_accepted(first, second);
    case RECEIVED: return (int32_t)w2c_core_received(first, second);
    case WRITABLE: w2c_core_writable(first); break;
    case HUNG_UP: w2c_core_hungUp(first, second); break;
    case EXITED: w2c_core_exited(first, second); break;
    case TASK_ENDED: w2c_core_taskEnded(first, second); break;
    case TICK: w2c_core_tick(first, call->seconds); break;
    case UNTIL_DEADLINE: return (int32_t)w2c_core_untilDeadline();
    case STOP: w2c_core_stop(); break;
    case RELOAD: w2c_core_reload(); break;
    case DROPPED:
      w2c_core_dropped(first);
      return (int32_t)w2c_core_audit();
  }
  return 0;
}

/* A fault now and the eighth before it less than a minute ago. */
static bool isOneTooMany(void) {
  const int32_t now = monotonicMs();
  const unsigned oldest = faults % FAULTS_MAX;
  const bool recent = (uint32_t)now - (uint32_t)faultsAt[oldest] < FAULTS_WINDOW_MS;
  const bool tooMany = faults >= FAULTS_MAX && recent;
  faultsAt[oldest] = now;
  faults++;
  return tooMany;
}

static void recover(const Call *call) {
  if (call->entry == START) leave(EXIT_FAULT);
  if (call->entry == DROPPED) {
    logLine("microhttpd: the fault could not be contained", NULL);
    leave(EXIT_FAULT);
  }
  if (isOneTooMany()) {
    logLine("microhttpd: more faults than may be in a minute", NULL);
    leave(EXIT_FAULT);
  }
  if (enter(DROPPED, call->channel, call->channel, 0) == 0) {
    logLine("microhttpd: after the fault the audit failed", NULL);
    leave(EXIT_FAULT);
  }
}

/* The call must not change between setjmp and longjmp, hence the pointer to what is const. */
static int32_t enterCall(const Call *call) {
  static const char *const names[] = {
    "start",  "listening", "listenFailed",  "accepted", "received", "writable",
    "hungUp", "exited",    "taskEnded",     "tick",     "untilDeadline", "stop",
    "reload", "dropped",
  };
  running = call;
  faultScope.channel = call->channel;
  faultScope.entry = names[call->entry];
  if (setjmp(faultScope.recovery) == 0) {
    const int32_t result = perform(call);
    faultScope.entry = NULL;
    return result;
  }
  faultScope.entry = NULL;
  recover(running);
  return 0;
}

static int32_t enter(Entry entry, int32_t channel, int32_t first, int32_t second) {
  const Call call = {.entry = entry, .channel = channel, .first = first, .second = second};
  return enterCall(&call);
}
