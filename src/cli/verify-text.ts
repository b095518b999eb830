import type { RunDifference, VerifyResult } from '../app/runs/index.ts';
import type { Style } from './style.ts';

const LONGEST = 120;

/** The answer of `runs verify`: equal, or the first difference of each file that has one. */
export function verifyText({ run_id, equal, files, differences }: VerifyResult, style: Style): string {
  if (equal) return `${style.green('equal')}  ${run_id}: ${files.length} files have the same bytes, times and ids aside\n`;
  const count = `${differences.length} of ${files.length} files differ`;
  return [`${style.red('different')}  ${run_id}: ${count}\n`, ...differences.map(differenceText)].join('');
}

function differenceText({ file, line, field, stored, rerun }: RunDifference): string {
  const place = `${file}${line === null ? '' : `:${line}`}${field === null ? '' : ` ${field}`}`;
  return `${place}\n  stored  ${shortened(stored)}\n  now     ${shortened(rerun)}\n`;
}

function shortened(text: string | null): string {
  if (text === null) return '(nothing)';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
