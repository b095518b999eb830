import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { computeMetrics, METRIC_KEYS, type MetricsInput, metricKey } from './index.ts';
import { runOf, SETTINGS, seesaw, trades } from './run.testkit.ts';

const metricsOf = (input: MetricsInput): Readonly<Record<string, number | string | null>> =>
  computeMetrics(input).document.metrics;
const why = (input: MetricsInput): Readonly<Record<string, string>> => computeMetrics(input).document.not_available;

test('every key is there, in order, and every null says why', () => {
  for (const input of [runOf([100, 101]), runOf(seesaw(20), { trades: trades(1, -1, 2, 3, 4, 5) })]) {
    const { metrics, not_available } = computeMetrics(input).document;
    expect(Object.keys(metrics)).toEqual([...METRIC_KEYS]);
    for (const [key, value] of Object.entries(metrics)) {
      expect(value === null, key).toBe(key in not_available);
      if (typeof value === 'number') expect(Number.isFinite(value), key).toBe(true);
    }
  }
});

test('later capabilities are null with one reason', () => {
  const reasons = why(runOf(seesaw(20)));
  for (const key of ['pbo', 'spa_p', 'llm_costs', 'max_pair_correlation']) {
    expect(reasons[key]).toBe('not computed in this version');
  }
});

describe('sixty returns of +3 % and −1 % in turn, worked by hand', () => {
  // Mean 1 %, population deviation 2 %, skewness 0, kurtosis 1: SR = ½·√(59/60), the factor under the root is 1, σ(SR) = 1/√59.
  // E[max] of 2 is 0.519755344281, of 5 1.192594001015 (Bailey et al. 2014); Φ and Φ⁻¹(0.95) = 1.6448536269514722 by another program.
  const equity = [1000];
  for (let i = 0; i < 30; i += 1) equity.push(equity.at(-1)! * 1.03, equity.at(-1)! * 1.03 * 0.99);
  const counted = (count: number, effective: number, sharpes: readonly number[], looks?: number) =>
    metricsOf(runOf(equity, { trials: { count, effective, sharpes, looks } }));

  test.each<[string, Readonly<Record<string, number | string | null>>, Readonly<Record<string, number | null>>]>([
    ['one trial', counted(1, 1, [0.5]), { psr: 0.9999300750626864, dsr: 0.9999300750626864, trials: 1 }],
    // Sharpe ratios that differ by 0.2·√2 have the variance 0.04.
    ['two trials', counted(2, 2, [0.1, 0.1 + 0.2 * Math.SQRT2], 3), { dsr: 0.9986936338730863, trials: 2, looks: 3 }],
    // Without their Sharpe ratios V is 1/59: Φ(SR·√59 − E[max]).
    ['eight trials worth five', counted(8, 5, []), { dsr: 0.995549582312924, trials: 8, looks: null }],
    ['the track record needed', counted(1, 1, []), { mintrl_days: 12.005600491235581 }],
  ])('%s', (_, metrics, expected) => {
    for (const [key, value] of Object.entries(expected)) {
      if (value === null) expect(metrics[key], key).toBeNull();
      else expect(metrics[key], key).toBeCloseTo(value, 10);
    }
  });

  test('says why a figure is missing', () => {
    const few = runOf(equity.slice(0, 30), { trials: { count: 1, effective: 1, sharpes: [], looks: undefined } });
    expect(why(few)).toMatchObject({
      ...{ psr: 'needs 30 returns, has 29', dsr: 'needs 30 returns, has 29', mintrl_days: 'needs 30 returns, has 29' },
      looks: 'no test window is configured',
    });
    expect(why(runOf(equity))).toMatchObject({
      dsr: 'trials are counted for runs only',
      trials: 'trials are counted for runs only',
    });
    const flat = runOf(
      Array.from({ length: 60 }, () => 1000),
      { trials: { count: 1, effective: 1, sharpes: [], looks: 0 } },
    );
    expect(metricsOf(flat)).toMatchObject({ psr: null, dsr: null, mintrl_days: null, trials: 1, looks: 0 });
    const falling = runOf(equity.map((value, i) => value * 0.97 ** i));
    expect(why(falling)).toMatchObject({ mintrl_days: 'the Sharpe ratio is not above the benchmark' });
  });
});

test('aliases', () => {
  expect(['net_sharpe', 'cagr', 'hit_rate', 'mdd', 'sharpe', 'nonsense'].map(metricKey)).toEqual([
    ...['sharpe', 'annual_return', 'win_rate', 'max_drawdown', 'sharpe'],
    undefined,
  ]);
});

describe('forty returns of +10 % and −10 % in turn, worked by hand', () => {
  // Mean 0; Σ(r − mean)² = 40 · 0.01; sd = √(0.4/39); annual √252 of it. Growth 0.99²⁰ in 40 sessions: a year is 0.99^(20·252/40) = 0.99^126.
  const deviation = Math.sqrt(0.4 / 39);
  const metrics = metricsOf(runOf(seesaw(20)));
  test.each([
    ['total_return', 0.8179069375972308 - 1], // 0.99²⁰ = 0.81790693759723…
    ['annual_return', 0.2818606955404674 - 1], // 0.99^126
    ['volatility', deviation * Math.sqrt(252)],
    ['sharpe', 0],
    ['sortino', 0],
    // The high of 1,100 after the first day is never reached again; the low is the last close: 1 − 0.99²⁰·1000/1100.
    ['max_drawdown', 0.256448238547972],
    ['max_drawdown_days', 39],
    ['calmar', (0.2818606955404674 - 1) / 0.256448238547972],
    // 41 bars: the first at the capital and the second at the high are not below one.
    ['time_under_water', 39 / 41],
    ['days', 40],
    ['closed_trades', 0],
    ['exposure', 0],
    ['turnover', 0],
  ])('%s', (key, expected) => {
    expect(metrics[key]).toBeCloseTo(expected, 7);
  });
});

test('ratios need 30 returns, rates 5 closed trades', () => {
  expect(why(runOf(seesaw(14)))).toMatchObject({
    annual_return: 'needs 30 returns, has 28',
    volatility: 'needs 30 returns, has 28',
    sharpe: 'needs 30 returns, has 28',
    calmar: 'needs 30 returns, has 28',
    win_rate: 'needs 5 closed trades, has 0',
  });
  expect(metricsOf(runOf(seesaw(15)))['sharpe']).toBeCloseTo(0, 12);
  expect(metricsOf(runOf([100, 101], { trades: trades(3, -1, 0, 2, -4) }))).toMatchObject({ win_rate: 0.4, profit_factor: 1 });
  expect(why(runOf([100, 101], { trades: trades(3, 1, 1, 2, 4) }))['profit_factor']).toBe('no closed trade lost');
});

test('a run without trades has no ratios, no 0 and no infinity', () => {
  const flat = runOf(new Array<number>(60).fill(100_000));
  expect(metricsOf(flat)).toMatchObject({
    total_return: 0,
    sharpe: null,
    sortino: null,
    calmar: null,
    max_drawdown: 0,
    net_pnl: '0.00',
  });
  expect(why(flat)).toMatchObject({
    sharpe: 'the returns do not vary',
    calmar: 'equity was never below its high',
    break_even_cost_bps: 'nothing was traded',
    beta: 'no benchmark',
    gross_sharpe: 'costs by session are not known',
  });
});

test('money adds up to the cent and is text', () => {
  // 0.004 + 0.004 + 0.004 + 0.004 rounds to four times 0.00, so the total is 0.00 and not 0.02.
  const small = { transaction: 0.004, slippage: 0.004, impact: 0.004, borrow: 0.004 };
  expect(metricsOf(runOf([100, 101], { costs: small }))).toMatchObject({
    total_costs: '0.00',
    net_pnl: '1.00',
    gross_pnl: '1.00',
  });
  const costs = { transaction: 10.005, slippage: 4.335, impact: 0.1, borrow: 2 };
  // Halves to even: 10.00 + 4.34 + 0.10 + 2.00 = 16.44; result 50.00 before costs 66.44, at twice the costs 33.56.
  expect(metricsOf(runOf([1000, 1050], { costs, tradedNotional: 8000 }))).toMatchObject({
    ...{ transaction_costs: '10.00', slippage_costs: '4.34', impact_costs: '0.10', borrow_costs: '2.00' },
    ...{ total_costs: '16.44', net_pnl: '50.00', gross_pnl: '66.44', cost_2x_net_pnl: '33.56' },
  });
  // (50 + 16.44) / 8000 in hundredths of a percent.
  expect(metricsOf(runOf([1000, 1050], { costs, tradedNotional: 8000 }))['break_even_cost_bps']).toBeCloseTo(83.05, 9);
  expect(metricsOf(runOf([1000, 1050.6], { currency: 'JPY' }))['net_pnl']).toBe('51');
});

test('turnover and exposure', () => {
  // 40 sessions, mean equity of an even line from 1,000 to 1,040 is 1,020; 5,100 traded = 5 times, 252/40 a year.
  const line = Array.from({ length: 41 }, (_, i) => 1000 + i);
  const input = runOf(line, { tradedNotional: 5100, grossExposure: { sum: 20.5, largest: 0.9 } });
  expect(metricsOf(input)['turnover']).toBeCloseTo(5 * 6.3, 12);
  expect(metricsOf(input)['exposure']).toBe(0.5);
});

test('the gross Sharpe ratio adds the costs of each session back', () => {
  // Gross results +10, −9 in turn on equity kept near 1,000 by costs of 0.5 a session: net +9.5, −9.5.
  const equity = Array.from({ length: 41 }, (_, i) => (i % 2 === 0 ? 1000 : 1009.5));
  const costs = Float64Array.from(equity, (_, i) => 0.5 * i);
  const returns = equity.slice(1).map((now, i) => (now - equity[i]! + 0.5) / equity[i]!);
  const mean = returns.reduce((sum, value) => sum + value, 0) / 40;
  const sd = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 39);
  expect(metricsOf(runOf(equity, { costsAtSessionEnds: costs }))['gross_sharpe']).toBeCloseTo((mean / sd) * Math.sqrt(252), 9);
});

test('beta of twice the benchmark is 2', () => {
  const benchmark = [1000];
  const equity = [1000];
  for (let i = 0; i < 40; i += 1) {
    const move = ((i * 7) % 11) / 1000 - 0.005;
    benchmark.push(benchmark[i]! * (1 + move));
    equity.push(equity[i]! * (1 + 2 * move));
  }
  const input = runOf(equity);
  const run = { ...input, benchmarkAtSessionEnds: Float64Array.from(benchmark) };
  expect(metricsOf(run)['beta']).toBeCloseTo(2, 10);
  expect(computeMetrics(run).benchmarkReturn).toBeCloseTo(benchmark[40]! / 1000 - 1, 14);
});

test('bars within a session are compounded into one return', () => {
  const daily = seesaw(20);
  const input = runOf(daily);
  const bars = daily.flatMap((value, i) => (i === 0 ? [value] : [(daily[i - 1]! + value) / 2, value]));
  const columns = {
    ...input.columns,
    time: Float64Array.from(bars, (_, i) => Date.UTC(2020, 0, 6, 21) + Math.ceil(i / 2) * 86_400_000 - (i % 2) * 3_600_000),
    session: Int32Array.from(bars, (_, i) => Math.ceil(i / 2)),
    equity: Float64Array.from(bars),
  };
  const intraday = metricsOf({ ...input, columns, interval: '30m', periodsPerYear: 252 * 13 });
  const single = metricsOf(input);
  for (const key of ['total_return', 'annual_return', 'volatility', 'sharpe', 'sortino', 'max_drawdown', 'days']) {
    expect(intraday[key], key).toBe(single[key]);
  }
});

test('warm-up bars count nowhere, and the first return is measured from the capital', () => {
  const evaluated = seesaw(20);
  const input = runOf([1000, 1000, 1000, ...evaluated], { capital: 1000 });
  const late = computeMetrics({ ...input, columns: { ...input.columns, evaluateFrom: 3 } }).document;
  const alone = computeMetrics(runOf(evaluated)).document;
  expect(late.metrics).toEqual(alone.metrics);
  expect(late.basis).toMatchObject({ bars: 41, days: 40, from: '2020-01-09', to: '2020-02-18', closed_trades: 0 });
  // A fill at the close of the first evaluated bar costs 5: it is in the first return and in the total.
  const paid = runOf([995, 1000, 1005], { capital: 1000 });
  expect(metricsOf(paid)['total_return']).toBeCloseTo(0.005, 15);
  expect(metricsOf(paid)['max_drawdown']).toBeCloseTo(0.005, 15);
});

test('a total loss ends the returns; nothing becomes NaN', () => {
  const equity = [...seesaw(20), -50, -50, -50];
  const { document, impossible } = computeMetrics(runOf(equity, { exposureLimit: undefined }));
  expect(impossible).toEqual([]);
  expect(document.metrics['total_return']).toBeCloseTo(-1.05, 12);
  expect(document.metrics['max_drawdown']).toBeCloseTo(1 + 50 / 1100, 12);
  expect(document.not_available['annual_return']).toBe('everything was lost');
});

describe('published definitions of other engines, worked with 50-digit decimals', () => {
  const days = (returns: readonly number[]): readonly number[] => {
    const equity = [1000];
    for (const value of returns) equity.push(equity.at(-1)! * (1 + value));
    return equity;
  };
  const repeat = (returns: readonly number[], times: number): readonly number[] =>
    Array.from({ length: times }, () => returns).flat();

  test('one return per calendar day: weekends count as zero', () => {
    // Monday to Friday, twenty weeks: +2 % on Tuesday, −1 % on Wednesday. Calendar days: 7 · 20 − 3 with the last Friday.
    const input = runOf(days(repeat([0.02, -0.01, 0, 0, 0], 20)));
    const time = Float64Array.from(input.columns.equity, (_, i) => Date.UTC(2020, 0, 6 + Math.floor(i / 5) * 7 + (i % 5), 21));
    const columns = { ...input.columns, time };
    const settings = { ...SETTINGS, sharpe: 'calendar_days', sortino: 'glossary', risk_free: 0.03 } as const;
    const n = 140;
    const mean = (20 * 0.02 - 20 * 0.01) / n;
    const squares = 20 * (0.02 - mean) ** 2 + 20 * (0.01 + mean) ** 2 + (n - 40) * mean ** 2;
    const expected = ((1 + mean) ** 252 - 1 - 0.03) / Math.sqrt((squares / (n - 1)) * 252);
    expect(metricsOf({ ...input, columns, settings })['sharpe']).toBeCloseTo(expected, 9);
  });

  test('geometric: annual return over the volatility of a compounding series', () => {
    // +10 %, −10 % in turn, two returns a year: g = √0.99 − 1, a year −0.01; s² = 0.4/39;
    // √((s² + 0.99)² − 0.99²) = √(s⁴ + 1.98·s²).
    const variance = 0.4 / 39;
    const expected = -0.01 / Math.sqrt(variance * variance + 1.98 * variance);
    const settings = { ...SETTINGS, sharpe: 'geometric', sortino: 'downside_rms', risk_free: 0 } as const;
    const metrics = metricsOf(runOf(seesaw(20), { settings, returnsPerYear: 2 }));
    expect(metrics['sharpe']).toBeCloseTo(expected, 10);
    // Root mean square of min(r, 0): √(0.01/2); a year √2 of it = 0.1.
    expect(metrics['sortino']).toBeCloseTo(-0.01 / 0.1, 10);
  });

  test('deviation of the negative returns only', () => {
    // +2 %, −1 %, −3 %, +1 % ten times: mean −0.0025; twenty negative ones with mean −0.02 and Σ squares 20 · 0.0001.
    const settings = { ...SETTINGS, sharpe: 'sessions', sortino: 'negative_sd', risk_free: 0 } as const;
    // Whatever the Sharpe ratio is: the mean compounded over 252 days.
    const expected = (0.9975 ** 252 - 1) / Math.sqrt((20 * 0.0001 * 252) / 19);
    expect(metricsOf(runOf(days(repeat([0.02, -0.01, -0.03, 0.01], 10)), { settings }))['sortino']).toBeCloseTo(expected, 9);
  });

  test('the root mean square of losses and the annual return, whatever the Sharpe ratio is', () => {
    // +2 %, −1 %, −3 %, +1 % ten times: √((0.0001 + 0.0009) · 10 / 40 · 252); growth (1.02 · 0.99 · 0.97 · 1.01)^10 over 40 of 252 returns.
    const settings = { ...SETTINGS, sharpe: 'sessions', sortino: 'downside_rms', risk_free: 0.02 } as const;
    const annual = (1.02 * 0.99 * 0.97 * 1.01) ** ((10 * 252) / 40) - 1;
    const expected = (annual - 0.02) / Math.sqrt(0.00025 * 252);
    expect(metricsOf(runOf(days(repeat([0.02, -0.01, -0.03, 0.01], 10)), { settings }))['sortino']).toBeCloseTo(expected, 9);
  });

  test('daily wallet: mean over the deviation with n, 365 days a year, no risk-free rate', () => {
    // +2 %, −1 %, −3 %, +1 %: mean −0.0025; Σ squares 0.0225² + 0.0075² + 0.0275² + 0.0125² = 0.001475, a quarter of it the variance.
    const settings = { ...SETTINGS, sharpe: 'daily_wallet', risk_free: 0.5 } as const;
    const expected = (-0.0025 / Math.sqrt(0.001475 / 4)) * Math.sqrt(365);
    expect(metricsOf(runOf(days(repeat([0.02, -0.01, -0.03, 0.01], 10)), { settings }))['sharpe']).toBeCloseTo(expected, 9);
  });

  test('the annual return by calendar days', () => {
    // 1,000 → 1,210 in 40 days.
    const equity = Array.from({ length: 41 }, (_, i) => 1000 + 5.25 * i);
    const of = (annual_return: 'sessions' | 'days_365' | 'days_365_25'): unknown =>
      metricsOf(runOf(equity, { settings: { ...SETTINGS, annual_return } }))['annual_return'];
    expect(of('sessions')).toBeCloseTo(1.21 ** (252 / 40) - 1, 10);
    expect(of('days_365')).toBeCloseTo(1.21 ** (365 / 40) - 1, 10);
    expect(of('days_365_25')).toBeCloseTo(1.21 ** (365.25 / 40) - 1, 10);
  });

  test('days of dips: the deepest and the mean, or the longest and the mean rounded up', () => {
    // From row 1 to 3 (2 days, 20 %), from 4 to 9 (5 days, 10 %); the dip of the last bar has only begun.
    const equity = [1000, 1100, 880, 1100, 1200, 1100, 1080, 1100, 1150, 1200, 1300, 1200];
    const of = (drawdown_days: 'deepest' | 'longest'): unknown[] => {
      const metrics = metricsOf(runOf(equity, { settings: { ...SETTINGS, drawdown_days } }));
      return [metrics['max_drawdown_days'], metrics['mean_drawdown_days']];
    };
    expect(of('deepest')).toEqual([2, 3.5]);
    expect(of('longest')).toEqual([5, 4]);
    expect(why(runOf([1000, 1001, 1002]))['mean_drawdown_days']).toBe('there was no dip');
    // Still open at the end: from row 1 to the last.
    expect(metricsOf(runOf([1000, 1100, 1000, 1050]))['mean_drawdown_days']).toBe(2);
  });

  test('a risk-free rate lowers the mean and is the target of the glossary Sortino ratio', () => {
    // +10 %, −10 % in turn, rate 2.52 a year = 0.01 a session: excess −0.01; downside of −0.11 in every second return.
    const settings = { ...SETTINGS, sharpe: 'sessions', sortino: 'glossary', risk_free: 1 } as const;
    const metrics = metricsOf(runOf(seesaw(20), { settings, returnsPerYear: 100 }));
    expect(metrics['sharpe']).toBeCloseTo((-0.01 / Math.sqrt(0.4 / 39)) * 10, 10);
    expect(metrics['sortino']).toBeCloseTo((-0.01 / Math.sqrt(0.11 ** 2 / 2)) * 10, 10);
  });
});

test('doubling all money changes no ratio by a bit', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -300, max: 310 }), { minLength: 30, maxLength: 60 }), (moves) => {
      const equity = [100_000];
      for (const move of moves) equity.push(equity.at(-1)! * (1 + move / 10_000));
      const one = metricsOf(runOf(equity));
      const two = metricsOf(runOf(equity.map((value) => value * 1024)));
      for (const key of ['total_return', 'annual_return', 'volatility', 'sharpe', 'sortino', 'calmar', 'max_drawdown']) {
        expect(two[key], key).toBe(one[key]);
      }
      const drawdown = one['max_drawdown'];
      expect(typeof drawdown === 'number' && drawdown >= 0 && drawdown < 1).toBe(true);
    }),
  );
});

test('what each symbol added, by name', () => {
  const costs = { transaction: 1, slippage: 1, impact: 0, borrow: 0 };
  const bySymbol = [
    { symbol: 'B', grossPnl: 30, costs, tradedNotional: 1000 },
    { symbol: 'A', grossPnl: -8, costs, tradedNotional: 0 },
  ];
  const { by_symbol } = computeMetrics(runOf([1000, 1018], { bySymbol, trades: trades(-5, -5) })).document;
  expect(Object.keys(by_symbol)).toEqual(['A', 'B']);
  expect(by_symbol['A']).toMatchObject({ net_pnl: '-10.00', closed_trades: 2, win_rate: null, break_even_cost_bps: null });
  expect(by_symbol['B']).toMatchObject({ net_pnl: '28.00', gross_pnl: '30.00', total_costs: '2.00', break_even_cost_bps: 300 });
});
