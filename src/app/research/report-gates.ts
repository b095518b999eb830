import type { ResolvedSetting } from '../../config/index.ts';
import type { ReportGate, ResearchReportData } from '../../report/index.ts';
import { gates } from '../../research/index.ts';

const PINS = 'compared when the run is promoted';
const CHANGED = /^research\.promotion\.gates\.(\w+)\.(threshold|severity|reason)$/;

/** The gates towards a model, as the run's own facts answer them; what only `promote` can find out is left to it. */
export function gatesOf(facts: Omit<gates.EvidenceFacts, 'pins'>, settings: readonly ResolvedSetting[]): readonly ReportGate[] {
  const policy = settings.find(({ path }) => path === 'research.promotion.policy')?.text;
  const report = gates.judgeGates(
    { ...facts, pins: { missing: PINS } },
    {
      step: 'research_to_model',
      policy: policy === 'sandbox' ? 'sandbox' : 'default',
      backend: 'simulated',
      automatic: false,
      overrides: changesOf(settings),
    },
  );
  return report.gates.map(({ gate, value, bound, outcome, passed, next_action: action, note }) => {
    if (gate === 'pins') return { gate, value, bound: 'as they were', outcome: 'LATER', passed, action: undefined, note: PINS };
    return { gate, value, bound, outcome, passed, action: action ?? undefined, note: note ?? undefined };
  });
}

/** What the project changed about its gates, with the reasons. */
export function overridesOf(settings: readonly ResolvedSetting[]): ResearchReportData['overrides'] {
  return Object.entries(changesOf(settings)).map(([gate, { threshold, severity, reason }]) => {
    const changes = [
      ...(threshold === undefined ? [] : [`threshold ${threshold}`]),
      ...(severity === undefined ? [] : ['only warns']),
    ];
    return { gate, change: changes.join(', '), reason };
  });
}

function changesOf(settings: readonly ResolvedSetting[]): Readonly<Record<string, gates.GateOverride>> {
  const found = new Map<string, { threshold?: number; severity?: 'warn'; reason: string }>();
  for (const { path, text } of settings) {
    const [, gate, key] = CHANGED.exec(path) ?? [];
    if (gate === undefined || key === undefined) continue;
    const change = found.get(gate) ?? { reason: '' };
    const value = text.replace(/^(["'])(.*)\1$/, '$2');
    if (key === 'threshold') change.threshold = Number(value);
    else if (key === 'severity') change.severity = 'warn';
    else change.reason = value;
    found.set(gate, change);
  }
  return Object.fromEntries(found);
}
