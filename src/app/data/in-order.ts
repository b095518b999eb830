/**
 * Works on several items at a time and gives the results in the order of the items. After a failure nothing new is begun, what is under
 * way is told to stop by its signal, and the failure of the first item in order is thrown.
 */
export async function* inOrder<T, R>(
  items: readonly T[],
  options: { readonly workers: number; readonly signal?: AbortSignal | undefined },
  work: (item: T, index: number, signal: AbortSignal) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const stop = new AbortController();
  const signal = options.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, options.signal]);
  const underWay: Promise<R>[] = [];
  let next = 0;
  try {
    while (next < items.length || underWay.length > 0) {
      options.signal?.throwIfAborted();
      while (next < items.length && underWay.length < options.workers) {
        const promise = work(items[next]!, next, signal);
        // It is awaited below, in its turn; until then a failure must not count as unheard of.
        promise.catch(() => undefined);
        underWay.push(promise);
        next += 1;
      }
      yield await underWay[0]!;
      underWay.shift();
    }
  } finally {
    stop.abort();
    await Promise.allSettled(underWay);
  }
}
