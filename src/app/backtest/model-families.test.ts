import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sha256 } from '../../adapters/fs/index.ts';
import { familyOf, modelContract, readParams } from '../../models/index.ts';
import { learnableRows } from '../../models/rows.testkit.ts';
import { fitting } from '../../research/index.ts';
import { HEAD } from '../project/problem-cases.testkit.ts';
import { loadText } from '../project/project.testkit.ts';
import { SDK_URL } from './features.ts';
import { projectFamilies } from './model-families.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** Families of a project with these files and this section `research.model`. */
async function familiesOf(model: string, files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'families-'));
  folders.push(folder);
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const yaml = `${HEAD}research:\n  model: ${model}\n  evaluation: { use_configured_test_window: false }\n`;
  const { project, problems } = loadText(yaml, { files });
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return projectFamilies(project!, folder);
}

test('the model of the reference page keeps the contract', async () => {
  const page = readFileSync(new URL('../../../docs/reference/models.md', import.meta.url), 'utf8');
  const source = /```ts\n([\s\S]*?)```/.exec(page)![1]!.replace("'quanttradeai'", `'${SDK_URL}'`);
  const { families, files } = await familiesOf('{ kind: regressor, family: custom, module: models/mine.ts }', {
    'models/mine.ts': source,
  });
  expect(files).toHaveLength(1);
  const own = familyOf('custom', families);
  const params = readParams({ family: 'custom', kind: 'regressor', families }, {}).get('custom')!;
  expect(params).toEqual({ pull: 0.5 });
  expect(modelContract(own, params, learnableRows('regressor', 100), { kind: 'regressor', seed: 1, stream: 's' })).toEqual([]);
});

test('a module that exports something else is refused', async () => {
  const asked = familiesOf('{ family: custom, module: mine.ts }', { 'mine.ts': 'export default { fit: () => 1 };' });
  await expect(asked).rejects.toThrow(expect.objectContaining({ code: 'PLUGIN_INVALID' }));
});

/** A stand-in for the runtime whose only model says 0.25 and 0.75, or the other way round where the first column is below 0. */
const RUNTIME = `
exports.Tensor = class { constructor(type, data, dims) { Object.assign(this, { data, dims }); } };
exports.InferenceSession = { create: async () => ({
  inputNames: ['x'],
  run: async ({ x: { data, dims: [rows, width] } }) => ({
    probabilities: { dims: [rows, 2], data: Float32Array.from({ length: rows * 2 }, (_, i) => (data[(i >> 1) * width] < 0 === (i % 2 === 0) ? 0.75 : 0.25)) },
  }),
}) };
`;
const ONNX_FILE = 'any bytes';
const ONNX = `{ family: onnx, file: net.onnx, sha256: ${sha256(ONNX_FILE).slice(7)}, columns: [swing, drift], outputs: probabilities, classes: [-1, 1] }`;
const FIT = {
  kind: 'classifier',
  family: 'onnx',
  params: {},
  preprocess: { winsorise: null, scale: 'standard', missing: 'drop' },
  ...{ ensembleSeeds: 1, seed: 1, stream: 's' },
} as const;

test('an ONNX file of the project answers through the installed runtime', async () => {
  const { families } = await familiesOf(ONNX, {
    'net.onnx': ONNX_FILE,
    'node_modules/onnxruntime-node/package.json': '{"name":"onnxruntime-node","version":"0.0.0","main":"index.cjs"}',
    'node_modules/onnxruntime-node/index.cjs': RUNTIME,
  });
  const rows = learnableRows('classifier', 50, [-1, 1]);
  const [, up] = fitting.fitEstimator(rows, { ...FIT, families }).predict(rows);
  expect([...up!]).toEqual([...rows.columns[1]!].map((swing) => (swing < 0 ? 0.25 : 0.75)));
});

test('without the package the model says what to install', async () => {
  const { families } = await familiesOf(ONNX, { 'net.onnx': ONNX_FILE });
  const rows = learnableRows('classifier', 50, [-1, 1]);
  expect(() => fitting.fitEstimator(rows, { ...FIT, families })).toThrow(
    expect.objectContaining({ code: 'MODEL_RUNTIME_MISSING', exitCode: 2 }),
  );
});
