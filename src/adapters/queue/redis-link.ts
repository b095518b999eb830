import type { Redis } from 'ioredis';
import { RedisRefusedError, RedisUnreachableError } from './errors.ts';
import type { QueueLibrary } from './library.ts';
import type { RedisAddress } from './redis-address.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const LONGEST_PAUSE_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const REFUSED = /^(WRONGPASS|NOAUTH|NOPERM|ERR invalid password|ERR AUTH|ERR Client sent AUTH|ERR DB index)/;

export interface LinkOptions {
  readonly library: QueueLibrary;
  readonly address: RedisAddress;
  /** How long a server that goes away is waited for. */
  readonly patienceMs: number;
  /** How long it is waited for at the start; default: as long. */
  readonly firstPatienceMs?: number;
  /** Ends the wait at the start. */
  readonly signal?: AbortSignal;
  /** The server is gone, or back. */
  readonly onState?: (state: 'lost' | 'back') => void;
}

/**
 * Connections to one Redis server that come back by themselves. Commands wait while the server is away; when it stays away longer than our
 * patience, `gone` is rejected and every command fails.
 */
export class RedisLink {
  readonly client: Redis;
  /** Never resolves. @throws RedisUnreachableError */
  readonly gone: Promise<never>;
  readonly #options: LinkOptions;
  readonly #clients: Redis[] = [];
  #closing = false;
  #wasUp = false;

  /** @throws RedisUnreachableError, RedisRefusedError */
  static async open(options: LinkOptions): Promise<RedisLink> {
    const link = new RedisLink(options);
    try {
      await link.#ready();
      return link;
    } catch (error) {
      link.close();
      throw error;
    }
  }

  private constructor(options: LinkOptions) {
    this.#options = options;
    this.client = this.another();
    const { promise, reject } = Promise.withResolvers<never>();
    this.gone = promise;
    promise.catch(() => {}); // Whoever waits for it sees it; nobody may wait.
    let reason = 'the connection was closed';
    let up = false;
    this.client.on('error', (error: Error) => {
      reason = error.message;
    });
    this.client.on('ready', () => {
      if (!up && this.#wasUp) options.onState?.('back');
      [up, this.#wasUp] = [true, true];
    });
    this.client.on('close', () => {
      if (up && !this.#closing) options.onState?.('lost');
      up = false;
    });
    this.client.on('end', () => {
      if (!this.#closing) reject(new RedisUnreachableError(options.address.shown, reason));
    });
  }

  /** One more connection of the same kind: blocking reads need one of their own. Closed with the link. */
  another(): Redis {
    const { library, address, patienceMs, firstPatienceMs = patienceMs } = this.#options;
    const { host, port, tls, database, username, password } = address;
    let since = performance.now();
    const client = new library.Redis({
      ...{ host, port, db: database, connectTimeout: CONNECT_TIMEOUT_MS, maxRetriesPerRequest: null },
      ...(tls ? { tls: { servername: host } } : {}),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      retryStrategy: (times) => {
        const now = performance.now();
        if (times === 1) since = now;
        return now - since > (this.#wasUp ? patienceMs : firstPatienceMs)
          ? null
          : Math.min(FIRST_PAUSE_MS * 2 ** (times - 1), LONGEST_PAUSE_MS);
      },
    });
    // The first client's failures speak for all; without a listener they would end the process.
    client.on('error', () => {});
    this.#clients.push(client);
    return client;
  }

  close(): void {
    this.#closing = true;
    for (const client of this.#clients) client.disconnect();
  }

  async #ready(): Promise<void> {
    const { client } = this;
    const { address, signal } = this.#options;
    const refused = Promise.withResolvers<never>();
    const stop = (): void => refused.reject(signal?.reason);
    signal?.throwIfAborted();
    signal?.addEventListener('abort', stop);
    const note = (error: Error): void => {
      if (REFUSED.test(error.message)) refused.reject(refusal(address, error));
    };
    client.on('error', note);
    const ready = new Promise<void>((resolve) => {
      client.once('ready', resolve);
    });
    try {
      await Promise.race([ready, refused.promise, this.gone]);
    } finally {
      client.off('error', note);
      signal?.removeEventListener('abort', stop);
    }
  }
}

/** The library's own error holds the command, and so the password: only its text is taken over. */
function refusal({ shown }: RedisAddress, { message }: Error): RedisRefusedError {
  const hint = message.startsWith('ERR DB index')
    ? 'the number of the database at the end of the address is too large'
    : 'the user and the password stand in the URL: redis://user:password@host:6379, in the variable that url_env names';
  return new RedisRefusedError(shown, `refuses the connection: ${message.split('\n')[0]}`, hint);
}
