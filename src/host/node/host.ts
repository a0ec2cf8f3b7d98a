/*
 * The seam on Node.js: what src/seam/host.ts declares. esbuild puts this file in its place
 * (build/bundle.mjs); main.ts has the compiler compare the two.
 */
export {
  addressOf,
  close,
  endFollows,
  finish,
  portOf,
  reset,
  resume,
  send,
  sendFile,
  unsent,
} from "./channels";
export { reserveDescriptors } from "./descriptors";
export {
  closeDirectory,
  inspectEntry,
  nextEntry,
  openDirectory,
  rewindDirectory,
} from "./directories";
export { terminate } from "./ending";
export { closeFile, inspect, mayOthersRead, openFile, readFile, statFile } from "./files";
export { connect } from "./gateway";
export { listen, stopListening } from "./listeners";
export { log, print } from "./log";
export { openRoot, releaseRoot, renewRoot, rootPath, workingDirectory } from "./paths";
export { kill, processId, reap } from "./process-groups";
export { isEnding } from "./process-state";
export { spawn, startServer } from "./processes";
export { limitScripts, mayChangeUser } from "./script-limits";
export { closeSocket, moveSocket, openSocket, removeSocket } from "./server-sockets";
export { beginTask, fillRandom } from "./tasks";
export { openTemporary, writeFile } from "./temporary";
