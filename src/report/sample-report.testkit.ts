import { readFileSync } from 'node:fs';
import { Random } from '../base/index.ts';
import {
  computeMetrics,
  crisisResults,
  type MetricsInput,
  metricsSection,
  sessionEnds,
  verdictFacts,
  verdictOf,
} from '../metrics/index.ts';
import type { ReportData, ReportTrade } from './index.ts';

/** Bars of one symbol to make a picture of; not the product's engine, only something that looks like its output. */
export interface Bars {
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly close: Float64Array;
}

/** Daily S&P 500, 2000–2020. */
export function sp500(): Bars {
  const text = readFileSync(new URL('../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url), 'utf8');
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  return {
    time: Float64Array.from(rows, (row) => Date.parse(`${row[0]}T20:00:00Z`)),
    open: Float64Array.from(rows, (row) => Number(row[1])),
    close: Float64Array.from(rows, (row) => Number(row[4])),
  };
}

/** A seeded random walk of bars of `stepMs`. */
export function walk(count: number, stepMs: number, seed = 7): Bars {
  const random = new Random(seed);
  const close = new Float64Array(count);
  const open = new Float64Array(count);
  let price = 100;
  for (let i = 0; i < count; i += 1) {
    open[i] = price * (1 + 0.001 * random.normal());
    price = open[i]! * (1 + 0.0004 + 0.009 * random.normal());
    close[i] = price;
  }
  const start = Date.UTC(2001, 0, 2, 21);
  return { time: Float64Array.from({ length: count }, (_, i) => start + i * stepMs), open, close };
}

interface Options {
  readonly bars: Bars;
  readonly symbol: string;
  readonly timeframe: string;
  /** Length and thresholds of the RSI that buys low and sells high. */
  readonly rsi: { readonly period: number; readonly buyBelow: number; readonly sellAbove: number };
  readonly costBps?: number;
}

const CAPITAL = 100_000;

/** A run of an RSI rule with everything a report shows. */
export function sampleReport({ bars, symbol, timeframe, rsi, costBps = 10 }: Options): ReportData {
  const n = bars.close.length;
  const from = rsi.period;
  const { equity, exposure, trades, costsPaid, notional } = simulate(bars, rsi, costBps, symbol);
  const session = Int32Array.from(bars.time, (time) => Math.floor((time - 1) / 86_400_000));
  const benchmark = Float64Array.from(bars.close, (close) => (CAPITAL * close) / bars.close[from]!);
  const costs = { transaction: costsPaid[n - 1]! / 2, slippage: costsPaid[n - 1]! / 2, impact: 0, borrow: 0 };
  const ends = sessionEnds({ session, from });
  const closed = trades.filter(({ exitTime }) => exitTime !== undefined);
  const net = equity[n - 1]! - CAPITAL;
  const input: MetricsInput = {
    columns: { time: bars.time, session, equity, evaluateFrom: from },
    benchmarkAtSessionEnds: Float64Array.from(ends, (row) => benchmark[row]!),
    costsAtSessionEnds: Float64Array.from(ends, (row) => costsPaid[row]!),
    interval: timeframe,
    periodsPerYear: 252,
    returnsPerYear: 252,
    currency: 'USD',
    capital: CAPITAL,
    settings: metricsSection.parse({}),
    trades: closed.map(({ grossPnl, netPnl, ambiguous }) => ({ symbol, grossPnl, netPnl, ambiguous })),
    costs,
    tradedNotional: notional,
    grossExposure: {
      sum: exposure.subarray(from).reduce((sum, value) => sum + value, 0),
      largest: exposure.reduce((a, b) => Math.max(a, b), 0),
    },
    bySymbol: [{ symbol, grossPnl: net + costsPaid[n - 1]!, costs, tradedNotional: notional }],
    accounting: undefined,
    exposureLimit: 1,
    trials: { count: 1, effective: 1, sharpes: [], looks: undefined },
  };
  const result = computeMetrics(input);
  const verdict = verdictOf(verdictFacts(input, result));
  const ambiguous = closed.filter((trade) => trade.ambiguous).length;
  return {
    runId: 'agent/backtest/20260417_101010_123_rsi_reversion_3fa2',
    name: 'rsi_reversion',
    project: 'rule_lab',
    kind: 'rule',
    mode: 'backtest',
    status: 'success',
    verdict: verdict.verdict,
    verdictLine: verdict.line,
    stamps: ['SYNTHETIC DATA', 'SAME-CLOSE FILLS'],
    warnings: [
      { code: 'OPEN_EQUALS_CLOSE', message: '43 % of the opens of SPX equal the close before', path: 'data.symbols[0]' },
      { code: 'NO_VOLUME', message: 'SPX has no volume: participation cap and impact are off' },
    ],
    symbols: [symbol],
    timeframe,
    window: { start: '2000-01-03', end: '2020-04-17', evaluatedFrom: result.document.basis.from },
    timezone: 'America/New_York',
    currency: 'USD',
    capital: CAPITAL,
    returnsPerYear: 252,
    metrics: result.document,
    curve: { time: bars.time, session, equity, benchmark, grossExposure: exposure, netExposure: exposure, evaluateFrom: from },
    prices: [{ symbol, time: bars.time, ...candles(bars), scale: undefined }],
    withoutPrices: undefined,
    spans: [],
    fan: undefined,
    crises: crisisResults({ time: bars.time, equity, benchmark, from }),
    costLadder: undefined,
    logs: [
      { at: '2026-04-17T10:10:10.200Z', level: 'info', message: 'data loaded', facts: 'bars 5,106 · symbols SPX' },
      { at: '2026-04-17T10:10:10.900Z', level: 'warn', message: 'SPX has no volume', facts: 'code NO_VOLUME' },
    ],
    trades,
    ambiguous: { count: ambiguous, worst: net - 2100, chosen: net, best: net + 640, path: 'stop_first' },
    settings: SETTINGS,
    sources: [source(symbol, bars, timeframe)],
    identity: {
      configHash: 'sha256:77e0a1c4d5b6978812aa34c9f00d51e2b3c4d5e6f708192a3b4c5d6e7f809102',
      costModel: 'fees 10 bps each side · fills at the next open',
      dataFingerprint: 'sha256:9b1c22d3e4f5061728394a5b6c7d8e9f00112233445566778899aabbccddeeff',
      codeVersion: '0.1.0+sha256:51aa09c3',
      seed: 42,
      startedAt: '2026-04-17T10:10:10.123Z',
      completedAt: '2026-04-17T10:10:11.004Z',
      reproduce: 'quanttradeai agent run --agent rsi_reversion -c config/project.yaml --mode backtest',
    },
  };
}

function source(symbol: string, bars: Bars, timeframe: string): ReportData['sources'][number] {
  return {
    symbol,
    source: `csv data/${symbol}_${timeframe}.csv`,
    synthetic: true,
    bars: bars.close.length,
    from: '2000-01-03',
    to: '2020-04-17',
    calendar: 'XNYS',
    adjustment: 'one basis',
    fingerprint: 'sha256:9b1c22d3e4f5061728394a5b6c7d8e9f00112233445566778899aabbccddeeff',
    quarantined: 2,
    findings: [
      { check: 'missing bars', count: 3, note: 'against the exchange calendar, 0.06 %' },
      { check: 'impossible bar', count: 2, note: 'high below low: lines 812, 4410; set aside' },
      { check: 'outlier', count: 4, note: 'jumps above 10 sigma, kept' },
    ],
  };
}

const SETTINGS: ReportData['settings'] = [
  { path: 'project.name', value: 'rule_lab', origin: 'config/project.yaml:1' },
  { path: 'data.symbols', value: '[SPX]', origin: 'config/project.yaml:5' },
  { path: 'agents[0].rule.buy_below', value: '30', origin: 'config/project.yaml:17' },
  { path: 'agents[0].stops.stop_loss_pct', value: '0.05', origin: 'config/project.yaml:18' },
  ...['project.seed: 42', 'position_manager.execution.fill: next_open', 'position_manager.execution.costs.bps: 5'].map((text) => {
    const [path = '', value = ''] = text.split(': ');
    return { path, value, origin: 'default' };
  }),
];

interface Simulated {
  readonly equity: Float64Array;
  readonly exposure: Float64Array;
  readonly trades: readonly ReportTrade[];
  readonly costsPaid: Float64Array;
  readonly notional: number;
}

/** All in below one level, all out above the other, at the next open. */
function simulate(bars: Bars, rule: Options['rsi'], costBps: number, symbol: string): Simulated {
  const n = bars.close.length;
  const index = relativeStrength(bars.close, rule.period);
  const equity = new Float64Array(n).fill(CAPITAL);
  const exposure = new Float64Array(n);
  const costsPaid = new Float64Array(n);
  const trades: ReportTrade[] = [];
  let cash = CAPITAL;
  let units = 0;
  let paid = 0;
  let notional = 0;
  let entry = 0;
  for (let i = rule.period + 1; i < n; i += 1) {
    const signal = index[i - 1]!;
    const price = bars.open[i]!;
    const wanted = signal < rule.buyBelow ? 1 : signal > rule.sellAbove ? 0 : units > 0 ? 1 : 0;
    const buy = wanted === 1 && units === 0;
    const sell = wanted === 0 && units > 0;
    if (buy) {
      units = Math.floor((cash * 0.95) / price);
      entry = i;
    }
    if (buy || sell) {
      const value = units * price;
      const cost = (value * costBps) / 10_000;
      cash += (buy ? -value : value) - cost;
      paid += cost;
      notional += value;
    }
    if (sell) trades.push(tradeOf(bars, { symbol, entry, exit: i, units, costBps, ambiguous: trades.length % 17 === 5 }));
    if (sell) units = 0;
    equity[i] = cash + units * bars.close[i]!;
    exposure[i] = (units * bars.close[i]!) / equity[i]!;
    costsPaid[i] = paid;
  }
  if (units > 0) trades.push(tradeOf(bars, { symbol, entry, exit: undefined, units, costBps, ambiguous: false }));
  return { equity, exposure, trades, costsPaid, notional };
}

function tradeOf(
  bars: Bars,
  facts: { symbol: string; entry: number; exit: number | undefined; units: number; costBps: number; ambiguous: boolean },
): ReportTrade {
  const { symbol, entry, exit, units, costBps, ambiguous } = facts;
  const last = exit === undefined ? bars.close.at(-1)! : bars.open[exit]!;
  const path = bars.close.subarray(entry, exit ?? bars.close.length);
  const grossPnl = units * (last - bars.open[entry]!);
  const costs = (units * (bars.open[entry]! + (exit === undefined ? 0 : last)) * costBps) / 10_000;
  return {
    symbol,
    side: 'long',
    quantity: units,
    entryTime: bars.time[entry]! - 23_400_000,
    entryPrice: bars.open[entry]!,
    exitTime: exit === undefined ? undefined : bars.time[exit]! - 23_400_000,
    exitPrice: exit === undefined ? undefined : last,
    grossPnl,
    netPnl: grossPnl - costs,
    costs,
    barsHeld: (exit ?? bars.time.length - 1) - entry,
    exitReason: exit === undefined ? undefined : ambiguous ? 'stop_loss' : 'signal',
    ambiguous,
    adverseExcursion: Math.max(0, ...Array.from(path, (price) => 1 - price / bars.open[entry]!)),
    favourableExcursion: Math.max(0, ...Array.from(path, (price) => price / bars.open[entry]! - 1)),
  };
}

/** Highs and lows that hold the open and the close. */
function candles({ open, close }: Bars): { open: Float64Array; high: Float64Array; low: Float64Array; close: Float64Array } {
  const high = open.map((value, i) => Math.max(value, close[i]!) * 1.002);
  return { open, close, high, low: open.map((value, i) => Math.min(value, close[i]!) * 0.998) };
}

function relativeStrength(close: Float64Array, period: number): Float64Array {
  const values = new Float64Array(close.length).fill(50);
  let gain = 0;
  let loss = 0;
  for (let i = 1; i < close.length; i += 1) {
    const difference = close[i]! - close[i - 1]!;
    const weight = 1 / Math.min(i, period);
    gain += (Math.max(difference, 0) - gain) * weight;
    loss += (Math.max(-difference, 0) - loss) * weight;
    values[i] = gain + loss === 0 ? 50 : (100 * gain) / (gain + loss);
  }
  return values;
}
