import { expect, test } from 'vitest';
import { z } from 'zod';
import { codes, read } from './config.testkit.ts';
import { findSecrets, resolveEnvironment } from './environment.ts';
import { schemaInput } from './schema-input.ts';

const DOLLAR = '$';
const schema = z.strictObject({
  text: z.string().optional(),
  count: z.number().optional(),
  flag: z.boolean().optional(),
  either: z.union([z.string(), z.number()]).optional(),
});

function resolved(
  text: string,
  env: Readonly<Record<string, string>>,
): { readonly value: unknown; readonly codes: readonly string[] } {
  const { root, problems } = read(text.replaceAll('%', DOLLAR));
  findSecrets(root!, problems);
  const value = schemaInput(schema, resolveEnvironment(root!, env, problems));
  return { value, codes: codes(problems) };
}

test('a value that is one reference is read as its field; inside a text it is text', () => {
  const env = { N: '12', B: 'true' };
  expect(resolved('count: %{N}\nflag: "%{B}"\ntext: %{N}\neither: %{N}\n', env).value).toEqual({
    count: 12,
    flag: true,
    text: '12',
    either: 12,
  });
  expect(resolved('text: a%{N}b-%{B}\n', env).value).toEqual({ text: 'a12b-true' });
});

test('defaults, literals, missing variables', () => {
  expect(resolved('text: %{X:-here}\ncount: %{X:-7}\n', {})).toEqual({ value: { text: 'here', count: 7 }, codes: [] });
  expect(resolved('text: "a %%{X} b"\n', {})).toEqual({ value: { text: `a ${DOLLAR}{X} b` }, codes: [] });
  expect(resolved('text: %{X}\n', {}).codes).toEqual(['ENV_MISSING']);
  expect(resolved('text: "%{X:-}"\n', {}).value).toEqual({ text: '' });
});

test('variables named like secrets are refused and never read', () => {
  for (const name of ['API_KEY', 'MY_SECRET', 'TOKEN_X', 'DB_PASSWORD', 'WEBHOOK']) {
    const { value, codes: met } = resolved(`text: %{${name}}\n`, { [name]: 'hidden' });
    expect(met).toEqual(['SECRET_IN_CONFIG']);
    expect(JSON.stringify(value)).not.toContain('hidden');
  }
});

test.each([
  ['a key of a language model', `sk-${'Ab3'.repeat(8)}`],
  ['a broker key', `PK${'A1B2C3'.repeat(3)}`],
  ['a cloud key', `AKIA${'ABCD1234'.repeat(2)}`],
  ['a webhook', 'https://discord.com/api/webhooks/123456/abcdef'],
  ['an address with a password', 'redis://user:password@host:6379'],
  ['a private key', '"-----BEGIN RSA PRIVATE KEY-----"'],
])('%s written out is a secret', (_, text) => {
  expect(resolved(`text: ${text}\n`, {}).codes).toEqual(['SECRET_IN_CONFIG']);
});

test.each(['https://example.org/a', 'wss://stream.example.org/v2/iex', 'gpt-5.3', 'models/promoted/m', 'sk-ill', 'a'.repeat(64)])(
  '%s is none',
  (text) => {
    expect(resolved(`text: ${text}\n`, {}).codes).toEqual([]);
  },
);

test('a value in a field that wants the NAME of a variable', () => {
  const { root, problems } = read('key_env: 9f86d081884c7d659a2feaa0\nother_env: OPENAI_API_KEY\n');
  findSecrets(root!, problems);
  expect(problems.sorted()).toMatchObject([{ code: 'SECRET_IN_CONFIG', path: 'key_env', secret: true }]);
});
