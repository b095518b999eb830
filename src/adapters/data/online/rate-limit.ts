import { MINUTE_MS, type UnixMs } from '../../../base/index.ts';

export interface RateLimitSettings {
  readonly perMinute: number;
  /** Requests that may go out at once after a rest. */
  readonly burst: number;
}

/** A bucket of permissions that fills steadily, and a gate that answers of the service shut. Times are handed in. */
export class RateLimit {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: UnixMs | undefined;
  #shutUntil: UnixMs = Number.NEGATIVE_INFINITY;

  constructor({ perMinute, burst }: RateLimitSettings) {
    this.#perMs = perMinute / MINUTE_MS;
    this.#burst = burst;
    this.#tokens = burst;
  }

  /** Takes a permission, in advance if need be. @returns milliseconds until the request may go out */
  take(now: UnixMs): number {
    const since = Math.max(0, now - (this.#filledAt ?? now));
    this.#tokens = Math.min(this.#burst, this.#tokens + since * this.#perMs) - 1;
    this.#filledAt = now;
    const owed = this.#tokens < 0 ? Math.ceil(-this.#tokens / this.#perMs) : 0;
    return Math.max(owed, this.shutFor(now));
  }

  /** Milliseconds for which the service wants no request. */
  shutFor(now: UnixMs): number {
    return Math.max(0, this.#shutUntil - now);
  }

  shutUntil(time: UnixMs): void {
    this.#shutUntil = Math.max(this.#shutUntil, time);
  }

  /** `X-RateLimit-Remaining: 0` shuts the gate until `X-RateLimit-Reset` (Unix seconds). */
  observe(headers: Headers, now: UnixMs): void {
    const remaining = headers.get('x-ratelimit-remaining');
    const reset = resetTime(headers);
    if (remaining !== null && Number(remaining) <= 0 && reset !== undefined && reset > now) this.shutUntil(reset);
  }
}

/** The instant of `X-RateLimit-Reset`; undefined when there is none. */
export function resetTime(headers: Headers): UnixMs | undefined {
  const seconds = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
  return seconds > 0 ? seconds * 1000 : undefined;
}

/** Milliseconds that `Retry-After` (seconds or a date) asks for; undefined when it is absent or says nothing. */
export function retryAfterMs(headers: Headers, now: UnixMs): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (text === undefined || text === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
