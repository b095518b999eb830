import type { ModelEvaluation } from '../app/research/index.ts';
import type { CommandContext } from './command.ts';
import { NOT_AVAILABLE, withSeparators } from './number-text.ts';
import { shortPath } from './run-text.ts';
import { factsText } from './table.ts';

type Scores = ModelEvaluation['scores'];

/** Names of the figures, in the order they are shown. */
const SHOWN: readonly (readonly [key: keyof Scores & string, label: string, classifier: boolean])[] = [
  ['log_loss', 'log-loss', true],
  ['brier', 'Brier score', true],
  ['accuracy', 'accuracy', true],
  ['balanced_accuracy', 'balanced accuracy', true],
  ['mcc', 'MCC', true],
  ['ic', 'IC', false],
  ['rank_ic', 'rank IC', false],
  ['rank_ic_t', 'rank IC t', false],
];

/** The answer of `evaluate`: what was scored, the figures beside the baselines, the looks and the verdict. */
export function evaluationText(answer: ModelEvaluation, { cwd, style }: Pick<CommandContext, 'cwd' | 'style'>): string {
  const { model, window, rows, looks, symbols, interval } = answer;
  const names = symbols.length > 6 ? `${symbols.slice(0, 6).join(' ')} and ${symbols.length - 6} more` : symbols.join(' ');
  const head = `${style.bold(model.name)}  ${model.family} ${model.kind}  ${names}  test window ${window.from} … ${window.to} ${interval}\n`;
  const stamps = answer.stamps.length === 0 ? '' : `${style.yellow(answer.stamps.join(' · '))}\n`;
  const silent = rows.window - rows.scored;
  const scored = withSeparators(String(rows.scored));
  const facts: (readonly [string, string])[] = [
    ['rows', silent === 0 ? scored : `${scored} (the model says nothing about ${withSeparators(String(silent))} more)`],
    ...figures(answer),
    ...baselines(answer),
    ['looks', `${looks} ${looks === 1 ? 'configuration' : 'configurations'}, this one among them`],
  ];
  const warnings = answer.warnings.map(({ code, message }) => `${style.yellow('warning')} ${code} ${message}\n`).join('');
  const better = answer.verdict === 'better_than_baselines';
  const verdict = better ? style.green(answer.verdict_line) : style.yellow(answer.verdict_line);
  const file = `${style.bold('model')}    ${shortPath(model.file, cwd)}\n`;
  return `${head}${stamps}\n${factsText(facts, style)}\n${warnings}${style.bold('verdict')}  ${verdict}\n${file}`;
}

function figures({ scores, model }: ModelEvaluation): readonly (readonly [string, string])[] {
  return SHOWN.filter(([, , classifier]) => !classifier || model.kind === 'classifier').map(([key, label]) => {
    const value = scores[key];
    if (typeof value === 'number') return [label, value.toFixed(4)];
    const reason = scores.not_available[key];
    return [label, reason === undefined ? NOT_AVAILABLE : `${NOT_AVAILABLE} (${reason})`];
  });
}

function baselines({ compared }: ModelEvaluation): readonly (readonly [string, string])[] {
  const name = compared.metric === 'log_loss' ? 'log-loss' : 'rank IC';
  const text = (value: number | null): string => {
    if (value !== null) return value.toFixed(4);
    return compared.not_available === null ? NOT_AVAILABLE : `${NOT_AVAILABLE} (${compared.not_available})`;
  };
  return [
    [`${name}, constant`, text(compared.constant)],
    [`${name}, linear`, text(compared.linear)],
  ];
}
