/*
 * Stands in for src/seam/host.ts in every bundle of a test: the core's calls go to the host that
 * was connected last.
 *
 * Rule of this file: it does nothing of its own; a call without a host is an error, not a success.
 */

/** The calls of the seam, as the core makes them. */
export type Seam = typeof import("../../src/seam/host");

let connected: Seam | null = null;

/** From now on all calls go to `host`. */
export function connectHost(host: Seam): void {
  connected = host;
}

function host(): Seam {
  if (connected === null) throw new Error("the core calls a host, and no host is connected");
  return connected;
}

export const send: Seam["send"] = (channel, at, bytes, more) =>
  host().send(channel, at, bytes, more);
export const sendFile: Seam["sendFile"] = (channel, file, offset, bytes, at, capacity) =>
  host().sendFile(channel, file, offset, bytes, at, capacity);
export const unsent: Seam["unsent"] = (channel) => host().unsent(channel);
export const resume: Seam["resume"] = (channel) => host().resume(channel);
export const endFollows: Seam["endFollows"] = (channel) => host().endFollows(channel);
export const finish: Seam["finish"] = (channel) => host().finish(channel);
export const close: Seam["close"] = (channel) => host().close(channel);
export const reset: Seam["reset"] = (channel) => host().reset(channel);
export const addressOf: Seam["addressOf"] = (channel, end, at, capacity) =>
  host().addressOf(channel, end, at, capacity);
export const portOf: Seam["portOf"] = (channel, end) => host().portOf(channel, end);
export const connect: Seam["connect"] = (at, bytes, port) => host().connect(at, bytes, port);

export const listen: Seam["listen"] = (listener, at, bytes, port) =>
  host().listen(listener, at, bytes, port);
export const stopListening: Seam["stopListening"] = () => host().stopListening();
export const reserveDescriptors: Seam["reserveDescriptors"] = (count) =>
  host().reserveDescriptors(count);

export const openRoot: Seam["openRoot"] = (at, bytes, links) => host().openRoot(at, bytes, links);
export const renewRoot: Seam["renewRoot"] = (root, at, bytes) => host().renewRoot(root, at, bytes);
export const releaseRoot: Seam["releaseRoot"] = (root) => host().releaseRoot(root);
export const workingDirectory: Seam["workingDirectory"] = (at, capacity) =>
  host().workingDirectory(at, capacity);
export const rootPath: Seam["rootPath"] = (root, at, capacity) =>
  host().rootPath(root, at, capacity);
export const openFile: Seam["openFile"] = (root, at, bytes, statAt) =>
  host().openFile(root, at, bytes, statAt);
export const statFile: Seam["statFile"] = (file, statAt) => host().statFile(file, statAt);
export const readFile: Seam["readFile"] = (file, offset, at, bytes) =>
  host().readFile(file, offset, at, bytes);
export const mayOthersRead: Seam["mayOthersRead"] = (file) => host().mayOthersRead(file);
export const openTemporary: Seam["openTemporary"] = (at, bytes) => host().openTemporary(at, bytes);
export const writeFile: Seam["writeFile"] = (file, offset, at, bytes) =>
  host().writeFile(file, offset, at, bytes);
export const closeFile: Seam["closeFile"] = (file) => host().closeFile(file);
export const inspect: Seam["inspect"] = (root, at, bytes, statAt) =>
  host().inspect(root, at, bytes, statAt);
export const openDirectory: Seam["openDirectory"] = (root, at, bytes, statAt) =>
  host().openDirectory(root, at, bytes, statAt);
export const rewindDirectory: Seam["rewindDirectory"] = (directory) =>
  host().rewindDirectory(directory);
export const nextEntry: Seam["nextEntry"] = (directory, at, capacity, kindAt) =>
  host().nextEntry(directory, at, capacity, kindAt);
export const inspectEntry: Seam["inspectEntry"] = (directory, at, bytes, statAt) =>
  host().inspectEntry(directory, at, bytes, statAt);
export const closeDirectory: Seam["closeDirectory"] = (directory) =>
  host().closeDirectory(directory);

export const spawn: Seam["spawn"] = (at, argumentCount, environmentCount, ...rest) =>
  host().spawn(at, argumentCount, environmentCount, ...rest);
export const limitScripts: Seam["limitScripts"] = (limit, value) =>
  host().limitScripts(limit, value);
export const openSocket: Seam["openSocket"] = (at, bytes, mode) =>
  host().openSocket(at, bytes, mode);
export const moveSocket: Seam["moveSocket"] = (socket, fromAt, fromBytes, toAt, toBytes) =>
  host().moveSocket(socket, fromAt, fromBytes, toAt, toBytes);
export const closeSocket: Seam["closeSocket"] = (socket, at, bytes) =>
  host().closeSocket(socket, at, bytes);
export const removeSocket: Seam["removeSocket"] = (at, bytes, process) =>
  host().removeSocket(at, bytes, process);
export const startServer: Seam["startServer"] = (
  at,
  argumentCount,
  environmentCount,
  socket,
  umask,
  user,
  group,
  recordAt,
) => host().startServer(at, argumentCount, environmentCount, socket, umask, user, group, recordAt);
export const mayChangeUser: Seam["mayChangeUser"] = () => host().mayChangeUser();
export const processId: Seam["processId"] = () => host().processId();
export const kill: Seam["kill"] = (process, signal) => host().kill(process, signal);
export const isEnding: Seam["isEnding"] = (process) => host().isEnding(process);
export const reap: Seam["reap"] = (process) => host().reap(process);

export const beginTask: Seam["beginTask"] = (at, bytes) => host().beginTask(at, bytes);
export const fillRandom: Seam["fillRandom"] = (at, bytes) => host().fillRandom(at, bytes);

export const log: Seam["log"] = (at, bytes) => host().log(at, bytes);
export const print: Seam["print"] = (at, bytes) => host().print(at, bytes);
export const terminate: Seam["terminate"] = (status) => host().terminate(status);
