import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadUserModule, type UserModule } from './user-modules.ts';

let folder = '';
const sdkUrl = new URL('../app/sdk.ts', import.meta.url).href;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'user-modules-'));
  mkdirSync(join(folder, 'features'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(name: string, text?: string): Promise<UserModule> {
  const file = join(folder, 'features', name);
  if (text !== undefined) writeFileSync(file, text);
  return loadUserModule({ file, shown: `features/${name}`, sdkUrl });
}

/** What a process of its own sees: the runner of these tests loads modules in its own way. */
function loadInProcess(name: string): { readonly answer: unknown; readonly stderr: string } {
  const script = `
    import { loadUserModule } from ${JSON.stringify(new URL('./user-modules.ts', import.meta.url).href)};
    const { isFeature } = await import(${JSON.stringify(new URL('../features/index.ts', import.meta.url).href)});
    const options = { file: ${JSON.stringify(join(folder, 'features', name))}, shown: 'x', sdkUrl: ${JSON.stringify(sdkUrl)} };
    const first = await loadUserModule(options);
    const { exported, files } = await loadUserModule(options);
    if (String(first.files) !== String(files)) throw new Error('a second load names other files');
    console.log(JSON.stringify({ type: exported.type, isFeature: isFeature(exported), files }));
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  return { answer: stdout === '' ? stdout : JSON.parse(stdout), stderr };
}

test('a TypeScript module that imports the package and a file of its own, without package.json', () => {
  writeFileSync(join(folder, 'features', 'helper.ts'), 'export const half = (x: number): number => x / 2;\n');
  const text = `import { type Bar, defineFeature, z } from 'quanttradeai';
import { half } from './helper.ts';
export default defineFeature({
  type: 'edge', summary: 'middle of the bar', unit: 'price', source: 'own', params: z.strictObject({}),
  warmup: () => 0,
  create: () => ({ update: ({ high, low }: Bar): number => half(high + low) }),
});
`;
  writeFileSync(join(folder, 'features', 'edge.ts'), text);
  expect(loadInProcess('edge.ts')).toEqual({
    answer: {
      type: 'edge',
      isFeature: true,
      files: [join(folder, 'features', 'edge.ts'), join(folder, 'features', 'helper.ts')],
    },
    stderr: '',
  });
});

test.each([
  ['none.ts', undefined, 'FILE_MISSING', 'there is no file features/none.ts', undefined],
  ['text.txt', 'x', 'PLUGIN_INVALID', 'features/text.txt is no .ts, .mts, .js or .mjs file', undefined],
  ['empty.js', 'export const a = 1;\n', 'PLUGIN_INVALID', 'features/empty.js has no default export', undefined],
  [
    'throws.mjs',
    'export default 1;\nthrow new Error("boom");\n',
    'PLUGIN_INVALID',
    'features/throws.mjs cannot be loaded: boom',
    2,
  ],
])('%s', async (name, text, code, message, line) => {
  const error: unknown = await load(name, text).catch((problem: unknown) => problem);
  expect(error).toMatchObject({ code, message });
  if (line !== undefined) expect(error).toMatchObject({ place: { file: `features/${name}`, line } });
});
