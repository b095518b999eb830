import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../adapters/fs/fs.testkit.ts';
import { loadPromoted } from './index.ts';
import { manifestOf } from './manifest.testkit.ts';

const MODEL = '{"schema":"model/1"}';
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function promoted(text: string, files = [{ path: 'model-0.json', sha256: digestOf(MODEL) }]): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'model-0.json'), text);
  writeFileSync(join(folder, 'promotion_manifest.json'), JSON.stringify(manifestOf(files)));
  return folder;
}

const failure = (folder: string): unknown => {
  try {
    return loadPromoted(folder, 'models/promoted/m');
  } catch (error) {
    return error;
  }
};

test('the file that the manifest names is read, no other', () => {
  const folder = promoted(MODEL);
  writeFileSync(join(folder, 'model.json'), 'not this one');
  expect(loadPromoted(folder)).toMatchObject({ text: MODEL, sha256: digestOf(MODEL), file: join(folder, 'model-0.json') });
});

test('a folder without a manifest holds no promoted model, whatever else lies in it', () => {
  const folder = temporaryFolder();
  const absent = { code: 'MODEL_NOT_PROMOTED', message: 'no model is promoted in models/promoted/m', exitCode: 2 };
  expect(failure(join(folder, 'nothing'))).toMatchObject(absent);
  writeFileSync(join(folder, 'model.json'), MODEL);
  expect(failure(folder)).toMatchObject(absent);
});

test.each<[what: string, folder: () => string, message: RegExp]>([
  ['one changed byte', () => promoted(`${MODEL} `), /^the model has the hash [0-9a-f]{12}… and [0-9a-f]{12}… was promoted$/],
  ['a lost file', () => promoted(MODEL, [{ path: 'model-1.json', sha256: digestOf(MODEL) }]), /missing/],
  ['a path out of the folder', () => promoted(MODEL, [{ path: '../model.json', sha256: digestOf(MODEL) }]), /files\.0\.path/],
  ['no file at all', () => promoted(MODEL, []), /at files/],
])('%s is MODEL_ARTIFACT_BROKEN', (_what, folder, message) => {
  expect(failure(folder())).toMatchObject({
    code: 'MODEL_ARTIFACT_BROKEN',
    message: expect.stringMatching(message),
    exitCode: 2,
  });
});

test('half a manifest is MODEL_ARTIFACT_BROKEN with its file', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'promotion_manifest.json');
  writeFileSync(file, '{"kind":');
  expect(failure(folder)).toMatchObject({ code: 'MODEL_ARTIFACT_BROKEN', place: { file } });
});
