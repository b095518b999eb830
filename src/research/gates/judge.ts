import type { EvidenceFacts } from './facts.ts';
import type { Gate, GateName, NoReading, PromotionStep, Reading, Severity } from './gate.ts';
import { GATES } from './table.ts';

/** A gate as a project changed it. */
export interface GateOverride {
  readonly threshold?: number | undefined;
  readonly severity?: 'warn' | undefined;
  readonly reason: string;
}

export interface GateInput {
  readonly step: PromotionStep;
  readonly policy: 'default' | 'sandbox';
  /** Where the orders of the step's goal go: `simulated` can lose no money. A model has no orders. */
  readonly backend: 'simulated' | 'broker';
  /** True: nobody gave the command. */
  readonly automatic: boolean;
  readonly overrides: Readonly<Partial<Record<GateName, GateOverride>>>;
}

/** One gate as `promote` prints it and the manifest keeps it. */
export interface GateResult {
  readonly gate: GateName;
  /** Null: the fact is missing, or nobody asks for it. */
  readonly value: number | string | null;
  readonly bound: string;
  readonly severity: Severity;
  /** WARN: it did not pass and does not block, or it passed and is told. */
  readonly outcome: 'PASS' | 'WARN' | 'FAIL';
  readonly passed: boolean;
  readonly next_action: string | null;
  readonly note: string | null;
}

/** The answer to a step up. */
export interface GateReport {
  readonly step: PromotionStep;
  readonly gates: readonly GateResult[];
  /** No blocking gate failed. */
  readonly passed: boolean;
  /** What the promotion has to carry: SYNTHETIC DATA, SANDBOX POLICY, SIMULATED LIVE, UNPROVEN. */
  readonly stamps: readonly string[];
}

const SYNTHETIC = 'SYNTHETIC DATA';
const SANDBOX = 'SANDBOX POLICY';

/**
 * Judges the evidence for a step up: every gate that the step asks, in the order of the table.
 *
 * A fact that is missing never passes. Towards a model and towards paper, evidence gates only warn on synthetic data and under the
 * policy sandbox; towards live nothing softens on a broker, and on the simulated backend sandbox softens them and `paper_record`.
 */
export function judgeGates(facts: EvidenceFacts, input: GateInput): GateReport {
  const soft = softening(facts, input);
  const judged = GATES.flatMap((gate) => {
    const severity = gate.severity[input.step];
    return severity === null ? [] : [judge(gate, severity, { facts, input, soft })];
  });
  const gates = unproven(judged, facts, input);
  const stamps = soft.filter((stamp) => stamp !== undefined);
  if (input.step === 'paper_to_live' && stamps.includes(SANDBOX)) stamps.push('SIMULATED LIVE');
  const clean = gates.find(({ gate }) => gate === 'llm_clean');
  const waived = gates.some(({ gate, outcome, passed }) => gate === 'out_of_sample' && !passed && outcome === 'WARN');
  if (input.step === 'backtest_to_paper' && (waived || clean?.passed === false)) stamps.push('UNPROVEN');
  return { step: input.step, gates, passed: gates.every(({ outcome }) => outcome !== 'FAIL'), stamps };
}

/** Why evidence gates only warn at this step; empty when they do not. */
function softening(facts: EvidenceFacts, { step, policy, backend }: GateInput): string[] {
  const made = 'value' in facts.synthetic && facts.synthetic.value.synthetic;
  if (step !== 'paper_to_live') return [...(made ? [SYNTHETIC] : []), ...(policy === 'sandbox' ? [SANDBOX] : [])];
  return policy === 'sandbox' && backend === 'simulated' ? [SANDBOX] : [];
}

interface Judging {
  readonly facts: EvidenceFacts;
  readonly input: GateInput;
  readonly soft: readonly string[];
}

function judge(gate: Gate, row: Severity, { facts, input, soft }: Judging): GateResult {
  const override = input.overrides[gate.name];
  const threshold = override?.threshold ?? gate.threshold?.(input.step) ?? Number.NaN;
  const reading = gate.read(facts, { step: input.step, threshold, explained: override !== undefined });
  const warned = !gate.always && override?.severity === 'warn';
  const softened = soft.length > 0 && (gate.evidence || (gate.name === 'paper_record' && input.step === 'paper_to_live'));
  // Nobody is there to answer for an agent whose language model may have read the answers.
  const asked = gate.name === 'llm_clean' && input.automatic ? 'block' : row;
  const severity: Severity = warned || softened ? 'warn' : asked;
  return resultOf(gate.name, reading, severity, {
    softened: softened && asked === 'block' ? `not decisive: ${soft.join(', ')}` : undefined,
    changed: override === undefined ? undefined : `changed: ${override.reason}`,
  });
}

interface Why {
  /** Said of a gate that would have blocked. */
  readonly softened: string | undefined;
  readonly changed: string | undefined;
}

function resultOf(gate: GateName, reading: Reading | NoReading, severity: Severity, why: Why): GateResult {
  const fails = severity === 'block' ? 'FAIL' : 'WARN';
  if ('not_asked' in reading) {
    const note = noteOf(reading.not_asked, why.changed);
    return { gate, value: null, bound: 'not asked', severity, outcome: 'PASS', passed: true, next_action: null, note };
  }
  if ('missing' in reading) {
    const note = noteOf(why.softened, why.changed);
    const next = `Not known: ${reading.missing}.`;
    return { gate, value: null, bound: 'known', severity, outcome: fails, passed: false, next_action: next, note };
  }
  const { value, bound, passed, close, action } = reading;
  const outcome = passed ? (close === true ? 'WARN' : 'PASS') : fails;
  const note = noteOf(reading.note, passed ? undefined : why.softened, why.changed);
  return { gate, value, bound, severity, outcome, passed, next_action: passed ? null : action, note };
}

function noteOf(...texts: readonly (string | undefined)[]): string | null {
  const said = texts.filter((text) => text !== undefined);
  return said.length === 0 ? null : said.join('; ');
}

/**
 * An agent whose only failing evidence is what its language model may have read goes to paper by command: paper is where clean bars
 * come from.
 */
function unproven(gates: readonly GateResult[], facts: EvidenceFacts, { step, automatic }: GateInput): readonly GateResult[] {
  const failed = gates.filter(({ outcome }) => outcome === 'FAIL');
  const read = 'value' in facts.out_of_sample && facts.out_of_sample.value.by === 'language_model';
  if (step !== 'backtest_to_paper' || automatic || !read) return gates;
  if (failed.length !== 1 || failed[0]!.gate !== 'out_of_sample') return gates;
  return gates.map((gate) =>
    gate.outcome === 'FAIL' ? { ...gate, severity: 'warn', outcome: 'WARN', note: 'UNPROVEN: paper brings clean bars' } : gate,
  );
}
