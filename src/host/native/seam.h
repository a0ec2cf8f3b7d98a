/*
 * The calls of src/seam/host.ts as C sees them. The generated core.h declares those that the core
 * uses in the same words, so a difference does not compile.
 */
#ifndef MICROHTTPD_SEAM_H
#define MICROHTTPD_SEAM_H

#include "core.h"

u32 w2c_host_send(u32 channel, u32 at, u32 bytes, u32 more);
u32 w2c_host_sendFile(u32 channel, u32 file, f64 offset, f64 bytes, u32 at, u32 capacity);
f64 w2c_host_unsent(u32 channel);
void w2c_host_resume(u32 channel);
u32 w2c_host_endFollows(u32 channel);
void w2c_host_finish(u32 channel);
void w2c_host_close(u32 channel);
void w2c_host_reset(u32 channel);
u32 w2c_host_addressOf(u32 channel, u32 end, u32 at, u32 capacity);
u32 w2c_host_portOf(u32 channel, u32 end);
u32 w2c_host_connect(u32 at, u32 bytes, u32 port);

void w2c_host_listen(u32 listener, u32 at, u32 bytes, u32 port);
void w2c_host_stopListening(void);
u32 w2c_host_reserveDescriptors(u32 count);

u32 w2c_host_openRoot(u32 at, u32 bytes, u32 links);
u32 w2c_host_renewRoot(u32 root, u32 at, u32 bytes);
void w2c_host_releaseRoot(u32 root);
u32 w2c_host_workingDirectory(u32 at, u32 capacity);
u32 w2c_host_rootPath(u32 root, u32 at, u32 capacity);
u32 w2c_host_openFile(u32 root, u32 at, u32 bytes, u32 statAt);
u32 w2c_host_statFile(u32 file, u32 statAt);
u32 w2c_host_readFile(u32 file, f64 offset, u32 at, u32 bytes);
u32 w2c_host_mayOthersRead(u32 file);
u32 w2c_host_openTemporary(u32 at, u32 bytes);
u32 w2c_host_writeFile(u32 file, f64 offset, u32 at, u32 bytes);
void w2c_host_closeFile(u32 file);
u32 w2c_host_inspect(u32 root, u32 at, u32 bytes, u32 statAt);
u32 w2c_host_openDirectory(u32 root, u32 at, u32 bytes, u32 statAt);
void w2c_host_rewindDirectory(u32 directory);
u32 w2c_host_nextEntry(u32 directory, u32 at, u32 capacity, u32 kindAt);
u32 w2c_host_inspectEntry(u32 directory, u32 at, u32 bytes, u32 statAt);
void w2c_host_closeDirectory(u32 directory);

u32 w2c_host_spawn(u32 at, u32 argumentCount, u32 environmentCount, u32 input, u32 script,
                   f64 identity, u32 recordAt);
u32 w2c_host_limitScripts(u32 limit, f64 value);
u32 w2c_host_startServer(u32 at, u32 argumentCount, u32 environmentCount, u32 socket,
                         u32 umask, u32 user, u32 group, u32 recordAt);
u32 w2c_host_openSocket(u32 at, u32 bytes, u32 mode);
u32 w2c_host_moveSocket(u32 socket, u32 fromAt, u32 fromBytes, u32 toAt, u32 toBytes);
void w2c_host_closeSocket(u32 socket, u32 at, u32 bytes);
void w2c_host_removeSocket(u32 at, u32 bytes, u32 process);
u32 w2c_host_mayChangeUser(void);
u32 w2c_host_processId(void);
void w2c_host_kill(u32 process, u32 signal);
void w2c_host_reap(u32 process);
u32 w2c_host_isEnding(u32 process);

u32 w2c_host_beginTask(u32 at, u32 bytes);
void w2c_host_fillRandom(u32 at, u32 bytes);

void w2c_host_log(u32 at, u32 bytes);
void w2c_host_print(u32 at, u32 bytes);
void w2c_host_terminate(u32 status);

/* What assert() of the core calls: the number of its file, and its line. */
void w2c_env_failed(u32 place);

#endif
