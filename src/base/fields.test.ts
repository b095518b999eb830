import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import * as fields from './fields.ts';

const codeOf = (schema: z.ZodType, value: unknown): string | undefined => {
  const result = schema.safeParse(value);
  if (result.success) return undefined;
  const issue = result.error.issues[0]!;
  return issue.code === 'custom' ? String(issue.params?.['code'] ?? 'custom') : issue.code;
};

describe('field types', () => {
  test('a fraction above 1 is told apart, with what was probably meant', () => {
    expect(codeOf(fields.fraction(), 0.05)).toBeUndefined();
    expect(codeOf(fields.fraction(), 1)).toBeUndefined();
    expect(codeOf(fields.fraction(), 5)).toBe('CONFIG_FRACTION');
    expect(codeOf(fields.fraction(), -0.1)).toBe('CONFIG_FRACTION');
    const issue = fields.fraction().safeParse(5).error?.issues[0];
    expect(issue?.code === 'custom' ? issue.params?.['hint'] : undefined).toBe('5 means 500 %; did you mean 0.05?');
  });

  test('words of the expression language are reserved', () => {
    expect(codeOf(fields.name(), 'close')).toBe('NAME_RESERVED');
    expect(codeOf(fields.name(), 'close_2')).toBeUndefined();
    expect(codeOf(fields.name(), '2close')).toBe('invalid_format');
  });

  test.each<[z.ZodType, unknown[], unknown[]]>([
    [fields.symbol(), ['SPX', 'BTC/USDT', '^GSPC', 'ES=F', '0700.HK'], ['', 'A B', '-X', 'x'.repeat(33)]],
    [fields.date(), ['2020-02-29'], ['2019-02-29', '2020/01/01', 20200101]],
    [fields.clock(), ['18:00', '00:00'], ['24:00', '6:00', '18:60']],
    [fields.zone(), ['America/New_York', 'UTC'], ['Mars/Olympus', '']],
    [fields.money(), ['100000', '0.005'], ['-1', '1e5', '1,000', 5]],
    [fields.env(), ['APCA_KEY'], ['apca', '1X', 'A-B']],
    [fields.duration(), ['30s'], ['30', '0s']],
    [fields.gate(), [{ min: 1 }, { below: 0.7, severity: 'warn' }], [{}, { severity: 'warn' }, { mim: 1 }]],
  ])('accepts and refuses (%#)', (schema, good, bad) => {
    for (const value of good) expect(schema.safeParse(value).success, JSON.stringify(value)).toBe(true);
    for (const value of bad) expect(schema.safeParse(value).success, JSON.stringify(value)).toBe(false);
  });
});
