/*
 * The host's src/host/native/process.c and reap.c without processes: what they call to start, to
 * signal and to reap a child is answered here, so that a script is no more than the far ends of its
 * pipes.
 *
 * Rule of this file: all of both runs as it is released.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz.h"
#include "host.h"

static pid_t startScript(Program *program);
static int awaitScript(idtype_t type, id_t which, siginfo_t *ended, int options);
static int signalScript(pid_t group, int number);

/* As process.c has them, in `start`: the program that is to be started is its parameter. */
#define vfork() startScript(program)
#define waitpid(which, status, options) ((void)(which))
#define waitid(type, which, ended, options) awaitScript(type, which, ended, options)
#define kill(group, number) signalScript(group, number)
#include "process.c"
#include "reap.c"
#undef kill
#undef waitid
#undef waitpid
#undef vfork

#define SCRIPTS_MAX 16
/* No process of this machine has such a number. */
#define FIRST_PROCESS 10000000

typedef struct {
  pid_t process; /* 0: the place is free */
  int ends[3];   /* -1: closed */
  bool isKilled; /* by the signal that is its status */
  int status;
  bool hasEnded;
  bool isObedient;
} Script;

static Script scripts[SCRIPTS_MAX];
static pid_t lastProcess = FIRST_PROCESS;
static int execError;

bool hasUnparsedScript;

void failNextExec(int error) {
  execError = error;
}

static Script *freePlace(void) {
  for (int i = 0; i < SCRIPTS_MAX; i++) {
    if (scripts[i].process == 0) return &scripts[i];
  }
  fail("more scripts run than may");
}

static pid_t startScript(Program *program) {
  if (execError != 0) {
    program->error = execError;
    execError = 0;
    return FIRST_PROCESS;
  }
  Script *script = freePlace();
  const char *slash = strrchr(program->path, '/');
  if (slash != NULL && strncmp(slash, "/nph-", 5) == 0) hasUnparsedScript = true;
  *script = (Script){.process = ++lastProcess, .isObedient = true};
  for (int i = 0; i < 3; i++) {
    script->ends[i] = fcntl(program->standard[i], F_DUPFD_CLOEXEC, 0);
    (void)fcntl(script->ends[i], F_SETFL, O_NONBLOCK);
  }
  return script->process;
}

static void closeEnd(Script *script, int end) {
  if (script->ends[end] >= 0) (void)close(script->ends[end]);
  script->ends[end] = -1;
}

static void end(Script *script, bool isKilled, int status) {
  for (int i = 0; i < 3; i++) closeEnd(script, i);
  if (script->hasEnded) return;
  script->hasEnded = true;
  script->isKilled = isKilled;
  script->status = status;
}

/* The one with this number that was not reaped. */
static Script *scriptOf(pid_t process) {
  for (int i = 0; i < SCRIPTS_MAX; i++) {
    if (process > 0 && scripts[i].process == process) return &scripts[i];
  }
  fail("a process that is no script, or was reaped");
}

static Script *anyEnded(void) {
  for (int i = 0; i < SCRIPTS_MAX; i++) {
    if (scripts[i].process != 0 && scripts[i].hasEnded) return &scripts[i];
  }
  return NULL;
}

static int awaitScript(idtype_t type, id_t which, siginfo_t *ended, int options) {
  Script *script = type == P_ALL ? anyEnded() : scriptOf((pid_t)which);
  if (script == NULL || !script->hasEnded) return 0;
  if (ended != NULL) {
    ended->si_pid = script->process;
    ended->si_code = script->isKilled ? CLD_KILLED : CLD_EXITED;
    ended->si_status = script->status;
  }
  if ((options & WNOWAIT) == 0) script->process = 0;
  return 0;
}

/* Of one that has ended others of its group might live: so that is no error. */
static int signalScript(pid_t group, int number) {
  Script *script = scriptOf(-group);
  if (number == SIGKILL || script->isObedient) end(script, true, number);
  return 0;
}

/* ---- What the fuzzer makes of them ---- */

static Script *newest(void) {
  Script *found = NULL;
  for (int i = 0; i < SCRIPTS_MAX; i++) {
    Script *script = &scripts[i];
    if (script->process == 0 || script->hasEnded) continue;
    if (found == NULL || script->process > found->process) found = script;
  }
  return found;
}

void scriptWrites(ScriptPipe pipe, const uint8_t *octets, size_t bytes) {
  const Script *script = newest();
  if (script != NULL && script->ends[pipe] >= 0) (void)!write(script->ends[pipe], octets, bytes);
}

void scriptCloses(ScriptPipe pipe) {
  Script *script = newest();
  if (script != NULL) closeEnd(script, (int)pipe);
}

void scriptExits(int status) {
  Script *script = newest();
  if (script != NULL) end(script, false, status & 255);
}

void scriptDisobeys(void) {
  Script *script = newest();
  if (script != NULL) script->isObedient = false;
}

void scriptsRead(void) {
  static char taken[65536];
  for (int i = 0; i < SCRIPTS_MAX; i++) {
    if (scripts[i].process == 0 || scripts[i].ends[0] < 0) continue;
    while (read(scripts[i].ends[0], taken, sizeof taken) > 0) continue;
  }
}

void endScripts(void) {
  for (int i = 0; i < SCRIPTS_MAX; i++) {
    if (scripts[i].process != 0) end(&scripts[i], false, 0);
  }
}
