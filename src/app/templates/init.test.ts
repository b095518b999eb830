import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setWriteFault } from '../../adapters/fs/index.ts';
import { loadProjectFile } from '../validate/index.ts';
import { DATA_VARIANTS, type InitInput, InitTargetExistsError, initProject, TEMPLATE_NAMES, templateModel } from './index.ts';

const NOW = Date.UTC(2026, 3, 17, 10);
const SPX = 'date,open,high,low,close,adjclose,volume\n2000-01-03,1,2,0.5,1.5,1.5,100\n2000-01-04,1.5,2,1,1.25,1.25,200\n';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qta-init-'));
});
afterEach(() => {
  setWriteFault(undefined);
  rmSync(folder, { recursive: true, force: true });
});

function init(options: Partial<InitInput> = {}): ReturnType<typeof initProject> {
  return initProject({
    template: 'rule-agent',
    output: 'config/project.yaml',
    cwd: folder,
    data: 'sample',
    force: false,
    version: '1.2.3',
    now: NOW,
    env: {},
    spxCsv: () => SPX,
    templateModel,
    ...options,
  });
}

function filesBelow(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();
}

const WARNINGS: Readonly<Record<string, readonly string[]>> = {
  hybrid: ['MODEL_NOT_PROMOTED'],
  world: ['DATA_SYNTHETIC', 'CHANNEL_NOT_CONFIGURED'],
};

describe('templates', () => {
  test.each(TEMPLATE_NAMES)('%s is valid, with only the warnings it should have', (template) => {
    const { written } = init({ template });
    expect(filesBelow(folder)).toEqual([...written].sort());
    const loaded = loadProjectFile({ configPath: join(folder, 'config/project.yaml'), env: {}, now: NOW });
    expect(loaded.problems.map((problem) => problem.code)).toEqual(WARNINGS[template] ?? []);
    expect(loaded.valid).toBe(true);
    expect(readFileSync(join(folder, 'README.md'), 'utf8').match(/^quanttradeai /gm)).toHaveLength(3);
  });

  test.each(
    DATA_VARIANTS.filter((data) => data !== 'sample').flatMap((data) =>
      TEMPLATE_NAMES.map((template) => [data, template] as const),
    ),
  )('%s data in %s', (data, template) => {
    init({ template, data });
    const loaded = loadProjectFile({ configPath: join(folder, 'config/project.yaml'), env: {}, now: NOW });
    expect(loaded.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    expect(loaded.project!.data.source).toBe(data);
    const text = readFileSync(join(folder, 'config/project.yaml'), 'utf8');
    if (data !== 'csv') expect(text).not.toMatch(/SPX|spx_/);
    if (data === 'yahoo') expect(text).toContain('end_date: "2026-04-16"');
  });

  test('csv comes with the real rows', () => {
    init({ data: 'csv' });
    expect(readFileSync(join(folder, 'data/SPX_1d.csv'), 'utf8')).toBe(
      'time,open,high,low,close,volume\n2000-01-03,1,2,0.5,1.5,100\n2000-01-04,1.5,2,1,1.25,200\n',
    );
  });

  test('the files beside the project', () => {
    init({ template: 'world' });
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).toEqual({
      private: true,
      type: 'module',
      devDependencies: { quanttradeai: '1.2.3' },
    });
    const env = readFileSync(join(folder, '.env.example'), 'utf8');
    expect(env).toContain('DISCORD_WEBHOOK_URL=\n');
    expect(env).toContain('APCA_PAPER_KEY_ID=\n');
    for (const entry of ['runs/', 'state/', 'reports/', 'data/cache/', '.env']) {
      expect(readFileSync(join(folder, '.gitignore'), 'utf8').split('\n')).toContain(entry);
    }
    const [first] = readFileSync(join(folder, 'config/project.yaml'), 'utf8').split('\n');
    expect(first).toBe('# yaml-language-server: $schema=project.schema.json');
    const schema = JSON.parse(readFileSync(join(folder, 'config/project.schema.json'), 'utf8'));
    expect(Object.keys(schema.properties)).toContain('position_manager');
    expect(schema.required).toEqual(['project', 'data']);
  });
});

describe('what is there already', () => {
  test('is refused, with the list, and nothing is written', () => {
    writeFileSync(join(folder, 'README.md'), 'mine');
    expect(() => init()).toThrow(InitTargetExistsError);
    expect(() => init()).toThrow('this folder already holds README.md');
    expect(filesBelow(folder)).toEqual(['README.md']);
  });

  test('is kept beside the new file under --force', () => {
    writeFileSync(join(folder, 'README.md'), 'mine');
    expect(init({ force: true }).kept).toEqual(['README.md.bak']);
    expect(readFileSync(join(folder, 'README.md.bak'), 'utf8')).toBe('mine');
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('# rule_lab');
  });

  test('comes back when a write fails, and nothing new stays', () => {
    writeFileSync(join(folder, 'README.md'), 'mine');
    for (let at = 1; at < 40; at += 1) {
      setWriteFault({ at, reason: 'ENOSPC', lasting: false, pathPart: '' });
      let failed = false;
      try {
        init({ force: true });
      } catch (error) {
        failed = true;
        expect(error).toMatchObject({ code: 'STORE_WRITE', exitCode: 3 });
      }
      setWriteFault(undefined);
      if (!failed) return;
      expect(filesBelow(folder)).toEqual(['README.md']);
      expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine');
      expect(existsSync(join(folder, 'config'))).toBe(false);
    }
    expect.unreachable('some write count must be enough');
  });
});
