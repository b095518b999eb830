import { expressions } from '../../base/index.ts';
import { BLOCK_ROWS, conditionParts, expressionKey, type FeatureReads } from '../../features/index.ts';
import {
  ACTION,
  type ActionCode,
  type Decider,
  type DecisionFacts,
  type Decisions,
  type PositionView,
} from '../../ports/index.ts';
import type { BindOptions, BoundAgent } from '../planned-agent.ts';
import type { RuleConfig } from '../rule-config.ts';
import { isPositionName } from './check.ts';
import { closureOf, positionValue, type Value } from './closure.ts';
import { RuleInvalidError } from './errors.ts';
import { type ExplainedLine, Explainer, NO_LINE, WARMING_UP } from './explain.ts';
import { linesOf, type RuleLine, type RuleText } from './lines.ts';
import { RuleRows } from './rows.ts';

/** A rule whose expressions are read; the names are looked up by the plan. */
export interface PlannedRule {
  /** What the plan must compute for it: {@link planFeatures}. */
  readonly reads: FeatureReads;
  readonly lines: readonly PlannedLine[];
  /** The weight of a target rule; then there are no lines. */
  readonly target: expressions.Expression | undefined;
  /** Every name it reads, positions included, in order of appearance. */
  readonly names: readonly string[];
}

interface PlannedLine {
  readonly condition: expressions.Expression;
  readonly side: 'long' | 'short' | undefined;
  readonly action: RuleLine['action'];
  readonly weight: expressions.Expression | undefined;
  readonly reason: string | undefined;
}

/**
 * Reads the expressions of a rule and says which columns they need.
 * @throws RuleInvalidError for a text that validate refuses @throws PresetNotAvailableError for a preset of a later version
 */
export function planRule(rule: RuleConfig): PlannedRule {
  const parsed = linesOf(rule);
  const lines = parsed.kind === 'target' ? [] : parsed.lines.map(planLine);
  const target = parsed.kind === 'target' ? parse(parsed.target) : undefined;
  const all = target === undefined ? lines.flatMap(expressionsOf) : [target];
  const names = [...new Set(all.flatMap((expression) => expressions.namesOf(expression)))];
  const parts = target === undefined ? lines.flatMap(partsOf) : columnParts(target);
  const found = new Map(parts.map((part) => [expressionKey(part), part]));
  return {
    reads: { names: names.filter((name) => !isPositionName(name)), expressions: [...found.values()] },
    lines,
    target,
    names,
  };
}

function planLine(line: RuleLine): PlannedLine {
  const { side, action, reason } = line;
  const weight = line.weight === undefined || action === 'close' || action === 'hold' ? undefined : parse(line.weight);
  return { condition: parse(line.condition), side, action, weight, reason };
}

function expressionsOf({ condition, weight }: PlannedLine): readonly expressions.Expression[] {
  return weight === undefined ? [condition] : [condition, weight];
}

/** What the plan computes for a line. */
function partsOf({ condition, weight }: PlannedLine): readonly expressions.Expression[] {
  const parts = readsPosition(condition) ? columnParts(condition) : conditionParts(condition);
  return weight === undefined ? parts : [...parts, ...columnParts(weight)];
}

function parse({ text }: RuleText): expressions.Expression {
  const parsed = expressions.parseExpression(text);
  if (parsed.ok) return parsed.expression;
  const { code, message, hint } = parsed.problem;
  throw new RuleInvalidError(code, `${message} in "${text}"`, hint);
}

function readsPosition(node: expressions.Expression): boolean {
  return expressions.namesOf(node).some(isPositionName);
}

function isConstant(node: expressions.Expression): boolean {
  return node.kind === 'number' || node.kind === 'boolean';
}

/** The largest parts that do not read the position: they become columns. Names are columns already. */
function columnParts(node: expressions.Expression): readonly expressions.Expression[] {
  if (node.kind === 'name' || isConstant(node)) return [];
  if (!readsPosition(node)) return [node];
  return expressions.childrenOf(node).flatMap(columnParts);
}

export interface RuleOptions extends Omit<BindOptions, 'time'> {
  readonly rule: PlannedRule;
}

/** Rows computed in one go: few enough that the columns are still in the processor's cache when the rule reads them. */
const ROWS_AT_ONCE = 16 * BLOCK_ROWS;

/** Binds a planned rule to the columns of a run. */
export function compileRule(options: RuleOptions): BoundAgent {
  const decider = new RuleDecider(options);
  let done = 0;
  return {
    decider,
    advance: (to) => {
      while (done < to) {
        done = Math.min(to, done - (done % ROWS_AT_ONCE) + ROWS_AT_ONCE);
        options.run.advance(done);
        decider.advance(done);
      }
    },
    firstRow: (slot) => decider.firstRow(slot),
  };
}

interface CompiledLine {
  /** The condition where it reads the position; else its rows hold it. */
  readonly condition: Value | undefined;
  readonly side: number;
  readonly action: ActionCode;
  readonly weight: Value | undefined;
}

/** No entry since the last exit; an entry of a side was said; a position was seen. */
const CYCLE = { over: 0, enteredLong: 1, enteredShort: -1, opened: 2 } as const;

class RuleDecider implements Decider {
  readonly #options: RuleOptions;
  readonly #indices: readonly number[];
  readonly #lines: readonly CompiledLine[];
  readonly #target: Value | undefined;
  readonly #decisionRows: Uint8Array | undefined;
  readonly #first: Float64Array;
  /** Made when it is asked for the first time: variants of a sweep never are. */
  #explainer: Explainer | undefined;
  /** The rule has exits of a side, which a flat position never reaches. */
  readonly #hasExits: boolean;
  /** How far each symbol's cycle from entry to exit has come: {@link CYCLE}. */
  readonly #cycle: Int8Array;
  readonly #hasWeights: boolean;
  /** What the columns say, by slot. */
  readonly #rows: readonly RuleRows[];
  /** The codes of the actions by slot; empty when they depend on the position. */
  readonly #actions: readonly Uint8Array[];
  readonly readsPosition: boolean;
  #settled = false;

  constructor(options: RuleOptions) {
    this.#options = options;
    this.#indices = options.datasetSymbols ?? options.symbols.map((_, index) => index);
    this.#first = new Float64Array(options.symbols.length).fill(Infinity);
    this.#decisionRows = options.decisionRows;
    this.#lines = options.rule.lines.map((line) => ({
      condition: readsPosition(line.condition) ? this.#value(line.condition) : undefined,
      side: line.side === 'long' ? 1 : line.side === 'short' ? -1 : 0,
      action: ACTION[line.action],
      weight: line.weight === undefined ? undefined : this.#value(line.weight),
    }));
    this.#target = options.rule.target === undefined ? undefined : this.#value(options.rule.target);
    this.#hasExits = this.#lines.some(({ side }) => side !== 0);
    this.#cycle = new Int8Array(options.symbols.length);
    this.#hasWeights = this.#lines.some(({ weight }) => weight !== undefined);
    this.#rows = this.#indices.map((index) => this.#rowsOf(index));
    this.#actions = this.#rows.flatMap(({ actions }) => actions ?? []);
    const { target, lines } = options.rule;
    const numbers = [target, ...lines.map(({ weight }) => weight)].filter((node) => node !== undefined);
    this.readsPosition = (target === undefined && this.#actions.length === 0) || numbers.some(readsPosition);
  }

  decide(bar: number, position: PositionView, out: Decisions): void {
    if (this.#actions.length > 0 && !this.#hasWeights) {
      for (let slot = 0; slot < this.#actions.length; slot += 1) out.action[slot] = this.#actions[slot]![bar]!;
      return;
    }
    const rows = this.#decisionRows;
    if (this.#hasExits) this.#watch(position);
    if (rows !== undefined && rows[bar] !== 1) return;
    for (let slot = 0; slot < this.#first.length; slot += 1) {
      if (bar < this.#first[slot]!) continue;
      if (this.#target !== undefined) applyTarget(this.#target(bar, slot, position), slot, out);
      else this.#applyLines(bar, slot, position, out);
    }
  }

  writeCodes(symbol: number, from: number, to: number, codes: Uint8Array): boolean {
    if (this.#actions.length === 0 || this.#hasWeights) return false;
    codes.set(this.#actions[symbol]!.subarray(from, to));
    return true;
  }

  explain(bar: number, symbol: number, position: PositionView): DecisionFacts {
    this.#explainer ??= this.#newExplainer();
    return this.#explainer.explain(this.#decidingLine(bar, symbol, position), bar, symbol, position);
  }

  #newExplainer(): Explainer {
    const { rule, symbols } = this.#options;
    return new Explainer({
      lines: explainedLines(rule, (node) => this.#value(node)),
      names: rule.names,
      symbols,
      read: (name) => this.#named(name),
    });
  }

  /** Makes the rows before `to` known, once the columns are. */
  advance(to: number): void {
    if (!this.#settled) {
      for (const [slot, index] of this.#indices.entries()) this.#first[slot] = this.#options.run.firstRow(index);
      this.#settled = this.#first.every((row) => row < Infinity);
    }
    for (const [slot, rows] of this.#rows.entries()) rows.fill(this.#first[slot]!, to);
  }

  firstRow(slot?: number): number {
    if (slot !== undefined) return this.#first[slot] ?? Infinity;
    return this.#first.reduce((latest, row) => Math.max(latest, row), 0);
  }

  #value(node: expressions.Expression): Value {
    return closureOf(node, { columnsOf: (part) => this.#columnsOf(part) });
  }

  #columnsOf(node: expressions.Expression): readonly Float64Array[] | undefined {
    if (isConstant(node) || readsPosition(node)) return undefined;
    const key = columnKey(node);
    return this.#indices.map((index) => this.#options.run.column(index, key));
  }

  #rowsOf(index: number): RuleRows {
    const { run, rule } = this.#options;
    return new RuleRows({
      lines: this.#lines.map(({ condition, side, action }, line) => ({
        condition: rule.lines[line]!.condition,
        readsPosition: condition !== undefined,
        side,
        action,
      })),
      run,
      columnOf: (part) => run.column(index, columnKey(part)),
      decisionRows: this.#decisionRows,
    });
  }

  #applyLines(bar: number, slot: number, position: PositionView, out: Decisions): void {
    const index = this.#trueLine(bar, slot, position);
    // Reading an array at −1 looks for a property of that name: far slower than asking first.
    if (index < 0) {
      if (this.#hasExits) this.#endCycle(bar, slot, position, out);
      return;
    }
    const line = this.#lines[index]!;
    if (line.side !== 0) this.#cycle[slot] = CYCLE.over;
    else if (this.#cycle[slot] !== CYCLE.opened)
      this.#cycle[slot] = line.action === ACTION.buy ? CYCLE.enteredLong : CYCLE.enteredShort;
    if (line.weight === undefined) {
      out.action[slot] = line.action;
      return;
    }
    const weight = line.weight(bar, slot, position);
    out.action[slot] = Number.isNaN(weight) ? ACTION.abstain : line.action;
    out.weight[slot] = clipWeight(weight);
  }

  #watch(position: PositionView): void {
    const { weight } = position;
    for (let slot = 0; slot < this.#cycle.length; slot += 1) if (weight[slot] !== 0) this.#cycle[slot] = CYCLE.opened;
  }

  /**
   * A target that was issued must change before it is issued again, and a flat position has no exit that would change it. So when no
   * entry holds: a position that is gone without a word of the rule was closed by a protective exit, and the cycle is over; an entry
   * that never became a position is given up when an exit's condition holds.
   */
  #endCycle(bar: number, slot: number, position: PositionView, out: Decisions): void {
    const cycle = this.#cycle[slot];
    if (cycle === CYCLE.over || position.weight[slot] !== 0) return;
    if (cycle !== CYCLE.opened && !this.#exitHolds(bar, slot, position)) return;
    this.#cycle[slot] = CYCLE.over;
    out.action[slot] = ACTION.close;
  }

  #exitHolds(bar: number, slot: number, position: PositionView): boolean {
    const entered = this.#cycle[slot];
    return this.#lines.some(({ side }, index) => side === entered && this.#holds(index, bar, slot, position));
  }

  /** Index of the first line that holds, −1 when none does. */
  #trueLine(bar: number, slot: number, position: PositionView): number {
    const held = position.weight[slot]!;
    for (let index = 0; index < this.#lines.length; index += 1) {
      const { side } = this.#lines[index]!;
      if (side !== 0 && held * side <= 0) continue;
      if (this.#holds(index, bar, slot, position)) return index;
    }
    return -1;
  }

  #holds(index: number, bar: number, slot: number, position: PositionView): boolean {
    const { condition } = this.#lines[index]!;
    if (condition === undefined) return this.#rows[slot]!.holds[index]![bar] === 1;
    return condition(bar, slot, position) === 1;
  }

  #named(name: string): Value {
    if (isPositionName(name)) return positionValue(name);
    const columns = this.#indices.map((index) => this.#options.run.column(index, name));
    return (bar, slot) => columns[slot]![bar]!;
  }

  /** The line that decides at a bar; a target is line 0. */
  #decidingLine(bar: number, slot: number, position: PositionView): number {
    if (bar < this.#first[slot]!) return WARMING_UP;
    if (this.#target !== undefined) return 0;
    const index = this.#trueLine(bar, slot, position);
    return index < 0 ? NO_LINE : index;
  }
}

function columnKey(part: expressions.Expression): string {
  return part.kind === 'name' ? part.name : expressionKey(part);
}

/** A target explains itself as its own weight. */
function explainedLines(rule: PlannedRule, bind: (node: expressions.Expression) => Value): readonly ExplainedLine[] {
  const { target, lines } = rule;
  if (target !== undefined) return [{ condition: target, weight: target, weightValue: bind(target), reason: undefined }];
  return lines.map(({ condition, weight, reason }) => ({
    condition,
    weight,
    weightValue: weight === undefined ? undefined : bind(weight),
    reason,
  }));
}

function applyTarget(weight: number, slot: number, out: Decisions): void {
  out.weight[slot] = clipWeight(weight);
  if (Number.isNaN(weight)) out.action[slot] = ACTION.abstain;
  else out.action[slot] = weight > 0 ? ACTION.buy : weight < 0 ? ACTION.sell : ACTION.close;
}

function clipWeight(weight: number): number {
  return Math.min(1, Math.max(-1, weight));
}
