import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root, runNode, tools } from '../../scripts/command.ts';

/** Two small floors with the settings of the house: what the real ones forbid does not compile here either. */
describe('the compiler keeps the walls', { timeout: 60_000 }, () => {
  mkdirSync(join(root, '.build'), { recursive: true });
  const folder = mkdtempSync(join(root, '.build', 'walls-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const floor = (name: string, references: readonly string[]): void => {
    mkdirSync(join(folder, name), { recursive: true });
    const options = { rootDir: '..', outDir: '../out', tsBuildInfoFile: `../${name}.tsbuildinfo` };
    writeFileSync(
      join(folder, name, 'tsconfig.json'),
      JSON.stringify({
        extends: join(root, 'tsconfig.base.json'),
        compilerOptions: options,
        include: ['./**/*.ts'],
        references: references.map((other) => ({ path: `../${other}` })),
      }),
    );
  };

  beforeAll(() => {
    floor('lower', []);
    floor('upper', ['lower']);
    writeFileSync(
      join(folder, 'upper', 'index.ts'),
      "import { low } from '../lower/index.ts';\nexport const high: number = low + 1;\n",
    );
  });

  const compile = async (lower: string): Promise<string> => {
    writeFileSync(join(folder, 'lower', 'index.ts'), lower);
    return (await runNode(tools.tsc, ['-b', join(folder, 'upper')], { output: 'keep' })).output;
  };

  test('downward imports compile', async () => {
    expect(await compile('export const low: number = 1;\n')).toBe('');
  });

  test.each([
    ['an upward import', "import { high } from '../upper/index.ts';\nexport const low: number = high;\n", 'TS6307'],
    [
      'an upward import of a type',
      "import type { high } from '../upper/index.ts';\nexport type Low = typeof high;\nexport const low: number = 1;\n",
      'TS6307',
    ],
    [
      'a file of Node',
      "import { readFileSync } from 'node:fs';\nexport const low: number = readFileSync('x').length;\n",
      'TS2591',
    ],
    ['the process', 'export const low: number = process.pid;\n', 'TS2591'],
    ['the console', "console.log('x');\nexport const low: number = 1;\n", 'TS2584'],
    ['a timer', 'export const low: number = Number(setTimeout(() => {}, 1));\n', 'TS2304'],
    ['the network', "export const low: number = Number(fetch('x'));\n", 'TS2304'],
    ['an enum', 'enum Side { Buy }\nexport const low: number = Side.Buy;\n', 'TS1294'],
    ['any by silence', 'export const low: number = ((x) => x)(1);\nexport function f(x) { return x; }\n', 'TS7006'],
  ])('%s does not compile', async (_, text, code) => {
    expect(await compile(text)).toContain(code);
  });
});
