import { didYouMean, expressions } from '../../base/index.ts';
import { signalPart } from '../model/signal-names.ts';
import { PRESETS, type RuleConfig } from '../rule-config.ts';
import { linesOf, type RuleText, textsOf } from './lines.ts';

/** The names of an agent's own position in the language. */
export const POSITION_NAMES = ['position.bars_held', 'position.entry_price', 'position.unrealised', 'position.weight'] as const;
export type PositionName = (typeof POSITION_NAMES)[number];

export function isPositionName(name: string): name is PositionName {
  return POSITION_NAMES.some((known) => known === name);
}

/** Something wrong, or worth a warning, in a rule. */
export interface RuleProblem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** From `rule` on: `['when', 0, 'if']`. */
  readonly path: readonly (string | number)[];
  readonly hint?: string | undefined;
  /** Place inside the text, its first character being column 1. */
  readonly column?: number | undefined;
  readonly length?: number | undefined;
}

export interface RuleNames {
  /** Bar fields, features and their outputs: {@link featureNames} of src/features. */
  readonly features: ReadonlySet<string>;
  /** Signals of the models that the agent declares: {@link signalNames}; absent: none. */
  readonly signals?: ReadonlySet<string>;
}

/** Reads every expression of a rule, types it and looks its names up. Presets of later versions have nothing to check. */
export function checkRule(rule: RuleConfig, names: RuleNames): readonly RuleProblem[] {
  if ('preset' in rule) return checkPreset(rule, names);
  const problems = textsOf(linesOf(rule))
    .filter(({ derived }) => derived !== true)
    .flatMap((part) => checkText(part, names));
  return [...problems, ...unusedWeights(rule)];
}

function checkPreset(rule: Extract<RuleConfig, { readonly preset: string }>, names: RuleNames): readonly RuleProblem[] {
  if (PRESETS.find((known) => known.name === rule.preset)?.active !== true) return [];
  const problems: RuleProblem[] = [];
  for (const [key, value] of Object.entries(rule)) {
    if (!/(^|_)feature$/.test(key) || typeof value !== 'string' || names.features.has(value)) continue;
    const message = `no feature is named "${value}"`;
    const hint = didYouMean(value, names.features);
    problems.push({ code: 'FEATURE_UNKNOWN', severity: 'error', message, path: [key], hint });
  }
  return problems;
}

function checkText({ text, wanted, path }: RuleText, names: RuleNames): readonly RuleProblem[] {
  const parsed = expressions.parseExpression(text);
  if (!parsed.ok) return [{ ...parsed.problem, severity: 'error', path }];
  const signals = names.signals ?? new Set<string>();
  const problems = expressions.checkExpression(parsed.expression, wanted, {
    has: (name) => names.features.has(name) || isPositionName(name) || signals.has(name),
    known: [...names.features, ...POSITION_NAMES, ...signals],
    forbids: (name) =>
      signals.size === 0 && signalPart(name) !== undefined
        ? `${name} is a model's signal, and the agent declares no model in model_signal_sources`
        : undefined,
  });
  return [...problems, ...positionInHistory(parsed.expression)].map((problem) => ({ ...problem, severity: 'error', path }));
}

/** Positions have no history: they are known at the moment of the decision only. */
function positionInHistory(expression: expressions.Expression): readonly expressions.ExpressionProblem[] {
  const problems: expressions.ExpressionProblem[] = [];
  for (const node of expressions.nodesOf(expression)) {
    if (node.kind !== 'call' || expressions.functionShape(node.name).history === undefined) continue;
    const read = expressions.namesOf(node).find((name) => name.startsWith('position.'));
    if (read === undefined) continue;
    problems.push({
      code: 'RULE_TYPE',
      message: `${node.name} looks back and ${read} has no history`,
      column: node.start + 1,
      length: node.end - node.start,
    });
  }
  return problems;
}

function unusedWeights(rule: RuleConfig): readonly RuleProblem[] {
  if (!('when' in rule)) return [];
  return rule.when.flatMap(({ action, weight }, index) => {
    if (weight === undefined || action === 'buy' || action === 'sell') return [];
    const message = `nothing uses weight because the action is ${action}`;
    return [{ code: 'SETTING_UNUSED', severity: 'warning', message, path: ['when', index, 'weight'] } as const];
  });
}
