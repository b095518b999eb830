import { z } from 'zod';
import { parseDate, parseDuration, TIMEFRAMES } from './time.ts';

// A schema is used a few times in a process: compiling it first costs more than it saves, and needs code made from text.
z.config({ jitless: true });

/**
 * The field types that every section of `project.yaml` uses (docs/reference/config.md, "field types").
 *
 * `meta.field` names the type for the editor's schema, the reference page and the reader of the YAML text, which hands a
 * `money` field its source text so that it never passes through a float. A problem found by a `check` carries `params.code`,
 * the code shown to the user, and `params.hint`.
 */
export const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
const PROJECT_NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;
export const SYMBOL_PATTERN = /^[A-Za-z0-9^][A-Za-z0-9.^=/_:-]{0,31}$/;

/** Words of the expression language: no feature, agent or source may be named like one. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  ...[
    'open',
    'high',
    'low',
    'close',
    'volume',
    'signal',
    'position',
    'true',
    'false',
    'and',
    'or',
    'not',
    'abs',
    'log',
    'exp',
    'sqrt',
  ],
  ...[
    'sign',
    'min',
    'max',
    'clip',
    'if',
    'between',
    'lag',
    'change',
    'pct_change',
    'sma',
    'ema',
    'std',
    'highest',
    'lowest',
    'sum',
  ],
  ...['bars_since', 'crosses_above', 'crosses_below'],
]);

/** Schemas never change: one instance of each field type serves every key, which keeps the start of the program short. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

export const name = once(
  (): z.ZodString =>
    z
      .string()
      .regex(NAME_PATTERN, 'a name has letters, digits and _, begins with a letter and is at most 64 long')
      .check((ctx) => {
        if (RESERVED_WORDS.has(ctx.value)) {
          ctx.issues.push({
            code: 'custom',
            input: ctx.value,
            message: `"${ctx.value}" is a word of the expression language`,
            params: { code: 'NAME_RESERVED' },
          });
        }
      })
      .meta({ field: 'name' }),
);
export const projectName = once(
  (): z.ZodString =>
    z
      .string()
      .regex(PROJECT_NAME_PATTERN, 'a project name has letters, digits, _ and -, begins with a letter and is at most 64 long')
      .meta({ field: 'name' }),
);
export const symbol = once(
  (): z.ZodString =>
    z
      .string()
      .regex(SYMBOL_PATTERN, 'a symbol has letters, digits and . ^ = / _ : - and is at most 32 long')
      .meta({ field: 'symbol' }),
);
export const timeframe = once(
  (): z.ZodEnum<{ [K in (typeof TIMEFRAMES)[number]]: K }> => z.enum(TIMEFRAMES).meta({ field: 'timeframe' }),
);
export const duration = once(
  (): z.ZodString =>
    z
      .string()
      .refine((text) => parseDuration(text) !== undefined, 'must be a duration such as 30s, 5m, 1h or 2d')
      .meta({ field: 'duration' }),
);
export const date = once(
  (): z.ZodString =>
    z
      .string()
      .refine((text) => parseDate(text) !== undefined, 'must be a date written YYYY-MM-DD')
      .meta({ field: 'date' }),
);
export const clock = once(
  (): z.ZodString =>
    z
      .string()
      .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time of day written HH:MM')
      .meta({ field: 'clock' }),
);
export const zone = once(
  (): z.ZodString => z.string().refine(isZone, 'must be an IANA time zone such as America/New_York').meta({ field: 'zone' }),
);
export const env = once(
  (): z.ZodString =>
    z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/, 'must be the NAME of an environment variable (capital letters, digits, _)')
      .meta({ field: 'env' }),
);
export const path = once((): z.ZodString => z.string().min(1).meta({ field: 'path' }));
export const ratio = once((): z.ZodNumber => z.number().min(0).meta({ field: 'ratio' }));
export const bps = once((): z.ZodNumber => z.number().min(0).max(10_000).meta({ field: 'bps' }));

/** 0 … 1. Above 1 is CONFIG_FRACTION with the value that was probably meant. */
export const fraction = once(
  (): z.ZodNumber =>
    z
      .number()
      .check((ctx) => {
        const value = ctx.value;
        if (value >= 0 && value <= 1) return;
        const hint =
          value > 1 && value <= 100
            ? `${value} means ${value * 100} %; did you mean ${Number((value / 100).toPrecision(12))}?`
            : undefined;
        ctx.issues.push({
          code: 'custom',
          input: value,
          message: 'is a fraction from 0 to 1',
          params: { code: 'CONFIG_FRACTION', hint },
        });
      })
      .meta({ field: 'fraction' }),
);

/** A decimal ≥ 0, kept as text: `"100000"`, `"0.005"`. */
export const money = once(
  (): z.ZodString =>
    z
      .string()
      .regex(/^\d{1,15}(\.\d{1,8})?$/, 'must be an amount of money such as 100000 or 0.005')
      .meta({ field: 'money' }),
);

export const url = once((): z.ZodString => z.string().min(1).meta({ field: 'url' }));

/** https, or http to this machine. */
export const secureUrl = once(
  (): z.ZodString =>
    url().refine(
      (text) => /^https:\/\/[^/\s]+/.test(text) || /^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])([:/]|$)/.test(text),
      'must begin with https://, or with http:// to this machine',
    ),
);

/** A bound on a metric: at least one of the four, and what failing it means. */
export const gate = () =>
  z
    .strictObject({
      min: z.number().optional(),
      max: z.number().optional(),
      above: z.number().optional(),
      below: z.number().optional(),
      severity: z.enum(['block', 'warn']).default('block'),
    })
    .refine(
      (g) => g.min !== undefined || g.max !== undefined || g.above !== undefined || g.below !== undefined,
      'needs at least one of min, max, above, below',
    )
    .meta({ field: 'gate' });

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: text });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * Changed evidence gates by name: another threshold, or `severity: warn`. A reason is demanded by a cross check, so that its
 * problem has its own code.
 */
export const gateOverrides = () =>
  z
    .record(
      z.string(),
      z.strictObject({
        threshold: z.number().optional(),
        severity: z.enum(['warn']).optional(),
        reason: z.string().min(1).optional(),
      }),
    )
    .meta({ field: 'gateOverrides' });

/** The values of an object schema whose keys all have defaults, used when the key is absent. */
export const section = <Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodPrefault<z.ZodObject<Shape, z.core.$strict>> => {
  const object = z.strictObject(shape);
  return object.prefault(() => ({}) as z.input<typeof object>);
};

/** A block that is off when absent, on with its defaults when `true`, off when `false`, on when a map is written. */
export const block = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z
    .union([z.literal(false), z.strictObject(shape)])
    .default(false)
    .meta({ field: 'block' });

/** ISO 4217 or a coin: three to six capital letters. */
export const currency = once(
  (): z.ZodString =>
    z
      .string()
      .regex(/^[A-Z]{3,6}$/, 'must be a currency code such as USD')
      .meta({ field: 'currency' }),
);
