import { counted, figure, type Gate, readFact, severities } from './gate.ts';

export const runStatus: Gate = {
  name: 'run_status',
  severity: severities('B B B'),
  evidence: false,
  always: true,
  threshold: undefined,
  read: (facts, { step }) =>
    readFact(facts.run_status, ({ status, cause }) => {
      const degraded = status === 'degraded' && step === 'backtest_to_paper';
      return {
        value: status,
        bound: step === 'backtest_to_paper' ? 'success or degraded' : 'success',
        passed: status === 'success' || degraded,
        close: degraded,
        action: `Run again: ${cause ?? `the run is ${status}`}.`,
      };
    }),
};

export const pins: Gate = {
  name: 'pins',
  severity: severities('B B B'),
  evidence: false,
  always: true,
  threshold: undefined,
  read: (facts) =>
    readFact(facts.pins, ({ checked, changed, changed_since_promotion: since }) => ({
      value: changed.length === 0 ? `${checked.length} match` : `${changed.length} changed`,
      bound: `all ${checked.length} match`,
      passed: changed.length === 0,
      close: since.length > 0,
      ...(since.length === 0 ? {} : { note: `promoted before; changed since then: ${since.join(', ')}` }),
      action: `${changed.join(', ')} changed since the run; run again.`,
    })),
};

export const leakSuite: Gate = {
  name: 'leak_suite',
  severity: severities('B B –'),
  evidence: false,
  always: true,
  threshold: undefined,
  read: (facts) =>
    readFact(facts.leak_suite, ({ verdict, first }) => ({
      value: verdict,
      bound: 'PASS',
      passed: verdict === 'PASS',
      action:
        first === null
          ? 'A check of the leak suite failed; see certificate.json, fix it, then validate --deep.'
          : `${first.column} reads the future${first.bar === null ? '' : ` at ${first.bar}`}; fix it, then validate --deep.`,
    })),
};

/** Impossible numbers never pass; implausible ones pass with a leak suite that passed and a reason in the project. */
export const sanity: Gate = {
  name: 'sanity',
  severity: severities('B B B'),
  evidence: false,
  always: true,
  threshold: undefined,
  read: (facts, { explained }) =>
    readFact(facts.sanity, ({ impossible, implausible }) => {
      const [broken] = impossible;
      const [high] = implausible;
      const leakFree = 'value' in facts.leak_suite && facts.leak_suite.value.verdict === 'PASS';
      const findings = impossible.length + implausible.length;
      const base = { value: findings === 0 ? 'plausible' : counted(findings, 'finding'), bound: 'plausible' };
      if (broken !== undefined) {
        const value = broken.value === null ? 'not a number' : figure(broken.value);
        return { ...base, passed: false, action: `${broken.metric} ${value} ${broken.rule}: look for a leak first.` };
      }
      if (high === undefined) return { ...base, passed: true, action: '' };
      const limit = 'above' in high.bound ? high.bound.above : high.bound.below;
      const said = `${high.metric} ${figure(high.value)} is outside ${figure(limit)} ${high.where}`;
      const reasoned = leakFree && explained;
      return {
        ...base,
        passed: reasoned,
        close: reasoned,
        action: leakFree
          ? `${said}: look for a leak first, then say under promotion.gates.sanity.reason why it is right.`
          : `${said}: look for a leak first.`,
        ...(reasoned ? { note: said } : {}),
      };
    }),
};
