import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sha256 } from '../fs/index.ts';
import { OnnxModel, type OnnxOptions } from './index.ts';

/**
 * A stand-in for the package onnxruntime-node, as a project would have it in node_modules. The "file" is JavaScript: a function from the
 * table of its input to its outputs. It refuses other options than one thread on the processor.
 */
const RUNTIME = `
class Tensor {
  constructor(type, data, dims) {
    if (type !== 'float32' || !(data instanceof Float32Array) || data.length !== dims[0] * dims[1]) throw new Error('no table');
    Object.assign(this, { type, data, dims });
  }
}
const InferenceSession = {
  async create(bytes, { executionProviders, interOpNumThreads, intraOpNumThreads }) {
    if (executionProviders.join() !== 'cpu' || interOpNumThreads !== 1 || intraOpNumThreads !== 1) throw new Error('not one thread');
    const { inputs, run } = eval('(' + Buffer.from(bytes).toString() + ')');
    return { inputNames: inputs, run: async (feeds) => run(feeds[inputs[0]]) };
  },
};
module.exports = { Tensor, InferenceSession };
`;

const folders: string[] = [];
const models: OnnxModel[] = [];
afterAll(() => {
  for (const model of models) model.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A project with the stand-in and a model file of this text. */
function open(text: string, own: Partial<OnnxOptions> & { readonly runtime?: string | undefined } = {}): OnnxModel {
  const projectDir = mkdtempSync(join(tmpdir(), 'onnx-'));
  folders.push(projectDir);
  const { runtime = RUNTIME, ...options } = own;
  const files = {
    'package.json': '{}',
    'models/net.onnx': text,
    ...('runtime' in own && own.runtime === undefined
      ? {}
      : {
          'node_modules/onnxruntime-node/package.json': '{"name":"onnxruntime-node","version":"0.0.0","main":"index.js"}',
          'node_modules/onnxruntime-node/index.js': runtime,
        }),
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(projectDir, name)), { recursive: true });
    writeFileSync(join(projectDir, name), content);
  }
  const hash = sha256(text).replace('sha256:', '');
  const model = new OnnxModel({
    projectDir,
    file: 'models/net.onnx',
    sha256: hash,
    outputs: 'probabilities',
    width: 2,
    ...options,
  });
  models.push(model);
  return model;
}

/** A file with one input and the outputs that `body` makes of its rows; `tensor(dims, values)` is a float tensor. */
const net = (body: string): string =>
  `{ inputs: ['table'], run: ({ data, dims: [rows, width] }) => { const tensor = (dims, values) => ({ dims, data: Float32Array.from(values) }); const at = (row, k) => data[row * width + k]; ${body} } }`;
const up = 'const p = Array.from({ length: rows }, (_, row) => at(row, 0) / at(row, 1));';
const classifier = net(
  `${up} return { label: { dims: [rows], data: BigInt64Array.from(p, () => 1n) }, probabilities: tensor([rows, 2], p.flatMap((x) => [1 - x, x])) };`,
);

test('answers row by row, in the order of the columns, rounded to 1e-6', () => {
  const [down, rise] = open(classifier).score([Float64Array.of(1, 1, 3), Float64Array.of(3, 4, 4)], 3);
  expect([...rise!]).toEqual([0.333333, 0.25, 0.75]);
  expect([...down!]).toEqual([0.666667, 0.75, 0.25]);
});

test('more rows than one batch, and several questions to one model', () => {
  const model = open(net('return { prediction: tensor([rows, 1], Array.from({ length: rows }, (_, row) => at(row, 0))) };'), {
    outputs: 'prediction',
    width: 1,
  });
  const values = Float64Array.from({ length: 10_000 }, (_, row) => row / 8);
  expect(model.score([values], values.length)).toEqual([values]);
  expect(model.score([Float64Array.of(2)], 1)).toEqual([Float64Array.of(2)]);
  expect(model.score([new Float64Array()], 0)).toEqual([new Float64Array()]);
});

test('the only float output is taken where no name fits', () => {
  const file = net('return { output_label: { dims: [rows], data: ["a"] }, dense_1: tensor([rows], [0.5]) };');
  expect(open(file, { outputs: 'prediction', width: 1 }).score([Float64Array.of(1)], 1)).toEqual([Float64Array.of(0.5)]);
});

describe('refused with the file and what is wrong', () => {
  const two = 'return { a: tensor([rows, 2], [0.5, 0.5]), b: tensor([rows, 2], [0.5, 0.5]) };';
  const probabilities = (values: string): string => net(`return { probabilities: tensor([rows, 2], ${values}) };`);
  test.each<[string, string, RegExp]>([
    ['two outputs', net(two), /outputs a, b, and none of them alone is probabilities/],
    [
      'another shape',
      net('return { probabilities: tensor([rows, 3], [0.2, 0.3, 0.5]) };'),
      /shape \[1, 3\] in place of \[1, 2\]/,
    ],
    ['no number', probabilities('[NaN, 1]'), /gives NaN as probabilities/],
    ['no probability', probabilities('[-0.5, 1.5]'), /gives -0.5 as probabilities/],
    ['a sum above 1', probabilities('[0.6, 0.6]'), /sum to 1.2/],
    ['a failing model', net('throw new Error("bad shape");'), /does not answer: bad shape/],
  ])('%s', (_, text, message) => {
    const model = open(text);
    const score = () => model.score([Float64Array.of(1)], 1);
    expect(score).toThrow(
      expect.objectContaining({ code: 'MODEL_FILE_INVALID', exitCode: 2, message: expect.stringMatching(message) }),
    );
    expect(score).toThrow(/models\/net\.onnx/);
  });

  test('two inputs, a file that is no model, another file, no file', () => {
    expect(() => open("{ inputs: ['a', 'b'], run: () => ({}) }")).toThrow(/has 2 inputs \(a, b\) in place of one/);
    expect(() => open('not a model')).toThrow(/cannot be opened: Unexpected/);
    expect(() => open(classifier, { sha256: 'a'.repeat(64) })).toThrow(/SHA-256 [0-9a-f]{64}, the configuration says aaaa/);
    expect(() => open(classifier, { file: 'models/none.onnx' })).toThrow(/models\/none.onnx does not exist/);
  });

  test('the package is not installed', () => {
    expect(() => open(classifier, { runtime: undefined })).toThrow(
      expect.objectContaining({
        code: 'MODEL_RUNTIME_MISSING',
        exitCode: 2,
        hint: 'npm install --ignore-scripts onnxruntime-node',
      }),
    );
  });
});
