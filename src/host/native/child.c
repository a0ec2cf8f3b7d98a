/*
 * What a child is from its birth until it is the script: session, directory, descriptors, limits,
 * user, signals.
 *
 * Rules of this file: between vfork and exec the child runs on our memory and our stack, so it
 * makes system calls and nothing else, and those by number where the C library would do more. What
 * must be done has been done, or there is no script. It takes no descriptor along but its three, no
 * ignored signal, no mask of ours, and dies with us.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host.h"
#include "seam.h"

#define SIGNALS_MAX 64
#define GROUPS_MAX 64
#define NICE_MAX 19
#define LIMIT_COUNT (SCRIPT_LIMIT_FILE_SIZE + 1)

/* Users have 32 bits everywhere, but not in each call of 32-bit machines. */
#ifdef SYS_setuid32
#define SET_USER SYS_setuid32
#define SET_GROUP SYS_setgid32
#define SET_GROUPS SYS_setgroups32
#else
#define SET_USER SYS_setuid
#define SET_GROUP SYS_setgid
#define SET_GROUPS SYS_setgroups
#endif

static const int RESOURCES[LIMIT_COUNT] = {
  [SCRIPT_LIMIT_CPU] = RLIMIT_CPU,         [SCRIPT_LIMIT_MEMORY] = RLIMIT_AS,
  [SCRIPT_LIMIT_FILES] = RLIMIT_NOFILE,    [SCRIPT_LIMIT_PROCESSES] = RLIMIT_NPROC,
  [SCRIPT_LIMIT_FILE_SIZE] = RLIMIT_FSIZE,
};

static pid_t ownProcess;
static uint64_t ignoredSignals;

/* What was set of the limits is marked by bits. */
static unsigned limitsSet;
static struct rlimit limits[LIMIT_COUNT];
static bool isNice;
static int niceness;
static bool hasUser;
static uid_t user;
static gid_t groups[GROUPS_MAX];
static size_t groupCount;

/* What is ignored, by nohup for instance, would be ignored in scripts too. */
void openChildren(void) {
  struct sigaction action;
  ownProcess = getpid();
  for (int number = 1; number <= SIGNALS_MAX; number++) {
    if (sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN) {
      ignoredSignals |= (uint64_t)1 << (number - 1);
    }
  }
}

bool isIgnored(int signal) {
  return (ignoredSignals >> (signal - 1) & 1) != 0;
}

/* musl forks on some architectures, and so does qemu: what a child writes is not seen then. */
bool childSharesMemory(void) {
  static enum { UNKNOWN, SHARED, COPIED } kind;
  static volatile bool isSeen;
  if (kind == UNKNOWN) {
    const pid_t child = vfork();
    if (child == 0) {
      isSeen = true;
      _exit(0);
    }
    if (child < 0) return false;
    (void)waitpid(child, NULL, 0);
    kind = isSeen ? SHARED : COPIED;
  }
  return kind == SHARED;
}

/* ---- Settings ---- */

/* A limit is never raised: more than we may ourselves is as much as we may. */
static int32_t setLimit(unsigned limit, double value) {
  struct rlimit now;
  if (getrlimit(RESOURCES[limit], &now) != 0) return failureOf(errno);
  const rlim_t wanted = value < (double)now.rlim_max ? (rlim_t)value : now.rlim_max;
  /* At the hard limit of processor time it is SIGKILL, which does not say why. */
  const bool isLater = limit == SCRIPT_LIMIT_CPU && wanted < now.rlim_max;
  limits[limit] = (struct rlimit){.rlim_cur = wanted, .rlim_max = isLater ? wanted + 1 : wanted};
  limitsSet |= 1U << limit;
  return 0;
}

static int32_t addGroup(gid_t group) {
  if (groupCount == GROUPS_MAX) return FAILURE_TOO_BIG;
  groups[groupCount++] = group;
  return 0;
}

u32 w2c_host_mayChangeUser(void) {
  return geteuid() == 0;
}

u32 w2c_host_limitScripts(u32 limit, f64 value) {
  switch (limit) {
    case SCRIPT_LIMIT_NICE: {
      const int wanted = getpriority(PRIO_PROCESS, 0) + (int)value;
      niceness = wanted < NICE_MAX ? wanted : NICE_MAX;
      isNice = true;
      return 0;
    }
    case SCRIPT_LIMIT_USER:
      if (w2c_host_mayChangeUser() == 0) return (u32)FAILURE_FORBIDDEN;
      user = (uid_t)value;
      hasUser = true;
      groupCount = 0;
      return 0;
    case SCRIPT_LIMIT_GROUP: return (u32)addGroup((gid_t)value);
    default: return (u32)setLimit(limit, value);
  }
}

/* ---- In the child ---- */

static void resetSignals(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  for (int number = 1; ignoredSignals != 0 && number <= SIGNALS_MAX; number++) {
    if (isIgnored(number)) (void)sigaction(number, &action, NULL);
  }
  sigset_t none;
  (void)sigemptyset(&none);
  (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool takeLimits(void) {
  restoreDescriptorLimit();
  for (unsigned limit = 0; limit < LIMIT_COUNT; limit++) {
    const bool isSet = (limitsSet >> limit & 1) != 0;
    if (isSet && setrlimit(RESOURCES[limit], &limits[limit]) != 0) return false;
  }
  return !isNice || setpriority(PRIO_PROCESS, 0, niceness) == 0;
}

/* The first group is its own. After this nothing of what we may is left to it. */
static bool takeUser(void) {
  if (!hasUser) return true;
  return syscall(SET_GROUPS, groupCount, groups) == 0 && syscall(SET_GROUP, groups[0]) == 0 &&
         syscall(SET_USER, user) == 0;
}

/* Of a server that is started. */
static bool takeOwnUser(const Program *program) {
  if (program->umask >= 0) (void)umask((mode_t)program->umask);
  if (program->user < 0) return takeUser();
  const gid_t group = (gid_t)program->group;
  return syscall(SET_GROUPS, 1, &group) == 0 && syscall(SET_GROUP, group) == 0 &&
         syscall(SET_USER, (uid_t)program->user) == 0;
}

static bool takeIdentity(const Program *program) {
  if (!program->isServer) return takeLimits() && takeUser();
  restoreDescriptorLimit();
  return takeOwnUser(program);
}

/* Is what the path names still the file that the core has judged? errno says why not. */
static bool isAsJudged(const Program *program) {
  struct stat status;
  if (program->script == NULL) return true;
  if (stat(program->script, &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) errno = ESTALE;
    return false;
  }
  errno = ESTALE;
  return identityOf(&status) == program->identity;
}

/* Whatever has failed: where the file is another one by now, or gone, that is why. */
__attribute__((noreturn)) static void giveUp(Program *program) {
  const int error = errno;
  program->error = !isAsJudged(program) && errno == ESTALE ? ESTALE : error;
  if (program->complaint >= 0) {
    (void)write(program->complaint, &program->error, sizeof program->error);
  }
  _exit(127);
}

__attribute__((noreturn, noinline)) void becomeProgram(Program *program) {
  (void)setsid();
  if (chdir(program->directory) != 0 || !isAsJudged(program)) giveUp(program);
  for (int i = 0; i < 3; i++) {
    if (dup2(program->standard[i], i) < 0) giveUp(program);
  }
  if (!takeIdentity(program)) giveUp(program);
  /* Behind the change of users, which would undo it. A server may have children to end. */
  (void)prctl(PR_SET_PDEATHSIG, program->isServer ? SIGTERM : SIGKILL);
  if (getppid() != ownProcess) _exit(127); /* we ended before that call */
  resetSignals();
  (void)execve(program->path, program->arguments, program->environment);
  giveUp(program);
}
