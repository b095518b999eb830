import { DAY_MS, HOUR_MS, MINUTE_MS, Random } from '../base/index.ts';

/** No whole number of any unit that code might look at. */
const AHEAD_MS = 401 * DAY_MS + 17 * HOUR_MS + 13 * MINUTE_MS + 7_211;

/**
 * Runs synchronous work at another time and with other chance: `Date` and `Math.random` are replaced meanwhile. Code that gives the
 * same values does not depend on them.
 */
export function withForeignClock<T>(work: () => T): T {
  const original = { Date: globalThis.Date, random: Math.random };
  const random = new Random(7, 'foreign-clock');
  const now = (): number => original.Date.now() + AHEAD_MS;
  const foreign = new Proxy(original.Date, {
    construct: (target, args: unknown[], newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new original.Date(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  Reflect.set(globalThis, 'Date', foreign);
  Math.random = () => random.uniform();
  try {
    return work();
  } finally {
    Reflect.set(globalThis, 'Date', original.Date);
    Math.random = original.random;
  }
}
