import { expect, test } from 'vitest';
import { run, runNode, secondsSince } from '../../scripts/command.ts';

test('gives exit code and output', async () => {
  const script = "process.stdout.write('a'); process.stderr.write('b'); process.exitCode = 3;";
  const result = await run(process.execPath, ['-e', script], { output: 'keep' });
  expect(result).toMatchObject({ code: 3, timedOut: false });
  expect([...result.output].sort().join('')).toBe('ab');
});

test('a program that takes too long is stopped', async () => {
  const result = await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { output: 'keep', timeoutMs: 300 });
  expect(result).toEqual({ code: undefined, output: '', timedOut: true });
});

test('a program that is not there is a result, not an exception', async () => {
  const result = await run('no-such-program-anywhere', [], { output: 'keep' });
  expect(result.code).toBe(undefined);
  expect(result.output).toContain('ENOENT');
});

test('a script that is not there fails', async () => {
  expect((await runNode('no-such-script.mjs', [], { output: 'keep' })).code).toBe(1);
});

test('times are seconds', () => {
  expect(secondsSince(performance.now())).toMatch(/^0\.\d s$/);
});
