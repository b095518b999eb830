import { type expressions, shortestDecimal } from '../../base/index.ts';
import type { EntryRule, PresetRule, RuleConfig, WhenRule } from '../rule-config.ts';
import { PresetNotAvailableError } from './errors.ts';

/** A text of the rule with its place in the configuration. */
export interface RuleText {
  readonly text: string;
  readonly wanted: expressions.ExpressionType;
  /** From `rule` on: `['when', 0, 'if']`. */
  readonly path: readonly (string | number)[];
  /** Made of another text of the rule, which is checked itself. */
  readonly derived?: true;
}

/** One line: when its condition is true, and the side fits, its action is the decision. */
export interface RuleLine {
  readonly condition: RuleText;
  /** Only with such a position of the symbol; absent: always. */
  readonly side?: 'long' | 'short';
  readonly action: 'buy' | 'sell' | 'close' | 'hold';
  readonly weight?: RuleText;
  readonly reason?: string;
}

/** Every way to write a rule comes down to one of these two. The first true line wins, none true: hold. */
export type RuleLines =
  | { readonly kind: 'when'; readonly lines: readonly RuleLine[] }
  | { readonly kind: 'target'; readonly target: RuleText };

/** @throws PresetNotAvailableError for a preset of a later version */
export function linesOf(rule: RuleConfig): RuleLines {
  if ('preset' in rule) return { kind: 'when', lines: presetLines(rule) };
  if ('when' in rule) return { kind: 'when', lines: whenLines(rule) };
  if ('target' in rule) return { kind: 'target', target: text(rule.target, 'number', ['target']) };
  return { kind: 'when', lines: entryLines(rule) };
}

/** Presets as lines of the language, so that they run, explain and warm up like any rule. */
function presetLines(rule: PresetRule): readonly RuleLine[] {
  switch (rule.preset) {
    case 'rsi_threshold': {
      const buy = `${rule.feature} < ${shortestDecimal(rule.buy_below)}`;
      const sell = `${rule.feature} > ${shortestDecimal(rule.sell_above)}`;
      return [
        { condition: text(buy, 'condition', ['feature']), action: 'buy' },
        { condition: text(sell, 'condition', ['feature']), action: 'sell' },
      ];
    }
    case 'sma_crossover': {
      const { fast_feature: fast, slow_feature: slow } = rule;
      return [
        { condition: text(`${fast} > ${slow}`, 'condition', ['fast_feature']), action: 'buy' },
        { condition: text(`${fast} < ${slow}`, 'condition', ['fast_feature']), action: 'sell' },
      ];
    }
    default:
      throw new PresetNotAvailableError(rule.preset);
  }
}

function whenLines(rule: WhenRule): readonly RuleLine[] {
  return rule.when.map((line, index) => ({
    condition: text(line.if, 'condition', ['when', index, 'if']),
    action: line.action,
    ...(line.weight === undefined ? {} : { weight: text(line.weight, 'number', ['when', index, 'weight']) }),
    ...(line.reason === undefined ? {} : { reason: line.reason }),
  }));
}

/** The exit of the open side first, then the entries; an absent exit is `not entry`. */
function entryLines(rule: EntryRule): readonly RuleLine[] {
  const entry = text(rule.entry, 'condition', ['entry']);
  const lines: RuleLine[] = [{ condition: exitOf(rule.exit, entry, 'exit'), side: 'long', action: 'close' }];
  const shortEntry = rule.short_entry === undefined ? undefined : text(rule.short_entry, 'condition', ['short_entry']);
  if (shortEntry !== undefined || rule.short_exit !== undefined) {
    const never = text(false, 'condition', ['short_entry']);
    lines.push({ condition: exitOf(rule.short_exit, shortEntry ?? never, 'short_exit'), side: 'short', action: 'close' });
  }
  lines.push({ condition: entry, action: 'buy' });
  if (shortEntry !== undefined) lines.push({ condition: shortEntry, action: 'sell' });
  return lines;
}

function exitOf(exit: string | boolean | undefined, entry: RuleText, key: string): RuleText {
  if (exit !== undefined) return text(exit, 'condition', [key]);
  return { text: `not (${entry.text})`, wanted: 'condition', path: entry.path, derived: true };
}

function text(value: string | number | boolean, wanted: expressions.ExpressionType, path: RuleText['path']): RuleText {
  return { text: typeof value === 'number' ? shortestDecimal(value) : String(value), wanted, path };
}

/** All texts of a rule, in the order of the lines. */
export function textsOf(lines: RuleLines): readonly RuleText[] {
  if (lines.kind === 'target') return [lines.target];
  return lines.lines.flatMap(({ condition, weight }) => (weight === undefined ? [condition] : [condition, weight]));
}
