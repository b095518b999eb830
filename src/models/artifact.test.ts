import { describe, expect, test } from 'vitest';
import { memberSaying, sampleDocument } from './document.testkit.ts';
import { checkModelFeatures, type ModelDocument, memberAt, modelText, parseModel, readModelText } from './index.ts';

const at = (text: string): number => Date.parse(text);

test('what is written is canonical JSON and reads back as it was', () => {
  const document = sampleDocument();
  const text = modelText(document);
  expect(
    text.startsWith('{"author":{"kind":"person","model":null},"class_mean_returns":[-0.02,0.001,0.03],"classes":[-1,0,1]'),
  ).toBe(true);
  const artifact = readModelText(text);
  expect(artifact.document).toEqual(document);
  expect(artifact.names).toEqual(['rsi_14', 'trend']);
  expect(modelText(artifact.document)).toBe(text);
});

const THREE = [
  memberSaying([1, 0, 0], { valid_from: '2015-01-01T00:00:00.000Z', valid_to: '2016-01-01T00:00:00.000Z' }),
  memberSaying([0, 1, 0], { valid_from: '2016-01-05T00:00:00.000Z', valid_to: '2017-01-01T00:00:00.000Z' }),
  memberSaying([0, 0, 1], { valid_from: '2017-01-01T00:00:00.000Z' }),
];

describe('the member that speaks is the latest with valid_from ≤ t, until its valid_to', () => {
  const artifact = parseModel(sampleDocument({ members: THREE }));
  test.each([
    ['2014-12-31T23:59:59.999Z', undefined],
    ['2015-01-01T00:00:00.000Z', 0],
    ['2015-12-31T23:59:59.999Z', 0],
    ['2016-01-01T00:00:00.000Z', undefined],
    ['2016-01-05T00:00:00.000Z', 1],
    ['2016-12-31T21:00:00.000Z', 1],
    ['2017-01-01T00:00:00.000Z', 2],
    ['2030-01-01T00:00:00.000Z', 2],
  ])('%s: %s', (time, index) => {
    expect(memberAt(artifact, at(time))?.index).toBe(index);
  });
});

/** The document with the value at a path replaced. */
function broken(path: readonly (string | number)[], value: unknown): unknown {
  const copy = structuredClone(sampleDocument({ members: THREE })) as unknown as Record<string | number, unknown>;
  let inside = copy;
  for (const step of path.slice(0, -1)) inside = inside[step] as Record<string | number, unknown>;
  inside[path.at(-1)!] = value;
  return copy;
}

test.each<[string, readonly (string | number)[], unknown]>([
  ['schema', ['schema'], 'model/2'],
  ['kind', ['kind'], 'oracle'],
  ['classes', ['classes'], [1]],
  ['classes', ['classes'], [1, 0, -1]],
  ['class_mean_returns', ['class_mean_returns'], [0, 0]],
  ['features', ['features', 1, 'name'], 'rsi_14'],
  ['features[0].hash', ['features', 0, 'hash'], undefined],
  ['members', ['members'], []],
  ['members[1].valid_from', ['members', 1, 'valid_from'], '2016-01-05'],
  ['members[1].valid_from', ['members', 1, 'valid_from'], '2014-01-05T00:00:00.000Z'],
  ['members[0].valid_to', ['members', 0, 'valid_to'], '2015-01-01T00:00:00.000Z'],
  ['members[2].trained_to', ['members', 2, 'trained_to'], '2009-01-01T00:00:00.000Z'],
  ['members[1].class_mean_returns', ['members', 1, 'class_mean_returns'], [0]],
  ['members[1].pipeline.columns[0].spread', ['members', 1, 'pipeline', 'columns', 0, 'spread'], 0],
  ['members[1].pipeline.columns[1].centre', ['members', 1, 'pipeline', 'columns', 1, 'centre'], null],
  ['members[1].pipeline.columns', ['members', 1, 'pipeline', 'columns', 1, 'name'], 'other'],
  ['members[2].pipeline.inputs', ['members', 2, 'pipeline', 'inputs'], ['trend', 'rsi_14']],
  ['members[2].model', ['members', 2, 'model', 'fits', 0, 'values'], [0.5, 0.5]],
  ['members[2].model.fits[0].values[1]', ['members', 2, 'model', 'fits', 0, 'values', 1], 'half'],
  ['members[2].model.fits[0].values', ['members', 2, 'model', 'fits', 0, 'values'], []],
  ['members[2].model.fits', ['members', 2, 'model', 'fits'], []],
  ['members[0].calibration.curves', ['members', 0, 'calibration'], { method: 'isotonic', curves: [{ x: [0], y: [1] }] }],
  ['members[0].calibration.curves[0]', ['members', 0, 'calibration'], { method: 'isotonic', curves: [{ x: [1, 0], y: [0, 1] }] }],
  ['seed', ['seed'], -1],
])('a file broken at %s is refused with that place', (place, path, value) => {
  expect(() => parseModel(broken(path, value))).toThrow(
    expect.objectContaining({ code: 'MODEL_ARTIFACT_BROKEN', exitCode: 2, where: place }),
  );
});

test('a text that is cut, or no JSON, is refused', () => {
  const text = modelText(sampleDocument());
  expect(() => readModelText(text.slice(0, -40))).toThrow(/model file is broken: the text is not JSON/);
  expect(() => readModelText('null')).toThrow(expect.objectContaining({ code: 'MODEL_ARTIFACT_BROKEN' }));
});

test('a number that is not finite is not written', () => {
  const document = sampleDocument({ class_mean_returns: [Number.NaN, 0, 0] });
  expect(() => modelText(document)).toThrow(/canonical JSON cannot carry NaN/);
});

test('more than 64 MiB are refused', () => {
  const big: ModelDocument = sampleDocument({ code_version: 'x'.repeat(64 * 1024 * 1024) });
  expect(() => modelText(big)).toThrow(/bytes, more than 67108864/);
});

test('a family of nobody is unknown', () => {
  const member = memberSaying([0, 0, 1], { model: { family: 'custom', fits: [{}] } });
  expect(() => parseModel(sampleDocument({ members: [member] }))).toThrow(expect.objectContaining({ code: 'MODEL_UNKNOWN' }));
});

describe('features of the project', () => {
  const artifact = parseModel(sampleDocument());
  const { features } = artifact.document;
  test('the same hashes pass, in any order and with others beside', () => {
    checkModelFeatures(artifact, [...features].reverse());
    checkModelFeatures(artifact, [{ name: 'more', definition: {}, hash: 'x' }, ...features]);
  });
  test('another definition names both hashes and both definitions', () => {
    const other = { name: 'rsi_14', definition: { type: 'rsi', params: { period: 7 } }, hash: 'sha256:ccc' };
    const check = (): void => checkModelFeatures(artifact, [other, features[1]!]);
    expect(check).toThrow(expect.objectContaining({ code: 'MODEL_FEATURE_MISMATCH', exitCode: 2, feature: 'rsi_14' }));
    for (const part of ['sha256:aaa', 'sha256:ccc', '{"period":14}', '{"period":7}']) expect(check).toThrow(part);
  });
  test('one that is absent is named', () => {
    expect(() => checkModelFeatures(artifact, [features[0]!])).toThrow(/"trend".*this project does not define/);
  });
});
