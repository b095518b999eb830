import { MODEL_WARNINGS } from '../../src/app/backtest/index.ts';
import { DATA_WARNINGS, MACHINE_WARNINGS } from '../../src/app/data/index.ts';
import { TRAINING_WARNINGS } from '../../src/app/research/index.ts';
import { PROBLEM_CODES } from '../../src/config/index.ts';
import { leaks } from '../../src/research/index.ts';
import { codesInUse } from '../error-codes.ts';
import { bullets, code, GENERATED, page, table } from './markdown.ts';

const WARNINGS = { ...DATA_WARNINGS, ...MACHINE_WARNINGS, ...MODEL_WARNINGS, ...TRAINING_WARNINGS };

/** Every code the program can print. */
export function renderErrors(): string {
  const { classes, values, reasons } = codesInUse();
  const problems = Object.entries(PROBLEM_CODES).sort(([a], [b]) => (a < b ? -1 : 1));
  const known = new Set([...problems.map(([name]) => name), ...classes.map((one) => one.code)]);
  const kinds = Object.values(leaks.LEAKS);
  for (const kind of kinds) known.add(kind.code);
  const others = values.filter((name) => !known.has(name) && !Object.hasOwn(WARNINGS, name));
  return page(
    GENERATED,
    '# Error codes',
    'Programs read the code, people the sentence; a code never changes its meaning. Exit codes: 0 done, 1 the answer is no, 2 your input, 3 the outside world, 70 our bug.',
    '## Problems of the configuration',
    '`validate` collects them all and shows each with its place. An error ends with exit code 2, a warning stops nothing.',
    table(
      ['code', 'kind', 'meaning'],
      problems.map(([name, { severity, summary }]) => [code(name), severity, summary]),
    ),
    '## Failures',
    'They end a command, with one sentence and a hint.',
    table(
      ['code', 'exit', 'meaning'],
      classes.map((one) => [code(one.code), one.exitCode, one.meaning]),
    ),
    '## Warnings about data, models and the machine',
    'They stop nothing and are shown with the result, in the report and in `summary.json`.',
    table(
      ['code', 'meaning'],
      Object.entries(WARNINGS).map(([name, meaning]) => [code(name), meaning]),
    ),
    '## Leaks',
    'What the certificate of a run can find. A leak makes the verdict invalid, and `validate --deep` ends with exit code 1; a note does not.',
    table(
      ['code', 'kind', 'meaning', 'what to do'],
      kinds.map(({ code: name, summary, fix, blocks }) => [code(name), blocks ? 'leak' : 'note', summary, fix]),
    ),
    others.length === 0
      ? undefined
      : `## Warnings and notes\n\nThey stop nothing and are shown with the result.\n\n${bullets(others.map(code))}`,
    reasons.length === 0
      ? undefined
      : `## Reasons of refusals\n\nWhy an order did not go out, each with the two numbers compared.\n\n${bullets(reasons.map(code))}`,
  );
}
