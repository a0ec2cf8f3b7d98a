/*
 * The host's src/host/native/process.c without processes: what it calls to start, to signal and to
 * reap a child is answered here, so that a script is no more than the far ends of its pipes.
 *
 * Rule of this file: all of process.c runs as it is released.
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
static pid_t reapScript(pid_t which, int *status);
static int signalScript(pid_t group, int number);

/* As process.c has them, in `start`: the program that is to be started is its parameter. */
#define vfork() startScript(program)
#define waitpid(which, status, options) reapScript(which, status)
#define kill(group, number) signalScript(group, number)
#include "process.c"
#undef kill
#undef waitpid
#undef vfork

#define SCRIPTS_MAX 16
/* No process of this machine has such a number. */
#define FIRST_PROCESS 10000000

typedef struct {
  pid_t process; /* 0: the place is free */
  int ends[3];   /* -1: closed */
  int status;    /* as waitpid has it */
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

static void end(Script *script, int status) {
  for (int i = 0; i < 3; i++) closeEnd(script, i);
  if (script->hasEnded) return;
  script->hasEnded = true;
  script->status = status;
}

static pid_t reapScript(pid_t which, int *status) {
  for (int i = 0; i < SCRIPTS_MAX && which < 0; i++) {
    Script *script = &scripts[i];
    if (script->process == 0 || !script->hasEnded) continue;
    const pid_t process = script->process;
    *status = script->status;
    script->process = 0;
    return process;
  }
  return 0;
}

/* A group that is gone already is no error: the leader was reaped, others might have lived. */
static int signalScript(pid_t group, int number) {
  if (group >= -FIRST_PROCESS) fail("a signal for a process that is no script");
  for (int i = 0; i < SCRIPTS_MAX; i++) {
    Script *script = &scripts[i];
    if (script->process != -group) continue;
    if (number == SIGKILL || script->isObedient) end(script, number);
  }
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
  if (script != NULL) end(script, (status & 255) << 8);
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
    if (scripts[i].process != 0) end(&scripts[i], 0);
  }
}
