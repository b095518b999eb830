import { AppError, MINUTE_MS, type Random } from '../../../base/index.ts';
import { systemCode } from '../../fs/index.ts';
import { type Asked, SourceAnswerError, SourceLimitError, SourceUnreachableError } from './errors.ts';
import { RateLimit, type RateLimitSettings, resetTime, retryAfterMs } from './rate-limit.ts';
import type { OnlineWorld } from './world.ts';

/** Waits before the second, third and fourth try, before chance shortens them by up to half. */
const BACKOFF_MS = [1000, 4000, 16_000] as const;
/** A request with all its tries and waits ends after this. */
const DEADLINE_MS = 2 * MINUTE_MS;
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Failures that another try seldom mends: no route, no name, nobody listening. */
const OFFLINE = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN']);
const OFFLINE_TRIES = 2;

const limits = new WeakMap<OnlineWorld, Map<string, RateLimit>>();

/** One limit for each service and world, whoever asks. */
export function rateLimitOf(world: OnlineWorld, service: string, settings: RateLimitSettings): RateLimit {
  const known = limits.get(world) ?? new Map<string, RateLimit>();
  limits.set(world, known);
  const limit = known.get(service) ?? new RateLimit(settings);
  known.set(service, limit);
  return limit;
}

/** How a try ended: with a value, or with a failure after which another one may help. */
export type TryOutcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | {
      readonly kind: 'again';
      readonly error: AppError;
      /** Wanted by the service; undefined: our own backoff. */
      readonly waitMs?: number | undefined;
      /** Tries in all; default: four. */
      readonly tries?: number;
    };

export interface JsonAnswer {
  /** 2xx, or 400, 401, 403, 404, 422: what these mean is the source's business. */
  readonly status: number;
  readonly body: unknown;
}

export interface ConversationParts {
  readonly world: OnlineWorld;
  readonly limit: RateLimit;
  /** Seeded: how much a wait is shortened. */
  readonly chance: Random;
  readonly signal: AbortSignal | undefined;
  /** Texts that must not appear in any message. */
  readonly secrets: readonly string[];
}

/** Requests to one service on behalf of one symbol: limited in rate, repeated with growing waits, ended by a deadline or the signal. */
export class Conversation {
  readonly world: OnlineWorld;
  /** Tries that went out. */
  requests = 0;
  readonly #limit: RateLimit;
  readonly #chance: Random;
  readonly #signal: AbortSignal | undefined;
  readonly #secrets: readonly string[];

  constructor({ world, limit, chance, signal, secrets }: ConversationParts) {
    this.world = world;
    this.#limit = limit;
    this.#chance = chance;
    this.#signal = signal;
    this.#secrets = secrets.filter((secret) => secret !== '');
  }

  /**
   * The JSON document at an address. Redirections are not followed: keys go to the host that was configured and to no other.
   * @throws SourceUnreachableError, SourceLimitError, SourceAnswerError, and the signal's reason
   */
  json(url: URL, asked: Asked, headers: Readonly<Record<string, string>> = {}): Promise<JsonAnswer> {
    return this.repeat(asked, (signal) => this.#fetchJson(url, asked, { headers, signal }));
  }

  /** Tries until one is done. @throws the error of the last try, SourceLimitError when a wait passes the deadline, the signal's reason */
  async repeat<T>(asked: Asked, attempt: (signal: AbortSignal) => Promise<TryOutcome<T>>): Promise<T> {
    const { world } = this;
    const deadline = world.now() + DEADLINE_MS;
    for (let tries = 1; ; tries += 1) {
      await this.#permission(asked, deadline);
      const timeout = AbortSignal.timeout(world.timeoutMs);
      this.requests += 1;
      const outcome = await attempt(this.#signal === undefined ? timeout : AbortSignal.any([timeout, this.#signal]));
      this.#signal?.throwIfAborted();
      if (outcome.kind === 'done') return outcome.value;
      const waitMs = outcome.waitMs ?? this.#backoff(tries);
      if (tries >= (outcome.tries ?? BACKOFF_MS.length + 1) || world.now() + waitMs > deadline) {
        throw outcome.error instanceof SourceLimitError ? new SourceLimitError(asked, outcome.waitMs) : outcome.error;
      }
      await world.sleep(waitMs, this.#signal);
    }
  }

  /** A message of the outside, fit to be shown: short, on one line, without what must stay secret. */
  clean(text: string): string {
    let shown = text;
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, '***');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a service may send anything, a terminal must not obey it
    shown = shown.replaceAll(/[\s\u0000-\u001f\u007f-\u009f]+/g, ' ').trim();
    return shown.length > 200 ? `${shown.slice(0, 199)}…` : shown;
  }

  async #permission(asked: Asked, deadline: number): Promise<void> {
    const { world } = this;
    let waitMs = this.#limit.take(world.now());
    while (waitMs > 0) {
      if (world.now() + waitMs > deadline) throw new SourceLimitError(asked, waitMs);
      await world.sleep(waitMs, this.#signal);
      waitMs = this.#limit.shutFor(world.now());
    }
    this.#signal?.throwIfAborted();
  }

  #backoff(tries: number): number {
    const full = BACKOFF_MS[Math.min(tries, BACKOFF_MS.length) - 1]!;
    return Math.round(full * (1 - this.#chance.uniform() / 2));
  }

  async #fetchJson(
    url: URL,
    asked: Asked,
    { headers, signal }: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  ): Promise<TryOutcome<JsonAnswer>> {
    let response: Response;
    let text: string;
    try {
      response = await fetch(url, { headers: { accept: 'application/json', ...headers }, redirect: 'manual', signal });
      text = await readBody(response, asked);
    } catch (error) {
      if (error instanceof AppError) throw error;
      return this.failed(error, asked);
    }
    const now = this.world.now();
    this.#limit.observe(response.headers, now);
    const { status } = response;
    if (status === 429) {
      const reset = resetTime(response.headers);
      const waitMs =
        retryAfterMs(response.headers, now) ?? (reset === undefined || reset <= now ? undefined : Math.ceil(reset - now));
      if (waitMs !== undefined) this.#limit.shutUntil(now + waitMs);
      return { kind: 'again', error: new SourceLimitError(asked, waitMs), waitMs };
    }
    if (status >= 500 || status === 408 || status === 425) {
      const error = new SourceUnreachableError(asked, 'the service answers with an error of its own', String(status));
      return { kind: 'again', error, waitMs: retryAfterMs(response.headers, now) };
    }
    if (status >= 300 && status < 400) throw new SourceAnswerError(asked, `it points to another address (status ${status})`);
    const body = parsed(text);
    if (body === undefined && status < 300) {
      const kind = response.headers.get('content-type') ?? 'no type given';
      return { kind: 'again', error: new SourceAnswerError(asked, `it is no complete JSON document (${this.clean(kind)})`) };
    }
    return { kind: 'done', value: { status, body } };
  }

  /** A call that ended without an answer. */
  failed(error: unknown, asked: Asked): TryOutcome<never> {
    this.#signal?.throwIfAborted();
    const code = failureCode(error);
    const fact = FACTS[code] ?? 'the connection failed';
    const failure = new SourceUnreachableError(asked, fact, code, error);
    return OFFLINE.has(code) ? { kind: 'again', error: failure, tries: OFFLINE_TRIES } : { kind: 'again', error: failure };
  }
}

const FACTS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the name of the host is not known',
  EAI_AGAIN: 'the name of the host cannot be looked up',
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  ENETUNREACH: 'there is no way to the network',
  EHOSTUNREACH: 'there is no way to the host',
  TIMEOUT: 'no answer came in time',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time',
};

function failureCode(error: unknown): string {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth += 1) {
    if (each.name === 'TimeoutError') return 'TIMEOUT';
    const code = systemCode(each) ?? ('code' in each && typeof each.code === 'string' ? each.code : undefined);
    if (code !== undefined && /^[A-Z][A-Z0-9_]+$/.test(code)) return code;
  }
  return 'NETWORK';
}

/** The whole body as text. @throws SourceAnswerError when it is larger than any page can be */
async function readBody(response: Response, asked: Asked): Promise<string> {
  if (response.body === null) return '';
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body) {
    size += piece.length;
    if (size > MAX_BODY_BYTES) throw new SourceAnswerError(asked, `it is larger than ${MAX_BODY_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
