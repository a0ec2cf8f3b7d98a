/*
 * What the files of the native fuzzer tell each other.
 */
#ifndef MICROHTTPD_FUZZ_H
#define MICROHTTPD_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- native-fuzz.c ---- */

/* Something that must hold does not: says so and crashes, so that the fuzzer keeps the input. */
__attribute__((noreturn)) void fail(const char *what);

/* ---- fake-scripts.c ---- */

typedef enum { SCRIPT_OUTPUT = 1, SCRIPT_ERROR = 2 } ScriptPipe;

/* A script was started whose output is its client's whole answer (nph-), right or wrong. */
extern bool hasUnparsedScript;

/* Each is about the script that was started last, and does nothing when none runs. */
void scriptWrites(ScriptPipe pipe, const uint8_t *octets, size_t bytes);
void scriptCloses(ScriptPipe pipe);
void scriptExits(int status);
void scriptDisobeys(void);

/* All scripts take what they were given. */
void scriptsRead(void);
void endScripts(void);
/* The next so many starts fail with these errors: of exec, or of what comes before it. */
void failNextExec(int error);

/* ---- fake-backends.c ---- */

/* Where they are connected to, before the server starts. */
void openBackends(void);

/* Each is about the connection that was made last, and does nothing when there is none. */
void backendWrites(const uint8_t *octets, size_t bytes);
void backendEnds(void);
void backendCloses(void);

/* All take what they were sent. */
void backendsRead(void);
void endBackends(void);
/* The next connection fails with this error. */
void failNextConnect(int error);

#endif
