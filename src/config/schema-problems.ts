import { z } from 'zod';
import { didYouMean, nearest } from '../base/index.ts';
import { isProblemCode, type ProblemCode } from './codes.ts';
import { type ConfigNode, type Path, type PathPart, pathText, writtenPath } from './node.ts';
import { Problems, spanAt } from './problem.ts';
import { isKnown, isRecord, optionsOf, type Schema, shapeOf, stepInto, unwrap } from './schema-tools.ts';

type Issue = z.core.$ZodIssue;

interface Context {
  readonly root: ConfigNode;
  readonly schema: Schema;
  /** The data that was checked. */
  readonly input: unknown;
  readonly problems: Problems;
  /** Values that an earlier pass took away, as paths in the text: what is missing beside them is no news. */
  readonly removed?: readonly Path[];
}

/**
 * What the schema refused, in the words of CONFIG 1.13.
 * @returns the paths of the values that have to go before the rest can be used
 */
export function schemaProblems(issues: readonly Issue[], context: Context): readonly Path[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(asPart);
    const isNews = !isBesideRemoved(writtenPath(context.root, path), context.removed ?? []);
    return problemOf(issue, path, isNews ? context : { ...context, problems: new Problems('') });
  });
}

function isBesideRemoved(path: Path, removed: readonly Path[]): boolean {
  return removed.some((gone) => {
    const parent = gone.slice(0, -1);
    return parent.length > 0 && parent.every((part, index) => path[index] === part);
  });
}

type Report = Omit<Parameters<Problems['add']>[0], 'path'> & { readonly path: Path };

/** Adds a problem under its path in the text. */
function report(context: Context, problem: Report): void {
  context.problems.add({ ...problem, path: writtenPath(context.root, problem.path) });
}

function asPart(part: PropertyKey): PathPart {
  return typeof part === 'symbol' ? String(part) : part;
}

function problemOf(issue: Issue, path: Path, context: Context): readonly Path[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, context));
  if (issue.code === 'invalid_union') return unionProblem(issue, path, context);
  const value = valueAt(context.input, path);
  if (value === undefined && issue.code !== 'custom') return [missingKey(path, context)];
  if (issue.code === 'invalid_key') return [badKey(issue, path, context)];
  const { code, message, hint } = sentence(issue, path, value, context);
  report(context, { code, path, message, hint, span: spanAt(context.root, path) });
  return [path];
}

interface Sentence {
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

function sentence(issue: Issue, path: Path, value: unknown, context: Context): Sentence {
  const label = labelOf(writtenPath(context.root, path));
  switch (issue.code) {
    case 'custom':
      return customSentence(issue, label, value);
    case 'invalid_type':
      return typeSentence(issue.expected, label, value);
    case 'too_small':
    case 'too_big':
      return rangeSentence(issue, path, label, context);
    case 'invalid_value':
      return choiceSentence(issue.values, label, value);
    case 'invalid_format':
      return formSentence(issue.message, label, value);
    default:
      return { code: 'CONFIG_TYPE', message: `${label}: ${issue.message}` };
  }
}

function customSentence(issue: z.core.$ZodIssueCustom, label: string, value: unknown): Sentence {
  const params: unknown = issue.params;
  const code = isRecord(params) && isProblemCode(params['code']) ? params['code'] : undefined;
  const hint = isRecord(params) && typeof params['hint'] === 'string' ? params['hint'] : undefined;
  if (code !== undefined)
    return { code, message: /^(is|must|needs|has) /.test(issue.message) ? `${label} ${issue.message}` : issue.message, hint };
  return { ...formSentence(issue.message, label, value), ...(hint === undefined ? {} : { hint }) };
}

/** A text (or number) of the right type and the wrong form. */
function formSentence(message: string, label: string, value: unknown): Sentence {
  if (!/^(is|must|needs|has) /.test(message)) return { code: 'CONFIG_TYPE', message };
  const scalar = typeof value !== 'object';
  const shown = message.startsWith('must be ') && scalar ? `, not ${JSON.stringify(value)}` : '';
  return { code: 'CONFIG_TYPE', message: `${label} ${message}${shown}` };
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a map',
  record: 'a map',
  null: 'nothing',
};

function typeSentence(expected: string, label: string, value: unknown): Sentence {
  const wanted = TYPE_WORDS[expected] ?? `a ${expected}`;
  const hint = expected === 'string' && typeof value !== 'object' ? `write it in quotes: "${String(value)}"` : undefined;
  return { code: 'CONFIG_TYPE', message: `${label} must be ${wanted}, not ${kindOf(value, wanted)}`, hint };
}

function kindOf(value: unknown, wanted: string): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'a map';
  if (typeof value === 'string') return wanted === 'a text' ? JSON.stringify(value) : 'a text';
  if (typeof value === 'number') return wanted === 'a whole number' || !Number.isFinite(value) ? String(value) : 'a number';
  return String(value);
}

type RangeIssue = z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig;

function rangeSentence(issue: RangeIssue, path: Path, label: string, context: Context): Sentence {
  const bag = bounds(schemaAt(context.schema, path, context.input));
  const own = issue.code === 'too_small' ? { minimum: Number(issue.minimum) } : { maximum: Number(issue.maximum) };
  const { minimum, maximum, above, below } = { ...own, ...bag };
  const unit = issue.origin === 'array' ? ' entries' : issue.origin === 'string' ? ' characters' : '';
  const verb = issue.origin === 'array' || issue.origin === 'string' ? 'must have' : 'must be';
  const low = above === undefined ? minimum : above;
  const high = below === undefined ? maximum : below;
  if (issue.origin === 'array' && low === 1 && high === undefined)
    return { code: 'CONFIG_RANGE', message: `${label} must not be empty` };
  let range: string;
  if (low !== undefined && high !== undefined) range = `between ${number(low)} and ${number(high)}`;
  else if (low !== undefined) range = above === undefined ? `at least ${number(low)}` : `above ${number(low)}`;
  else range = below === undefined ? `at most ${number(high ?? Number.NaN)}` : `below ${number(high ?? Number.NaN)}`;
  return { code: 'CONFIG_RANGE', message: `${label} ${verb} ${range}${unit}` };
}

function number(value: number): string {
  return value === Number.MAX_SAFE_INTEGER ? '2^53 − 1' : String(value);
}

interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly above?: number;
  readonly below?: number;
}

/** What the checks of a schema allow; a whole number's own ends are left out. */
function bounds(schema: Schema | undefined): Bounds {
  const result: { minimum?: number; maximum?: number; above?: number; below?: number } = {};
  for (const option of schema === undefined ? [] : optionsOf(schema)) {
    for (const check of option._zod.def.checks ?? []) {
      const def: unknown = check._zod.def;
      if (!isRecord(def)) continue;
      const value = [def['value'], def['minimum'], def['maximum'], def['length']].find((item) => typeof item === 'number');
      if (typeof value !== 'number') continue;
      if (def['check'] === 'greater_than') result[def['inclusive'] === true ? 'minimum' : 'above'] = value;
      else if (def['check'] === 'less_than') result[def['inclusive'] === true ? 'maximum' : 'below'] = value;
      else if (def['check'] === 'min_length') result.minimum = value;
      else if (def['check'] === 'max_length') result.maximum = value;
    }
  }
  return result;
}

function choiceSentence(values: readonly unknown[], label: string, value: unknown): Sentence {
  const words = values.map(String);
  const shown = words.length > 12 ? `${words.slice(0, 12).join(', ')} and ${words.length - 12} more` : words.join(', ');
  if (typeof value === 'object')
    return { code: 'CONFIG_TYPE', message: `${label} must be one of ${shown}, not ${kindOf(value, '')}` };
  const near = nearest(String(value), words);
  return {
    code: 'CONFIG_VALUE_UNKNOWN',
    message: `${label} ${JSON.stringify(value)} is not one of ${shown}`,
    hint: near === undefined ? undefined : `did you mean "${near}"?`,
  };
}

function unknownKey(parent: Path, key: string, context: Context): Path {
  const path = [...parent, key];
  const schema = schemaAt(context.schema, parent, context.input);
  const known = knownKeys(schema, valueAt(context.input, parent));
  const own = schema === undefined ? undefined : z.globalRegistry.get(unwrap(schema))?.['unknownKey'];
  report(context, {
    code: isProblemCode(own) ? own : 'CONFIG_KEY_UNKNOWN',
    path,
    message: `${parent.length === 0 ? 'the project file' : pathText(writtenPath(context.root, parent))} has no key "${key}"`,
    hint: didYouMean(key, known),
    span: spanAt(context.root, path, 'key'),
  });
  return path;
}

/** A key of a free map: not one of the words it may be, or not of the form a name has. */
function badKey(issue: z.core.$ZodIssueInvalidKey, path: Path, context: Context): Path {
  const inner = issue.issues[0];
  const key = String(path.at(-1));
  if (inner === undefined || inner.code === 'invalid_value') {
    const words = inner === undefined ? [] : inner.values.map(String);
    report(context, {
      code: 'CONFIG_KEY_UNKNOWN',
      path,
      message: `${pathText(path.slice(0, -1))} has no key "${key}"`,
      hint: didYouMean(key, words),
      span: spanAt(context.root, path, 'key'),
    });
  } else {
    const { code, message, hint } = sentence(inner, path, key, context);
    report(context, { code, path, message, hint, span: spanAt(context.root, path, 'key') });
  }
  return path;
}

function missingKey(path: Path, context: Context): Path {
  const parent = path.slice(0, -1);
  const holder = parent.length === 0 ? 'the project file' : pathText(writtenPath(context.root, parent));
  report(context, {
    code: 'CONFIG_KEY_MISSING',
    path: parent,
    message: `${holder} needs "${String(path.at(-1))}"`,
    span: spanAt(context.root, parent, 'key'),
  });
  return parent;
}

function unionProblem(issue: z.core.$ZodIssueInvalidUnion, path: Path, context: Context): readonly Path[] {
  const value = valueAt(context.input, path);
  if (value === undefined) return [missingKey(path, context)];
  const schema = schemaAt(context.schema, path, context.input);
  const formKeys = schema === undefined ? undefined : formKeysOf(unwrap(schema));
  if (formKeys !== undefined && isRecord(value) && !formKeys.some((key) => Object.hasOwn(value, key))) {
    return [missingForm(path, formKeys, context)];
  }
  const branches = issue.errors.filter(
    (errors) => !errors.some((error) => error.path.length === 0 && error.code !== 'unrecognized_keys'),
  );
  if (branches.length > 0) {
    const best = branches[branchIndex(issue.errors, branches, value, formKeys)]!;
    return best.flatMap((error) => problemOf(error, [...path, ...error.path.map(asPart)], context));
  }
  const words =
    issue.discriminator === undefined
      ? issue.errors.flat().flatMap((error) => (error.code === 'invalid_value' ? error.values.map(String) : []))
      : discriminatorValues(context, path);
  const { code, message, hint } =
    issue.discriminator === undefined
      ? mixedSentence(issue, words, labelOf(path), value)
      : choiceSentence(words, labelOf(path), value);
  report(context, { code, path, message, hint, span: spanAt(context.root, path) });
  return [path];
}

function missingForm(path: Path, keys: readonly string[], context: Context): Path {
  report(context, {
    code: 'CONFIG_KEY_MISSING',
    path,
    message: `${pathText(writtenPath(context.root, path))} needs one of ${keys.map((key) => `"${key}"`).join(', ')}`,
    span: spanAt(context.root, path, 'key'),
  });
  return path;
}

/** `cost must be "auto" or a whole number, not a map`. */
function mixedSentence(issue: z.core.$ZodIssueInvalidUnion, words: readonly string[], label: string, value: unknown): Sentence {
  const types = issue.errors
    .flat()
    .flatMap((error) => (error.code === 'invalid_type' ? [TYPE_WORDS[error.expected] ?? error.expected] : []));
  const wanted = [...new Set([...words.map((word) => `"${word}"`), ...types])];
  const own = issue.errors.flat().find((error) => error.code !== 'invalid_type' && error.code !== 'invalid_value');
  if (own !== undefined && typeof value === 'string') return formSentence(own.message, label, value);
  if (wanted.length === 0) return { code: 'CONFIG_TYPE', message: `${label} has none of the forms it can have` };
  const shown = typeof value === 'string' ? JSON.stringify(value) : kindOf(value, '');
  return { code: 'CONFIG_TYPE', message: `${label} must be ${wanted.join(' or ')}, not ${shown}` };
}

/** The branch meant: by the key that only one form has, else the one with the fewest faults. */
function branchIndex(
  all: readonly (readonly Issue[])[],
  branches: readonly (readonly Issue[])[],
  value: unknown,
  formKeys: readonly string[] | undefined,
): number {
  const form = formKeys === undefined || !isRecord(value) ? -1 : formKeys.findIndex((key) => Object.hasOwn(value, key));
  const meant = form < 0 ? -1 : branches.indexOf(all[form] ?? []);
  if (meant >= 0) return meant;
  let best = 0;
  for (const [index, branch] of branches.entries()) if (weight(branch) < weight(branches[best]!)) best = index;
  return best;
}

function formKeysOf(schema: Schema): readonly string[] | undefined {
  const keys = z.globalRegistry.get(schema)?.['formKeys'];
  return Array.isArray(keys) ? keys.map(String) : undefined;
}

function weight(branch: readonly Issue[]): number {
  return branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

/** The words that decide between the members of a union; `path` ends in the key that holds the word. */
function discriminatorValues(context: Context, path: Path): readonly string[] {
  const schema = schemaAt(context.schema, path.slice(0, -1), context.input);
  return (schema === undefined ? [] : optionsOf(schema)).flatMap((option) => {
    const property = shapeOf(option)?.[String(path.at(-1))];
    const literal = property === undefined ? undefined : unwrap(property);
    return literal !== undefined && isKnown(literal) && literal._zod.def.type === 'literal'
      ? literal._zod.def.values.map(String)
      : [];
  });
}

function knownKeys(schema: Schema | undefined, value: unknown): readonly string[] {
  if (schema === undefined) return [];
  const options = optionsOf(schema);
  const shapes = options.map(shapeOf).filter((shape) => shape !== undefined);
  const written = isRecord(value) ? value : {};
  const own = shapes.filter((shape) => Object.keys(shape).some((key) => Object.hasOwn(written, key)));
  return [...new Set((own.length > 0 ? own : shapes).flatMap((shape) => Object.keys(shape)))];
}

/** The schema of the value at a path. */
export function schemaAt(schema: Schema, path: Path, input: unknown): Schema | undefined {
  let current: Schema | undefined = schema;
  let value = input;
  for (const part of path) {
    if (current === undefined) return undefined;
    current = stepInto(current, part, value);
    value = valueAt(value, [part]);
  }
  return current;
}

export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (Array.isArray(current) && typeof part === 'number') current = current[part];
    else if (isRecord(current) && Object.hasOwn(current, String(part))) current = current[String(part)];
    else return undefined;
  }
  return current;
}

/** What a sentence calls a value: its key, with the index where it is an entry of a list. */
function labelOf(path: Path): string {
  let from = path.length - 1;
  while (from > 0 && typeof path[from] === 'number') from -= 1;
  return pathText(path.slice(Math.max(0, from)));
}
