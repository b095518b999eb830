import type { OtherFile, ReferenceNote, ReferenceReport, ReferenceRow } from '../app/references/index.ts';
import { withSeparators } from './number-text.ts';
import type { Style } from './style.ts';
import { factsText, tableText } from './table.ts';

/** The tables of `verify`: what ships, what the folder holds, what did not simply pass, and what nothing checks. */
export function referencesText(report: ReferenceReport, style: Style): string {
  const { shipped, folder, references, others, totals } = report;
  const notes = (verdict: ReferenceNote['verdict']): readonly ReferenceNote[] =>
    [...shipped, ...references].flatMap((row) => row.notes.filter((note) => note.verdict === verdict));
  const failed = `${withSeparators(String(totals.failed))} failed`;
  const counts = [
    `${withSeparators(String(totals.passed))} of ${withSeparators(String(totals.cases))} cases passed`,
    `${totals.reasons} with a documented reason`,
    totals.failed === 0 ? failed : style.red(failed),
    ...(folder === null ? [] : [`${totals.not_checked} files not checked`]),
  ];
  return [
    section('Published figures that ship with the program', rowsText(shipped, style), style),
    ...(folder === null ? [] : [section(folder, rowsText(references, style), style)]),
    notesText('With a documented reason', notes('reason'), style),
    notesText('Failed', notes('fail'), style),
    filesText('Inputs', others, 'input', style),
    filesText('Not checked', others, 'not_checked', style),
    `${counts.join(', ')}\n`,
  ].join('');
}

function section(title: string, text: string, style: Style): string {
  return `${style.bold(title)}\n${text}\n`;
}

function rowsText(rows: readonly ReferenceRow[], style: Style): string {
  const columns = [
    { title: '' },
    { title: 'what' },
    ...['cases', 'values', 'passed', 'reason', 'failed'].map((title) => ({ title, align: 'right' as const })),
    { title: 'source' },
  ];
  const cells = rows.map((row) => [
    row.failed === 0 ? style.green('ok') : style.red('FAILED'),
    row.what,
    ...[row.cases, row.values, row.passed, row.reasons, row.failed].map((count) => withSeparators(String(count))),
    row.source,
  ]);
  return tableText(columns, cells, style);
}

function notesText(title: string, notes: readonly ReferenceNote[], style: Style): string {
  if (notes.length === 0) return '';
  return section(title, notes.map((note) => noteText(note, style)).join(''), style);
}

function noteText({ case: name, expected, got, note }: ReferenceNote, style: Style): string {
  const numbers = expected.length === 0 ? '' : `  printed ${expected.map(shown).join(', ')}, here ${got.map(shown).join(', ')}`;
  return `- ${name}${numbers}\n${note === null ? '' : `  ${style.dim(note)}\n`}`;
}

/** Enough digits to see the difference. */
function shown(one: ReferenceNote['got'][number]): string {
  if (one === null) return 'none';
  return typeof one === 'number' ? String(Number(one.toPrecision(7))) : one;
}

function filesText(title: string, others: readonly OtherFile[], status: OtherFile['status'], style: Style): string {
  const files = others.filter((other) => other.status === status);
  if (files.length === 0) return '';
  return section(
    title,
    factsText(
      files.map(({ file, reason }) => [file, reason] as const),
      style,
    ),
    style,
  );
}
