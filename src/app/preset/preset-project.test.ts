import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../adapters/fs/fs.testkit.ts';
import { type PresetInput, presetProject } from './index.ts';

const built = (options: Partial<PresetInput>): ReturnType<typeof presetProject> =>
  presetProject({ strategy: 'rsi_threshold', params: [], cwd: '/nowhere', env: {}, today: '2026-01-02', ...options });

test('without a project: S&P 500 and the presets of the manual', () => {
  const rsi = built({});
  expect(rsi.agent).toBe('rsi_threshold');
  expect(rsi.project.agents[0]).toMatchObject({
    rule: { preset: 'rsi_threshold', feature: 'rsi_14', buy_below: 30, sell_above: 70 },
    symbols: ['SPX'],
    mode: 'backtest',
  });
  expect(rsi.project.features.definitions.map(({ name }) => name)).toEqual(['rsi_14']);
  expect(rsi.loaded.projectDir).toBe('/nowhere');
  const sma = built({ strategy: 'sma_crossover' });
  expect(sma.project.agents[0]?.rule).toMatchObject({ fast_feature: 'sma_20', slow_feature: 'sma_50' });
  expect(sma.project.features.definitions.map(({ name }) => name)).toEqual(['sma_20', 'sma_50']);
});

test('parameters, features by name and another symbol', () => {
  const { project, loaded } = built({ params: ['buy_below=25', 'feature=rsi_7'], symbol: 'GLD' });
  expect(project.agents[0]?.rule).toMatchObject({ feature: 'rsi_7', buy_below: 25 });
  expect(project.features.definitions.map(({ name }) => name)).toEqual(['rsi_7']);
  expect(project.agents[0]?.symbols).toEqual(['GLD']);
  expect(loaded.problems.map(({ code }) => code)).toContain('DATA_SYNTHETIC');
});

test('in a project: one more agent over its data and settings', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'config'));
  const configPath = join(folder, 'config/project.yaml');
  writeFileSync(
    configPath,
    `project: { name: lab, seed: 7 }
data: { symbols: [SPX, GLD], start_date: "2001-01-02" }
features: { definitions: [{ name: rsi_14, type: technical }] }
agents: [{ name: rsi_threshold, kind: rule, rule: { preset: rsi_threshold, feature: rsi_14 } }]
`,
  );
  const { project, agent } = built({ configPath, symbol: 'GLD' });
  expect(agent).toBe('backtest_rsi_threshold');
  expect(project.agents.map(({ name }) => name)).toEqual(['rsi_threshold', 'backtest_rsi_threshold']);
  expect(project.agents[1]?.symbols).toEqual(['GLD']);
  expect(project.project.seed).toBe(7);
  expect(project.features.definitions.length).toBe(1);
  expect(() => built({ configPath, symbol: 'SLV' })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }));
});

test.each<[string, Partial<PresetInput>, object]>([
  [
    'an unknown preset',
    { strategy: 'rsi_treshold' },
    { code: 'PRESET_UNKNOWN', hint: 'did you mean "rsi_threshold"?', exitCode: 2 },
  ],
  ['a later preset', { strategy: 'tsmom' }, { message: 'the strategy tsmom is not active in this version' }],
  ['an unknown parameter', { params: ['buy_bellow=25'] }, { code: 'PRESET_PARAMETER', hint: 'did you mean "buy_below"?' }],
  ['no value', { params: ['buy_below'] }, { message: '--param wants key=value, not "buy_below"' }],
  ['thresholds upside down', { params: ['buy_below=80'] }, { code: 'CONFIG_INVALID' }],
])('%s is refused', (_name, options, error) => {
  expect(() => built(options)).toThrow(expect.objectContaining(error));
});
