import { expect, test } from 'vitest';
import { inOrder } from './in-order.ts';

/** Work that ends when the test says so. */
function bench(count: number) {
  const gates = Array.from({ length: count }, () => Promise.withResolvers<string>());
  const begun: number[] = [];
  const stopped: number[] = [];
  const work = (item: number, _: number, signal: AbortSignal): Promise<string> => {
    begun.push(item);
    signal.addEventListener('abort', () => {
      stopped.push(item);
      gates[item]!.reject(signal.reason);
    });
    return gates[item]!.promise;
  };
  return { gates, begun, stopped, work, items: gates.map((_, i) => i) };
}

test('results come in the order of the items, with so many under way and no more', async () => {
  const { gates, begun, work, items } = bench(4);
  const results = inOrder(items, { workers: 2 }, work);
  const first = results.next();
  gates[1]!.resolve('b');
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  gates[0]!.resolve('a');
  expect((await first).value).toBe('a');
  const second = results.next();
  expect((await second).value).toBe('b');
  gates[3]!.resolve('d');
  gates[2]!.resolve('c');
  expect([(await results.next()).value, (await results.next()).value, (await results.next()).done]).toEqual(['c', 'd', true]);
  expect(begun).toEqual([0, 1, 2, 3]);
});

test('the first failure in order ends all; what is under way is told to stop, nothing new begins', async () => {
  const { gates, begun, stopped, work, items } = bench(5);
  const results = inOrder(items, { workers: 3 }, work);
  gates[1]!.reject(new Error('broken'));
  gates[0]!.resolve('a');
  expect((await results.next()).value).toBe('a');
  await expect(results.next()).rejects.toThrow('broken');
  expect([begun, stopped.filter((item) => item > 1)]).toEqual([
    [0, 1, 2, 3],
    [2, 3],
  ]);
});

test('who stops listening, or the signal, stops the work', async () => {
  const { gates, stopped, work, items } = bench(3);
  gates[0]!.resolve('a');
  for await (const _ of inOrder(items, { workers: 3 }, work)) break;
  expect(stopped.filter((item) => item > 0)).toEqual([1, 2]);
  await expect(inOrder([1], { workers: 1, signal: AbortSignal.abort(new Error('enough')) }, work).next()).rejects.toThrow(
    'enough',
  );
});
