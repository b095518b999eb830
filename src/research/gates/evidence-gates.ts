import { EVIDENCE_BOUNDS, probabilityText } from '../../metrics/index.ts';
import { counted, figure, type Gate, percent, readFact, severities } from './gate.ts';

/** Configurations from which the probability of backtest overfitting is asked for. */
export const PBO_CONFIGURATIONS = 8;
/** Above this it passes and is told. */
const PBO_CLOSE = 0.2;
/** As for the test for superior predictive ability. */
export const SPA_CONFIGURATIONS = 10;
const DSR_LIVE = 0.95;
/** Fifty years: nobody waits for more months than these. */
const MOST_MONTHS = 600;
const SAMPLE_TRADES = 30;
const SAMPLE_BARS = 250;

/** A model that is itself the constant fails; one that is linear is compared with the constant only. */
export const baselines: Gate = {
  name: 'baselines',
  severity: severities('B – –'),
  evidence: true,
  always: false,
  threshold: () => EVIDENCE_BOUNDS.baselines,
  read: (facts, { threshold }) =>
    readFact(facts.baselines, ({ family, folds, beats_constant, beats_linear }) => {
      const bound = `min ${figure(threshold)} of the folds`;
      if (family === 'constant') {
        return { value: 0, bound, passed: false, action: 'The model is the constant baseline: choose another family.' };
      }
      const wins = family === 'linear' ? beats_constant : Math.min(beats_constant, beats_linear);
      const against = family === 'linear' || beats_constant < beats_linear ? 'the constant' : 'linear';
      const advice =
        against === 'linear'
          ? 'promote the linear model (family: auto) or add a feature it cannot use.'
          : 'the features say nothing about this label yet; change one of them.';
      return {
        value: wins / folds,
        bound,
        passed: wins / folds >= threshold,
        action: `Beats ${against} on ${wins} of ${counted(folds, 'fold')}; ${advice}`,
      };
    }),
};

export const dsr: Gate = {
  name: 'dsr',
  severity: severities('B B B'),
  evidence: true,
  always: false,
  threshold: (step) => (step === 'paper_to_live' ? DSR_LIVE : EVIDENCE_BOUNDS.dsr),
  read: (facts, { threshold }) =>
    readFact(facts.dsr, ({ dsr: value, trials, months_needed }) => {
      const found = `DSR ${figure(Number(probabilityText(value, 4)))} after ${counted(trials, 'trial')}.`;
      return {
        value,
        bound: `min ${figure(threshold)}`,
        passed: value >= threshold,
        action: `${found} ${waitText(months_needed, threshold)} stop searching; the bar rises with each trial.`,
      };
    }),
};

/** What else than to stop searching there is; months are known for the gate's own threshold. */
function waitText(months: number | null, threshold: number): string {
  if (months === null || months > MOST_MONTHS) return 'No realistic amount of data will do:';
  return threshold === EVIDENCE_BOUNDS.dsr ? `Add ${counted(Math.ceil(months), 'month')} of data or` : 'Add data or';
}

export const pbo: Gate = {
  name: 'pbo',
  severity: severities('B B –'),
  evidence: true,
  always: false,
  threshold: () => EVIDENCE_BOUNDS.pbo,
  read: (facts, { threshold }) =>
    readFact(facts.pbo, ({ pbo: value, configurations, plateau }) => {
      if (configurations < PBO_CONFIGURATIONS) return { not_asked: tooFew(configurations, PBO_CONFIGURATIONS) };
      if (value === null) return { missing: `no PBO of ${configurations} configurations` };
      const centre = plateau === null ? 'search fewer, more alike configurations' : `choose the plateau centre ${plateau}`;
      return {
        value,
        bound: `max ${figure(threshold)}`,
        passed: value <= threshold,
        close: value > PBO_CLOSE,
        action: `Best-of-sweep fell below the median in ${percent(value)} of splits: ${centre}.`,
      };
    }),
};

export const spa: Gate = {
  name: 'spa',
  severity: severities('w w –'),
  evidence: true,
  always: false,
  threshold: () => 0.05,
  read: (facts, { threshold }) =>
    readFact(facts.spa, ({ p, configurations }) => {
      if (configurations < SPA_CONFIGURATIONS) return { not_asked: tooFew(configurations, SPA_CONFIGURATIONS) };
      if (p === null) return { missing: `no SPA of ${configurations} configurations` };
      return {
        value: p,
        bound: `max ${figure(threshold)}`,
        passed: p <= threshold,
        action: `No configuration beats buy-and-hold beyond chance (p ${figure(p)}).`,
      };
    }),
};

function tooFew(has: number, from: number): string {
  return `${counted(has, 'configuration')}, asked from ${from}`;
}

export const costStress: Gate = {
  name: 'cost_stress',
  severity: severities('– B B'),
  evidence: true,
  always: false,
  threshold: () => 0,
  read: (facts, { threshold }) =>
    readFact(facts.cost_stress, ({ net_at_twice_costs, break_even_bps, assumed_bps }) => {
      const costs =
        break_even_bps === null || assumed_bps === null
          ? 'Nothing was traded'
          : `Break-even ${figure(break_even_bps, 1)} bps, you assume ${figure(assumed_bps, 1)}`;
      return {
        value: net_at_twice_costs,
        bound: `above ${figure(threshold)} at twice the costs`,
        passed: net_at_twice_costs > threshold,
        action: `${costs}: trade less often (hold: overlap) or raise the entry threshold.`,
      };
    }),
};

/** The policy sets the limit; a project's threshold replaces it. */
export const drawdown: Gate = {
  name: 'drawdown',
  severity: severities('– B B'),
  evidence: true,
  always: false,
  threshold: () => Number.NaN,
  read: (facts, { threshold }) =>
    readFact(facts.drawdown, ({ max_drawdown, limit: policy, max_position_pct }) => {
      const limit = Number.isNaN(threshold) ? policy : threshold;
      // Rounded down: the suggestion has to keep the limit.
      const suggested =
        max_position_pct === null ? undefined : Math.floor((1000 * max_position_pct * limit) / max_drawdown) / 1000;
      return {
        value: max_drawdown,
        bound: `max ${figure(limit)}`,
        passed: max_drawdown <= limit,
        action: `Drawdown ${percent(max_drawdown)} > ${percent(limit)}: lower max_position_pct${suggested === undefined ? '' : ` to ${suggested}`}.`,
      };
    }),
};

/** With a threshold of the project's own only the bars count, and they have to be that many. */
export const sample: Gate = {
  name: 'sample',
  severity: severities('B B –'),
  evidence: true,
  always: false,
  threshold: () => SAMPLE_BARS,
  read: (facts, { threshold }) =>
    readFact(facts.sample, ({ closed_trades, bars, bars_per_month }) => {
      const own = threshold !== SAMPLE_BARS;
      const months = Math.ceil((threshold - bars) / bars_per_month);
      return {
        value: `${counted(closed_trades, 'trade')}, ${counted(bars, 'bar')}`,
        bound: own ? `min ${figure(threshold)} bars` : `min ${SAMPLE_TRADES} trades or ${SAMPLE_BARS} bars`,
        passed: bars >= threshold || (!own && closed_trades >= SAMPLE_TRADES),
        action: `${counted(closed_trades, 'trade')}, ${counted(bars, 'bar')}: extend data.start_date by ${counted(months, 'month')}.`,
      };
    }),
};

/** The threshold is a multiple of the minimum track record length. */
export const mintrl: Gate = {
  name: 'mintrl',
  severity: severities('w w B'),
  evidence: true,
  always: false,
  threshold: () => 1,
  read: (facts, { threshold }) =>
    readFact(facts.mintrl, ({ years, needed }) => {
      const has = counted(Number(figure(years, 2)), 'year');
      if (needed === null) {
        return {
          value: years,
          bound: 'a Sharpe ratio above 0',
          passed: false,
          action: `No length is enough: the Sharpe ratio is not above 0 over ${has}.`,
        };
      }
      const wanted = needed * threshold;
      return {
        value: years,
        bound: `min ${figure(wanted, 2)} years`,
        passed: years >= wanted,
        action: `Needs ${counted(Number(figure(wanted, 2)), 'year')} at this Sharpe, has ${figure(years, 2)}.`,
      };
    }),
};

export const looks: Gate = {
  name: 'looks',
  severity: severities('w B B'),
  evidence: true,
  always: false,
  threshold: () => 20,
  read: (facts, { threshold }) =>
    readFact(facts.looks, ({ looks: value, fresh_test_end }) => ({
      value,
      bound: `max ${figure(threshold)}`,
      passed: value <= threshold,
      action: `Test window seen ${counted(value, 'time')}: ${fresh_test_end === null ? 'wait for data that nobody has seen' : `move test_end to ${fresh_test_end}`}.`,
    })),
};

export const outOfSample: Gate = {
  name: 'out_of_sample',
  severity: severities('B B B'),
  evidence: false,
  always: false,
  threshold: undefined,
  read: (facts) =>
    readFact(facts.out_of_sample, ({ seen_share, clean_from }) => ({
      value: seen_share,
      bound: 'max 0 of the bars seen in training',
      passed: seen_share === 0,
      action: `Training covers ${percent(seen_share)} of the window: ${clean_from === null ? 'no bar is left that it has not seen' : `backtest from ${clean_from}`}.`,
    })),
};
