import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findNpm } from '../../scripts/bootstrap.mjs';
import { buildPackage, checkFloors, copyDeclarations } from '../../scripts/build.ts';
import { root, run, runNode, tools } from '../../scripts/command.ts';

/** The package as npm would publish it, unpacked in a folder without any other package around. */
describe('the packed package', { timeout: 180_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'qta-pack-'));
  const unpacked = join(folder, 'package');
  const project = join(folder, 'project');
  let files: readonly string[] = [];
  const cli = (...args: readonly string[]) =>
    runNode(join(unpacked, 'bin/quanttradeai.mjs'), args, { cwd: project, output: 'keep', env: { NO_COLOR: '1' } });

  beforeAll(async () => {
    await buildPackage();
    if (!(await checkFloors())) throw new Error('the types have errors');
    copyDeclarations();
    const packed = await runNode(findNpm(), ['pack', '--ignore-scripts', '--pack-destination', folder], { output: 'keep' });
    expect(packed.code, packed.output).toBe(0);
    const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    expect((await run('tar', ['-xzf', join(folder, archive), '-C', folder])).code).toBe(0);
    files = readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(unpacked, name)).isFile(),
    );
    mkdirSync(project);
  }, 180_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('holds the programs, the sample data, the notices, and nothing of the sources', () => {
    for (const name of [
      'bin/quanttradeai.mjs',
      'dist/cli.mjs',
      'dist/sdk.mjs',
      'dist/batch-worker.mjs',
      'dist/training-worker.mjs',
      'dist/validate.js',
      'bin/cached-script.mjs',
      'dist/assets/spx-daily.csv',
      'dist/assets/template-model/promotion_manifest.json',
      'dist/types/app/sdk.d.ts',
    ]) {
      expect(files).toContain(name);
    }
    for (const name of ['LICENSE', 'NOTICE', 'README.md', 'package.json', 'dist/THIRD-PARTY.txt']) expect(files).toContain(name);
    expect(files.filter((name) => !/^(bin|dist)\/|^(LICENSE|NOTICE|README\.md|package\.json)$/.test(name))).toEqual([]);
    const notices = readFileSync(join(unpacked, 'dist/THIRD-PARTY.txt'), 'utf8');
    for (const name of ['commander', 'yaml', 'zod'])
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((MIT|ISC)\\)$`, 'm'));
  });

  test('holds no path of the machine that built it', () => {
    for (const name of files.filter((file) => /\.(mjs|ts)$/.test(file))) {
      expect(readFileSync(join(unpacked, name), 'utf8').includes(root), name).toBe(false);
    }
  });

  test('runs the main job without any package installed', async () => {
    for (const args of [
      ['init', '--template', 'rule-agent', '-o', 'config/project.yaml'],
      ['validate', '-c', 'config/project.yaml'],
      ['agent', 'run', '--agent', 'rsi_reversion', '-c', 'config/project.yaml', '--mode', 'backtest'],
    ]) {
      const result = await cli(...args);
      expect(result.code, `${args.join(' ')}\n${result.output}`).toBe(0);
    }
    const runs = join(project, 'runs/agent/backtest');
    const [one] = readdirSync(runs);
    expect(existsSync(join(runs, one ?? '', 'report.html'))).toBe(true);
  });

  test('validates in one script as it does in the whole program', async () => {
    const csv = `data: { source: csv, symbols: [AAA], start_date: 2020-01-01, csv: { path: 'data/{symbol}.csv' } }`;
    mkdirSync(join(project, 'data'));
    writeFileSync(join(project, 'data/AAA.csv'), 'Date,Open\n2020-01-02,7\n');
    const projects = {
      'config/project.yaml': readFileSync(join(project, 'config/project.yaml'), 'utf8'),
      'config/wrong.yaml': 'project: { name: 7 }\ndata: { source: sample }\nagents: [{ name: a, kind: rulle }]\n',
      'config/csv.yaml': `project: { name: own_data }\n${csv}\n`,
      'config/none.yaml': undefined,
    };
    for (const [path, text] of Object.entries(projects)) {
      if (text !== undefined) writeFileSync(join(project, path), text);
      const args = ['validate', '-c', path, '--json'];
      const script = await cli(...args);
      const program = await runNode(join(unpacked, 'dist/cli.mjs'), args, {
        cwd: project,
        output: 'keep',
        env: { NO_COLOR: '1' },
      });
      const plain = (output: string): string => output.replace(/"report_dir": "[^"]*"/, '"report_dir": "…"');
      expect(plain(script.output), path).toBe(plain(program.output));
      expect({ path, code: script.code }).toEqual({ path, code: path === 'config/project.yaml' ? 0 : 2 });
      if (path === 'config/csv.yaml') expect(script.output).toContain('CSV_COLUMN_MISSING');
    }
    const misspelt = await cli('validate', '--deeep');
    expect(misspelt.code).toBe(2);
    expect(misspelt.output).toContain('--deep');
    const deep = await cli('validate', '--deep');
    expect(deep.code, deep.output).toBe(0);
  });

  test('trains in threads', async () => {
    writeFileSync(
      join(project, 'config/research.yaml'),
      `project: { name: threads }
data: { source: sample, symbols: [SPX], start_date: 2010-01-04, end_date: 2016-12-30 }
features: { definitions: [{ name: rsi_14, type: technical }, { name: realised_vol_20, type: technical }] }
research: { labels: { horizon: 2 }, model: { family: logistic }, evaluation: { folds: 2, use_configured_test_window: false } }
`,
    );
    const result = await cli('research', 'run', '-c', 'config/research.yaml', '--workers', '2');
    expect(result.code, result.output).toBe(0);
    const runs = join(project, 'runs/research');
    const [one] = readdirSync(runs);
    expect(readFileSync(join(runs, one ?? '', 'run.log.jsonl'), 'utf8')).toContain('"workers":2');
  });

  test('gives an editor the types of the SDK', async () => {
    const user = join(folder, 'user');
    mkdirSync(join(user, 'node_modules'), { recursive: true });
    symlinkSync(unpacked, join(user, 'node_modules/quanttradeai'), 'dir');
    mkdirSync(join(unpacked, 'node_modules'));
    cpSync(join(root, 'node_modules/zod'), join(unpacked, 'node_modules/zod'), { recursive: true });
    const options = { strict: true, noEmit: true, module: 'nodenext', target: 'es2024', types: [], skipLibCheck: true };
    writeFileSync(join(user, 'package.json'), '{"type": "module"}');
    writeFileSync(join(user, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['good.ts'] }));
    writeFileSync(
      join(user, 'good.ts'),
      "import { defineFeature } from 'quanttradeai';\nexport const name: string = typeof defineFeature;\n",
    );
    const good = await runNode(tools.tsc, ['-p', user], { output: 'keep' });
    expect(good.output).toBe('');
    writeFileSync(join(user, 'good.ts'), "import { defineFeature } from 'quanttradeai';\ndefineFeature({ type: 1 });\n");
    const bad = await runNode(tools.tsc, ['-p', user], { output: 'keep' });
    expect(bad.output).toContain('error TS');
  });
});
