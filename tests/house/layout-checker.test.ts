import { describe, expect, test } from 'vitest';
import { checkMachine, checkProject, checkSources } from './layout-checker.ts';

/** One planted line in a file, and what the checker must say about it (without the place). */
const PLANTED: readonly (readonly [path: string, line: string, rule: string])[] = [
  ['src/engine/step.ts', "import { rsi } from '../features/index.ts';", 'imports features, which is not in the row of engine'],
  [
    'src/engine/step.ts',
    "import type { Feature } from '../features/index.ts';",
    'imports features, which is not in the row of engine',
  ],
  ['src/engine/step.ts', "export { rsi } from '../features/index.ts';", 'imports features, which is not in the row of engine'],
  ['src/engine/step.ts', "export * from '../features/index.ts';", 'imports features, which is not in the row of engine'],
  [
    'src/engine/step.ts',
    "export const load = () => import('../features/index.ts');",
    'imports features, which is not in the row of engine',
  ],
  [
    'src/engine/step.ts',
    "export type F = import('../features/index.ts').Feature;",
    'imports features, which is not in the row of engine',
  ],
  ['src/engine/step.ts', "import '../features/index.ts';", 'imports features, which is not in the row of engine'],
  ['src/base/time.ts', "import { x } from '../market/index.ts';", 'imports market, which is not in the row of base'],
  ['src/cli/main.ts', "import { x } from '../engine/index.ts';", 'imports engine, which is not in the row of cli'],
  ['src/engine/step.ts', "import { x } from '../market/bars.ts';", 'imports past the face of market: ../market/bars.ts'],
  ['src/app/run.ts', "import { x } from '../adapters/fs/lock.ts';", 'imports past the face of adapters: ../adapters/fs/lock.ts'],
  ['src/engine/step.test.ts', "import { x } from '../market/bars.ts';", 'imports past the face of market: ../market/bars.ts'],
  ['src/engine/step.ts', "import { x } from './fill';", 'imports ./fill without its extension .ts'],
  ['src/engine/step.ts', "import { x } from '../../scripts/build.ts';", 'imports from outside src/: ../../scripts/build.ts'],
  ['src/engine/step.ts', "import { x } from './step.testkit.ts';", 'imports a test file: ./step.testkit.ts'],
  ['src/engine/step.ts', "import { x } from '/opt/x.ts';", 'imports an absolute path: /opt/x.ts'],
  ['src/engine/step.ts', 'export const load = (name: string) => import(name);', 'imports something that is not a fixed text'],
  ['src/engine/step.ts', "import { readFileSync } from 'node:fs';", 'imports node:fs in a pure folder'],
  ['src/engine/step.ts', "import { parse } from 'yaml';", 'imports the package yaml, which engine may not use'],
  ['src/market/x.ts', "import pc from 'picocolors';", 'imports the package picocolors, which market may not use'],
  ['src/kernels/x.ts', "import { z } from 'zod/mini';", 'imports the package zod, which kernels may not use'],
  ['src/engine/step.ts', 'export const now = Date.now();', 'reads the clock: Date.now'],
  ['src/engine/step.ts', 'export const now = Date.now;', 'reads the clock: Date.now'],
  ['src/engine/step.ts', "export const now = Date['now']();", 'reads the clock: Date.now'],
  ['src/engine/step.ts', 'export const now = new Date();', 'reads the clock: new Date()'],
  ['src/engine/step.ts', 'export const now = new Date;', 'reads the clock: new Date()'],
  ['src/engine/step.ts', 'export const now = Date();', 'reads the clock: Date()'],
  ['src/engine/step.ts', 'export const { now } = Date;', 'takes functions out of Math or Date, which hides them'],
  ['src/engine/step.ts', 'export const r = Math.random();', 'uses Math.random'],
  ['src/metrics/x.ts', 'export const r = Math.log(2);', 'uses Math.log, whose last bit depends on the platform'],
  ['src/features/x.ts', "export const r = Math['exp'](2);", 'uses Math.exp, whose last bit depends on the platform'],
  ['src/features/x.ts', 'export const r = (f: "exp") => Math[f](2);', 'uses Math by a computed name, which hides the function'],
  ['src/features/x.ts', 'export const r = (x: number) => x ** 2;', 'uses **, whose last bit depends on the platform'],
  ['src/features/x.ts', 'export const { exp } = Math;', 'takes functions out of Math or Date, which hides them'],
  ['src/report/x.ts', 'export const s = (1).toLocaleString();', 'uses the default locale: toLocaleString'],
  ['src/report/x.ts', 'export const s = (1).toLocaleString(undefined, {});', 'uses the default locale: toLocaleString'],
  ['src/report/x.ts', "export const s = 'a'.localeCompare('b');", 'uses the default locale: localeCompare'],
  ['src/report/x.ts', 'export const s = Intl.NumberFormat();', 'uses the default locale: NumberFormat'],
  ['src/report/x.ts', 'export const s = new Intl.NumberFormat();', 'uses the default locale: NumberFormat'],
  ['src/engine/step.ts', "console.log('x');", 'reaches for its surroundings: console'],
  ['src/engine/step.ts', 'export const e = process.env;', 'reaches for its surroundings: process'],
  ['src/engine/step.ts', 'export const e = { process };', 'reaches for its surroundings: process'],
  ['src/engine/step.ts', 'export const e = globalThis;', 'reaches for its surroundings: globalThis'],
  ['src/engine/step.ts', 'export default 1;', 'has a default export'],
  ['src/cli/main.ts', 'export default function main() {}', 'has a default export'],
  ['src/cli/main.ts', 'const a = 1; export { a as default };', 'has a default export'],
  ['src/engine/step.ts', 'enum Side { Buy }', 'declares an enum'],
  ['src/engine/step.ts', 'namespace Side { export const a = 1 }', 'declares a namespace'],
  ['src/engine/step.ts', '// TODO later', 'is unfinished: // TODO later'],
  ['src/engine/utils/x.ts', 'export const a = 1;', 'has a name that says nothing: utils'],
  ['src/engine/common.ts', 'export const a = 1;', 'has a name that says nothing: common'],
  ['src/engine/barStep.ts', 'export const a = 1;', 'is not named in kebab-case'],
  ['src/tools/x.ts', 'export const a = 1;', 'is in a folder that has no row: tools'],
];

describe('each planted violation is found, once, at its line', () => {
  test.each(PLANTED)('%s: %s', (path, line, rule) => {
    const found = checkSources(new Map([[path, `export const before = 1;\n${line}\n`]]));
    const place = rule.startsWith('is in a') || rule.startsWith('is not named') || rule.startsWith('has a name') ? 1 : 2;
    expect(found).toEqual([`${path}:${place} ${rule}`]);
  });
});

const ALLOWED: readonly (readonly [path: string, line: string])[] = [
  ['src/engine/step.ts', "import { x } from '../market/index.ts';"],
  ['src/engine/step.ts', "import { x } from './fills/limit.ts';"],
  ['src/engine/step.test.ts', "import { x } from '../features/feature.testkit.ts';"],
  ['src/engine/step.test.ts', "import { expect } from 'vitest';"],
  ['src/engine/step.ts', 'export const at = (ms: number) => new Date(ms).toISOString();'],
  ['src/engine/step.ts', 'export const half = (x: number) => Math.sqrt(Math.abs(x));'],
  ['src/engine/step.ts', 'export interface Run { readonly process: string; console?: number }'],
  ['src/engine/step.ts', 'export const name = (run: { process: string }) => run.process;'],
  ['src/engine/step.ts', 'export const big = 2 ** 53;'],
  ['src/base/math.ts', 'export const e = (x: number) => Math.exp(x);'],
  ['src/base/math/log.ts', 'export const e = (x: number) => Math.log(x);'],
  ['src/report/x.ts', "export const s = (1).toLocaleString('en-US') + 'a'.localeCompare('b', 'en');"],
  ['src/adapters/clock.ts', "import { x } from 'node:os'; export const now = () => Date.now();"],
  ['src/config/x.ts', "import { parse } from 'yaml';"],
  ['src/market/x.ts', "import { z } from 'zod';"],
  ['src/app/run.ts', "import { x } from '../adapters/runs/index.ts';"],
  ['src/app/run.ts', "import { x } from '../adapters/user-modules.ts';"],
  ['src/cli/run.ts', "export const load = () => import('../app/agent-run.ts');"],
  ['src/base/platform.d.ts', 'declare namespace WebAssembly { class Memory {} }'],
];

test.each(ALLOWED)('allowed: %s: %s', (path, line) => {
  expect(checkSources(new Map([[path, `${line}\n`]]))).toEqual([]);
});

function functionOf(lines: number, comment = ''): string {
  return `${comment}export function f(): void {\n${'  void 0;\n'.repeat(lines - 2)}}\n`;
}

test('a function may have 70 lines, more needs a reason', () => {
  const check = (text: string) => checkSources(new Map([['src/engine/step.ts', text]]));
  expect(check(functionOf(70))).toEqual([]);
  expect(check(functionOf(71))).toEqual(['src/engine/step.ts:1 has a function of 71 lines, the limit is 70']);
  expect(check(functionOf(71, '// layout: long because one table\n'))).toEqual([]);
  expect(check(functionOf(71, '// layout: long because\n'))).toHaveLength(1);
  expect(check(`const f = () => {\n${'  void 0;\n'.repeat(70)}};\n`)).toHaveLength(1);
});

test('a file may have 500 lines, more needs a reason', () => {
  const check = (text: string) => checkSources(new Map([['src/engine/step.ts', text]]));
  expect(check('void 0;\n'.repeat(500))).toEqual([]);
  expect(check('void 0;\n'.repeat(501))).toEqual(['src/engine/step.ts:1 has 501 lines, the limit is 500']);
  expect(check(`/* layout: long because generated */\n${'void 0;\n'.repeat(501)}`)).toEqual([]);
});

describe('project references', () => {
  const project = (references: readonly string[], options: object = {}): string =>
    JSON.stringify({
      extends: '../../tsconfig.base.json',
      compilerOptions: { rootDir: '..', ...options },
      references: references.map((name) => ({ path: `../${name}` })),
    });
  const existing = new Set(['base', 'market', 'trading', 'ports', 'sim', 'engine', 'features', 'adapters', 'config']);

  test('exactly the row, of the folders that exist', () => {
    expect(checkProject('sim', project(['base', 'market', 'trading', 'ports']), existing)).toEqual([]);
    const row = 'the row is [base, market, ports, trading]';
    expect(checkProject('sim', project(['base', 'market', 'trading']), existing)).toEqual([
      `src/sim/tsconfig.json refers to [base, market, trading], ${row}`,
    ]);
    expect(checkProject('sim', project(['base', 'market', 'trading', 'ports', 'features']), existing)).toEqual([
      `src/sim/tsconfig.json refers to [base, features, market, ports, trading], ${row}`,
    ]);
  });

  test('a pure folder gets no types and no weaker checks', () => {
    const row = ['base', 'market', 'trading', 'ports'];
    expect(checkProject('sim', project(row, { types: ['node'] }), existing)).toEqual(['src/sim/tsconfig.json changes types']);
    expect(checkProject('sim', project(row, { strict: false }), existing)).toEqual(['src/sim/tsconfig.json changes strict']);
    expect(
      checkProject('adapters', project(['base', 'market', 'config', 'trading', 'ports'], { types: ['node'] }), existing),
    ).toEqual([]);
  });
});

test('places of one machine are found with file and line', () => {
  const starts = ['work/main', 'root/x', 'home/ann/x', 'Users/Ann/x', 'tmp/x/'];
  const planted = starts.map((start) => `/${start}`);
  for (const place of planted)
    expect(checkMachine(new Map([['a.md', `one\nsee ${place}y`]]))[0]).toMatch(/^a\.md:2 names a place of one machine: /);
  const host = ['registry', 'npmjs', 'org'].join('.');
  expect(checkMachine(new Map([['a.json', `"${'resolved'}": "https://${host}/x"`]]))).toHaveLength(1);
  expect(checkMachine(new Map([['a.md', 'the work is done, see ../shared/data and ~/project']]))).toEqual([]);
});
