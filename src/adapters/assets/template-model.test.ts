import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AssetDamagedError, templateModel } from './index.ts';

test('the model comes before its manifest, which puts it into use', () => {
  const { folder, files } = templateModel();
  expect(folder).toBe('models/promoted/spx_daily_classifier');
  expect([...files.keys()]).toEqual([expect.stringMatching(/^model-[0-9a-f]{12}\.json$/), 'promotion_manifest.json']);
});

test('a model with another byte, or none, is not handed out', () => {
  const folder = `${mkdtempSync(join(tmpdir(), 'qta-asset-'))}/`;
  onTestFinished(() => rmSync(folder, { recursive: true }));
  expect(() => templateModel([folder])).toThrow(AssetDamagedError);
  const { files } = templateModel();
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  expect(templateModel([folder]).files).toEqual(files);
  const [model = ''] = files.keys();
  writeFileSync(join(folder, model), files.get(model)!.replace('"seed":42', '"seed":43'));
  expect(() => templateModel([folder])).toThrow(AssetDamagedError);
});
