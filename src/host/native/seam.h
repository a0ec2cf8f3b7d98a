/*
 * The calls of src/seam/host.ts as C sees them. The generated core.h declares those that the core
 * uses in the same words, so a difference does not compile.
 */
#ifndef MICROHTTPD_SEAM_H
#define MICROHTTPD_SEAM_H

#include "core.h"

/* The instance that wasm2c hands through; this host has only one. */
#define SEAM struct w2c_host *seam __attribute__((unused))

u32 w2c_host_send(SEAM, u32 channel, u32 at, u32 bytes, u32 more);
u32 w2c_host_sendFile(SEAM, u32 channel, u32 file, f64 offset, f64 bytes, u32 at, u32 capacity);
f64 w2c_host_unsent(SEAM, u32 channel);
void w2c_host_resume(SEAM, u32 channel);
u32 w2c_host_endFollows(SEAM, u32 channel);
void w2c_host_finish(SEAM, u32 channel);
void w2c_host_close(SEAM, u32 channel);
void w2c_host_reset(SEAM, u32 channel);
u32 w2c_host_addressOf(SEAM, u32 channel, u32 end, u32 at, u32 capacity);
u32 w2c_host_portOf(SEAM, u32 channel, u32 end);
u32 w2c_host_connect(SEAM, u32 at, u32 bytes, u32 port);

void w2c_host_listen(SEAM, u32 listener, u32 at, u32 bytes, u32 port);
void w2c_host_stopListening(SEAM);
u32 w2c_host_reserveDescriptors(SEAM, u32 count);

u32 w2c_host_openRoot(SEAM, u32 at, u32 bytes, u32 links);
u32 w2c_host_renewRoot(SEAM, u32 root, u32 at, u32 bytes);
void w2c_host_releaseRoot(SEAM, u32 root);
u32 w2c_host_workingDirectory(SEAM, u32 at, u32 capacity);
u32 w2c_host_rootPath(SEAM, u32 root, u32 at, u32 capacity);
u32 w2c_host_openFile(SEAM, u32 root, u32 at, u32 bytes, u32 statAt);
u32 w2c_host_statFile(SEAM, u32 file, u32 statAt);
u32 w2c_host_readFile(SEAM, u32 file, f64 offset, u32 at, u32 bytes);
u32 w2c_host_openTemporary(SEAM, u32 at, u32 bytes);
u32 w2c_host_writeFile(SEAM, u32 file, f64 offset, u32 at, u32 bytes);
void w2c_host_closeFile(SEAM, u32 file);
u32 w2c_host_inspect(SEAM, u32 root, u32 at, u32 bytes, u32 statAt);
u32 w2c_host_openDirectory(SEAM, u32 root, u32 at, u32 bytes, u32 statAt);
void w2c_host_rewindDirectory(SEAM, u32 directory);
u32 w2c_host_nextEntry(SEAM, u32 directory, u32 at, u32 capacity, u32 kindAt);
u32 w2c_host_inspectEntry(SEAM, u32 directory, u32 at, u32 bytes, u32 statAt);
void w2c_host_closeDirectory(SEAM, u32 directory);

u32 w2c_host_spawn(SEAM, u32 at, u32 argumentCount, u32 environmentCount, u32 input, u32 script,
                   f64 identity, u32 recordAt);
u32 w2c_host_limitScripts(SEAM, u32 limit, f64 value);
u32 w2c_host_startServer(SEAM, u32 at, u32 argumentCount, u32 environmentCount, u32 socket,
                         u32 umask, u32 user, u32 group, u32 recordAt);
u32 w2c_host_openSocket(SEAM, u32 at, u32 bytes, u32 mode);
u32 w2c_host_moveSocket(SEAM, u32 socket, u32 fromAt, u32 fromBytes, u32 toAt, u32 toBytes);
void w2c_host_closeSocket(SEAM, u32 socket, u32 at, u32 bytes);
void w2c_host_removeSocket(SEAM, u32 at, u32 bytes, u32 process);
u32 w2c_host_mayChangeUser(SEAM);
u32 w2c_host_processId(SEAM);
void w2c_host_kill(SEAM, u32 process, u32 signal);
void w2c_host_reap(SEAM, u32 process);
u32 w2c_host_isEnding(SEAM, u32 process);

void w2c_host_log(SEAM, u32 at, u32 bytes);
void w2c_host_print(SEAM, u32 at, u32 bytes);
void w2c_host_terminate(SEAM, u32 status);

/* What assert() of the core calls: pointers to UTF-16 text, 0 = none. */
void w2c_env_abort(struct w2c_env *env, u32 message, u32 file, u32 line, u32 column);

#endif
