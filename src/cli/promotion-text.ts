import type { PromotedTarget, PromotionAnswer } from '../app/promotion/index.ts';
import { NOT_AVAILABLE } from './number-text.ts';
import type { Style } from './style.ts';
import { tableText } from './table.ts';

type GateRow = PromotionAnswer['gates'][number];

/** The answer of `promote`: every gate with its value and bound, what to do about those that did not pass, and what is in use now. */
export function promotionText(answer: PromotionAnswer, style: Style): string {
  const head = `${style.bold(answer.name)}  ${answer.run_id}\n`;
  const stamps = answer.stamps.length === 0 ? '' : `${style.yellow(answer.stamps.join(' · '))}\n`;
  const table = tableText(
    [{ title: 'gate' }, { title: 'value' }, { title: 'threshold' }, { title: 'result' }, { title: 'note' }],
    answer.gates.map((row) => [row.gate, valueText(row.value), row.bound, resultText(row, style), row.note ?? '']),
    style,
  );
  const actions = answer.gates.flatMap(({ gate, next_action }) => (next_action === null ? [] : [`${gate}: ${next_action}\n`]));
  const next = actions.length === 0 ? '' : `\n${style.bold('next')}\n${actions.join('')}`;
  return `${head}${stamps}\n${table}${next}\n${outcomeText(answer, style)}`;
}

function valueText(value: GateRow['value']): string {
  if (value === null) return NOT_AVAILABLE;
  return typeof value === 'string' ? value : String(Number(value.toFixed(4)));
}

function resultText({ outcome }: GateRow, style: Style): string {
  if (outcome === 'PASS') return style.green(outcome);
  return outcome === 'WARN' ? style.yellow(outcome) : style.red(outcome);
}

function outcomeText({ passed, dry_run, gates, targets }: PromotionAnswer, style: Style): string {
  if (!passed) {
    const failed = gates.filter(({ outcome }) => outcome === 'FAIL').length;
    return `${style.red('not promoted')}  ${failed === 1 ? '1 gate fails' : `${failed} gates fail`}; nothing was written\n`;
  }
  const word = dry_run ? style.yellow('would promote') : style.green('promoted');
  const lines = targets.map((target) => `${word}  ${targetText(target)}\n`);
  return dry_run ? `${lines.join('')}dry run: nothing was written\n` : lines.join('');
}

function targetText({ name, path, model, replaces }: PromotedTarget): string {
  const before = replaces === null ? '' : ` (replaces ${replaces.model} of ${replaces.source_run_id})`;
  return `${name} → ${path}/${model}${before}`;
}
