import { queueLibrary, RedisLink, type WorkerEntry } from '../../adapters/queue/index.ts';
import { codeVersion } from '../backtest/code-version.ts';
import type { BatchExecutor } from '../batch/executor.ts';
import type { ThreadOptions } from '../batch/threads.ts';
import { SeenFiles } from './batch-setup.ts';
import { RemoteExecutor } from './remote-executor.ts';
import { type MeetingPlace, prefixOf, redisOf, storeOf } from './storage.ts';

/** How long a server that goes away is waited for before a batch stops (and can be gone on with). */
const PATIENCE_MS = 10 * 60_000;
const FIRST_PATIENCE_MS = 20_000;

export interface RemoteWork {
  /** Sees every file that the children of the batch read. */
  readonly seen: SeenFiles;
  executor(local: ThreadOptions): Promise<BatchExecutor>;
  close(): void;
}

export interface RemoteWorkOptions extends MeetingPlace {
  /** Version of the package. */
  readonly version: string;
  /** A line for people: who is there, what went away. */
  readonly say: (text: string) => void;
}

/** Connects a batch to workers on other machines. @throws PackageMissingError, WorkersUnsetError, RedisAddressError, RedisUnreachableError, RedisRefusedError */
export async function remoteWork(options: RemoteWorkOptions): Promise<RemoteWork> {
  const { projectDir, version, say } = options;
  const address = redisOf(options);
  const library = await queueLibrary(projectDir);
  const store = await storeOf(options);
  const link = await RedisLink.open({
    ...{ library, address, patienceMs: PATIENCE_MS, firstPatienceMs: FIRST_PATIENCE_MS },
    onState: (state) =>
      say(state === 'lost' ? `Redis at ${address.shown} is gone: waiting for it` : `Redis at ${address.shown} is back`),
  });
  const seen = new SeenFiles(projectDir);
  const version_ = codeVersion(version, { projectDir, files: [] });
  return {
    seen,
    executor: (local) =>
      RemoteExecutor.open(
        { library, link, store, seen, prefix: prefixOf(options), codeVersion: version_, onWorkers: sayWorkers(version_, say) },
        local,
      ),
    close: () => link.close(),
  };
}

/** Says who works, when that changes. */
function sayWorkers(own: string, say: (text: string) => void): (workers: readonly WorkerEntry[]) => void {
  let said: string | undefined;
  return (workers) => {
    const same = workers.filter(({ codeVersion: theirs }) => theirs === own);
    const others = workers.length - same.length;
    const places = same.reduce((sum, { concurrency }) => sum + concurrency, 0);
    const idle = others === 0 ? '' : `; ${others} of another version do nothing here (this is ${own})`;
    const text =
      same.length === 0
        ? `no worker is there: start \`quanttradeai worker\`${idle}`
        : `${same.length} ${same.length === 1 ? 'worker' : 'workers'} with ${places} places${idle}`;
    if (text !== said) say(text);
    said = text;
  };
}
