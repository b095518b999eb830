export { AppendFile, cutTornLine } from './append.ts';
export { randomHex, sha256 } from './chance.ts';
export { breathe, monotonicMs, wallClock } from './clock.ts';
export { StoreReadError, StoreWriteError, systemCode, writing } from './errors.ts';
export { parseWriteFault, setWriteFault, type WriteFault, writePoint, writesSeen } from './faults.ts';
export {
  acquireLock,
  type FileLock,
  heldLock,
  LockHeldError,
  type LockHolder,
  lockHolder,
  processStart,
  waitForLock,
} from './lock.ts';
export { isFile, isFolder, listFiles, listFolder, readBytes, readBytesFrom, readText } from './read.ts';
export { ensureFolder, removeTree, renameDurably, syncFolder, writeFileAtomic } from './write.ts';
