import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  alpacaAnswer,
  deadAddress,
  ReplayService,
  type Reply,
  yahooAnswer,
} from '../../src/adapters/data/online/online.testkit.ts';
import { cli, listFiles, root, temporaryFolder, writeFiles } from './cli.testkit.ts';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder().path;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const KEYS = { APCA_PAPER_KEY_ID: 'PKSECRETKEYID', APCA_PAPER_SECRET_KEY: 'very-secret-text' };

function project(url: string, { source = 'yahoo', end = 'end_date: 2024-06-18' }: { source?: string; end?: string } = {}): void {
  writeFiles(folder, {
    'config/project.yaml': `project: { name: online }
data:
  source: ${source}
  symbols: [ACME]
  start_date: 2024-06-03
  ${end}
${source === 'yahoo' ? `  yahoo: { base_url: "${url}" }\n` : ''}${source === 'alpaca' ? `operations: { connections: { alpaca: { data_url: "${url}" } } }\n` : ''}agents:
  - { name: up, kind: rule, rule: { entry: "close > open", exit: "close < open" } }
`,
  });
}

const run = (args: string, env: Record<string, string> = {}) =>
  cli([...args.split(' '), '-c', 'config/project.yaml'], { cwd: folder, env });
const verify = async (stdout: string) => {
  const id = /runs\/(agent\/backtest\/\S+)\/report\.html/.exec(stdout)?.[1];
  expect(id).toBeDefined();
  return cli(['runs', 'verify', id!], { cwd: folder });
};

describe('a project whose bars come from yahoo', { timeout: 120_000 }, () => {
  test('validate, fetch, list, run, and verify without the network', async () => {
    const service = await ReplayService.start(yahooAnswer);
    project(service.url);
    const valid = await run('validate');
    expect([valid.code, valid.stdout]).toEqual([0, expect.stringContaining('not fetched yet')]);
    expect(valid.stdout).not.toMatch(/not active|no effect/);
    expect((await run('data list')).stdout).toContain('DATA_NOT_STORED');
    expect(service.asked).toEqual([]);
    const fetched = await run('data fetch');
    expect([fetched.code, fetched.stdout]).toEqual([
      0,
      expect.stringMatching(/ACME +1d +yahoo +2024-06-03 +2024-06-18 +12 +0 +0 +written/),
    ]);
    expect(service.asked.length).toBe(2);
    expect((await run('data list')).stdout).toMatch(
      /ACME:1d +yahoo +2024-06-03 +2024-06-18 +12 +XNYS +data\/cache\/fetched\/yahoo\/ACME\/1d_[0-9a-f]{8} +stored/,
    );
    expect((await run('validate')).stdout).not.toContain('not fetched yet');
    const ran = await run('agent run --agent up --mode backtest');
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(service.asked.length).toBe(2);
    service.fault = () => 'reset';
    expect(await verify(ran.stdout)).toMatchObject({ code: 0, stderr: '' });
    expect(service.asked.length).toBe(2);
  });

  test('a run fetches what is missing; it is verified after its bars were corrected and the store has grown', async () => {
    const state = { answer: yahooAnswer, until: Date.UTC(2024, 5, 13) };
    // The service ends on the 12th at first: a window without an end ends there.
    const service = await ReplayService.start((url): Reply => {
      const cut = new URL(url);
      cut.searchParams.set('period2', String(Math.min(Number(url.searchParams.get('period2')), state.until / 1000)));
      return state.answer(cut);
    });
    project(service.url, { end: 'cache_expiration_days: 0' });
    const ran = await run('agent run --agent up --mode backtest');
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toContain('2024-06-12');
    state.until = Date.UTC(2030, 0, 1);
    state.answer = (url) => {
      const { status, body } = yahooAnswer(url);
      return {
        status,
        body: JSON.parse(
          JSON.stringify(body)
            .replace('"volume":[', '"volume":[7e9,')
            .replace(/"volume":\[7e9,[^,\]]+/, '"volume":[7e9'),
        ),
      };
    };
    const again = await run('data fetch --refresh');
    expect([again.code, again.stdout]).toEqual([
      0,
      expect.stringContaining('ACME fetched again: 1 bars changed, 4 added, 0 gone'),
    ]);
    const asked = service.asked.length;
    expect(await verify(ran.stdout)).toMatchObject({ code: 0, stderr: '' });
    expect(service.asked.length).toBe(asked);
  });

  test('without the network: one error on stderr, exit code 3, no stack, nothing written', async () => {
    project(await deadAddress());
    const before = listFiles(folder);
    for (const args of ['data fetch', 'agent run --agent up --mode backtest']) {
      const result = await run(args);
      expect([result.code, result.stdout]).toEqual([3, '']);
      expect(result.stderr).toMatch(
        /^http:\/\/127\.0\.0\.1:\d+\/v8\/finance\/chart\/ACME error DATA_SOURCE_UNREACHABLE\n {2}ACME cannot be fetched from yahoo: nobody listens there \(ECONNREFUSED\)\n {2}hint: check the network; .*\n$/,
      );
    }
    expect(listFiles(folder)).toEqual(before);
    const json = await run('data fetch --json');
    expect([json.code, json.stderr, JSON.parse(json.stdout)]).toMatchObject([
      3,
      '',
      { error: { code: 'DATA_SOURCE_UNREACHABLE' } },
    ]);
  });
});

describe('a project whose bars come from alpaca', { timeout: 120_000 }, () => {
  test('keys come from the environment and appear in no file and no output', async () => {
    const service = await ReplayService.start((url) => alpacaAnswer(url));
    project(service.url, { source: 'alpaca' });
    const without = await run('data fetch');
    expect([without.code, without.stderr]).toEqual([
      2,
      expect.stringContaining('export APCA_PAPER_KEY_ID=… APCA_PAPER_SECRET_KEY=…'),
    ]);
    const outputs = [
      await run('validate', KEYS),
      await run('agent run --agent up --mode backtest', KEYS),
      await run('data fetch --refresh --json', KEYS),
    ];
    service.fault = () => 'redirect';
    outputs.push(await run('data fetch --refresh', KEYS));
    expect(outputs.map(({ code }) => code)).toEqual([0, 0, 0, 3]);
    expect(service.headers.every((headers) => headers['apca-api-secret-key'] === KEYS.APCA_PAPER_SECRET_KEY)).toBe(true);
    const texts = [
      ...outputs.flatMap(({ stdout, stderr }) => [stdout, stderr]),
      ...listFiles(folder).map((file) => readFileSync(join(folder, file), 'latin1')),
    ];
    for (const text of texts) for (const key of Object.values(KEYS)) expect(text.includes(key)).toBe(false);
  });
});

test('a fetch that is killed by force goes on where it was', { timeout: 60_000 }, async () => {
  const service = await ReplayService.start((url) => alpacaAnswer(url));
  project(service.url, { source: 'alpaca' });
  // The third page never comes.
  service.fault = (index) => (index === 3 ? 'silence' : 'none');
  const child = spawn(process.execPath, [join(root, 'bin', 'quanttradeai.mjs'), 'data', 'fetch', '-c', 'config/project.yaml'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, QTA_FROM_SOURCE: '1', ...KEYS },
    stdio: 'ignore',
  });
  await expect.poll(() => service.asked.length, { timeout: 30_000, interval: 20 }).toBe(4);
  child.kill('SIGKILL');
  await new Promise((resolve) => {
    child.on('close', resolve);
  });
  expect(listFiles(folder).some((file) => file.endsWith('.tmp'))).toBe(false);
  service.fault = () => 'none';
  const again = await run('data fetch', KEYS);
  expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/2024-06-03 +2024-06-18 +12 +0 +0 +written/)]);
  // Two pages of three days were stored: the first asked for now is the seventh session.
  const first = service.asked.slice(4).find(({ pathname }) => pathname.endsWith('/bars'));
  expect(first?.searchParams.get('start')).toBe('2024-06-11T04:00:00.000Z');
});

test('ccxt that is not installed: how to install it, exit code 3', { timeout: 60_000 }, async () => {
  writeFiles(folder, {
    'config/project.yaml': `project: { name: coins }
data: { source: ccxt, symbols: [BTC/USDT], start_date: 2024-06-03, timeframe: 1h }
`,
  });
  expect((await run('validate')).code).toBe(0);
  const result = await run('data fetch');
  expect([result.code, result.stderr]).toEqual([
    3,
    'error DATA_READER_MISSING\n  source ccxt cannot be read: the package ccxt is not installed\n  hint: npm install --ignore-scripts ccxt, or use source csv, parquet or sample\n',
  ]);
});
