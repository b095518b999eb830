import { HOUR_MS, hash32, Random } from '../base/index.ts';
import { type BarColumns, type CorporateAction, type Dataset, type SymbolData, shareOf } from '../market/index.ts';
import { ACTION, type Decider, type Decisions, type PositionView } from '../ports/index.ts';
import type { EngineInput, EngineSettings } from './index.ts';
import { settingsOf } from './scenario.testkit.ts';

/** Columns of one symbol of a made-up dataset, by own bar. */
export interface RandomSymbol {
  readonly name: string;
  readonly rows: number[];
  readonly bars: (readonly [number, number, number, number, number])[];
  readonly factor: number[];
  readonly actions: CorporateAction[];
  readonly atr: number[];
}

export interface RandomRun {
  readonly seed: number;
  readonly time: number[];
  readonly session: number[];
  readonly symbols: readonly RandomSymbol[];
  readonly settings: EngineSettings;
  readonly tick: number;
  readonly lot: number;
  readonly allowShort: boolean;
}

const START = Date.UTC(2024, 0, 2, 20);
const TICK = 0.01;

/** Everything about a run drawn from a seed: bars with gaps, holes and thin volume, splits, dividends, settings of every kind. */
export function randomRun(seed: number, options: { readonly rows?: number; readonly symbols?: number } = {}): RandomRun {
  const random = new Random(seed, 'engine');
  const rows = options.rows ?? 24 + random.below(60);
  const barsPerSession = 1 + random.below(4);
  const time = Array.from({ length: rows }, (_, row) => START + row * HOUR_MS);
  const session = time.map((_, row) => Math.floor(row / barsPerSession));
  const count = options.symbols ?? 1 + random.below(3);
  const symbols = Array.from({ length: count }, (_, index) =>
    randomSymbol(random, `S${'CAB'[index] ?? index}`, rows, count === 1),
  );
  const allowShort = random.below(2) === 0;
  return {
    seed,
    time,
    session,
    symbols,
    settings: randomSettings(random, allowShort),
    tick: TICK,
    lot: random.below(3) === 0 ? 0.01 : 1,
    allowShort,
  };
}

function randomSymbol(random: Random, name: string, rows: number, complete: boolean): RandomSymbol {
  const symbol: RandomSymbol = { name, rows: [], bars: [], factor: [], actions: [], atr: [] };
  let price = 20 + random.uniform() * 80;
  let factor = 1;
  for (let row = 0; row < rows; row += 1) {
    if (!complete && random.below(8) === 0) continue;
    const own = symbol.rows.length;
    if (own > 0 && random.below(25) === 0) {
      const ratio = random.below(2) === 0 ? 2 : 0.125;
      symbol.actions.push({ kind: 'split', row: own, exDate: '2024-01-01', ratio });
      price /= ratio;
      factor *= ratio;
    }
    if (own > 0 && random.below(20) === 0) {
      const amount = Math.round(price) / 64;
      symbol.actions.push({ kind: 'dividend', row: own, exDate: '2024-01-01', amount });
      factor *= 1 + amount / price;
    }
    const tick = (value: number): number => Math.max(1, Math.round(value * 100)) / 100;
    const open = tick(price * (1 + random.normal() * 0.02));
    const close = tick(open * (1 + random.normal() * 0.03));
    const high = tick(Math.max(open, close) * (1 + Math.abs(random.normal()) * 0.02));
    const low = tick(Math.min(open, close) * (1 - Math.abs(random.normal()) * 0.02));
    const volume = random.below(12) === 0 ? 0 : random.below(20_000);
    symbol.rows.push(row);
    symbol.bars.push([open, Math.max(high, open, close), Math.min(low, open, close), close, volume]);
    symbol.factor.push(factor);
    symbol.atr.push(close * factor * (0.01 + 0.02 * random.uniform()));
    price = close;
  }
  return symbol;
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.below(values.length)]!;
}

const SIZES = [
  ...['target_weight', 'target_weight', 'target_weight', 'stake'].map((mode) => ({ mode })),
  ...['fraction', 'quantity', 'risk', 'volatility'].flatMap((mode) => [0.1, 0.25].map((value) => ({ mode, value }))),
  { mode: 'stake', value: 400 },
  { mode: 'stake', value: 30_000 },
];

function randomSettings(random: Random, allowShort: boolean): EngineSettings {
  const maybe = (key: string, value: unknown): object => (random.below(3) === 0 ? { [key]: value } : {});
  return settingsOf({
    capital: pick(random, [1_000, 100_000, 12_345.67]),
    execution: {
      fill: pick(random, ['next_open', 'next_open', 'same_close', 'next_close']),
      order_type: pick(random, ['market', 'market', 'limit', 'stop', 'stop_limit']),
      limit_offset_bps: pick(random, [0, 50, 200]),
      stop_offset_bps: pick(random, [0, 50, 200]),
      time_in_force: pick(random, ['day', 'gtc', 'ioc']),
      costs: {
        enabled: random.below(3) > 0,
        bps: random.below(20),
        per_share: pick(random, ['0', '0.0078125']),
        per_order: pick(random, ['0', '0.5']),
        minimum: pick(random, ['0', '1']),
        apply: pick(random, ['both', 'entry']),
      },
      slippage: { model: pick(random, ['bps', 'half_spread', 'volatility', 'none']), bps: random.below(30), spread_bps: 10 },
      liquidity: {
        enabled: random.below(2) === 0,
        max_participation: pick(random, [0.01, 0.1, 1]),
        volume_source: pick(random, ['bar', 'adv20']),
        on_excess: pick(random, ['partial', 'refuse']),
      },
      impact: { enabled: random.below(3) === 0, model: pick(random, ['linear', 'square_root', 'almgren_chriss']) },
      borrow: { enabled: random.below(2) === 0, rate_bps: 300 },
      cash_interest_bps: pick(random, [0, 400]),
      latency: pick(random, ['0ms', '0ms', '500ms']),
      intrabar: { path: pick(random, ['stop_first', 'take_first', 'by_order', 'ohlc', 'worst_price']) },
      close_at_end: pick(random, ['no', 'last_open', 'last_close']),
      unaffordable: pick(random, ['reduce', 'reduce', 'reject', 'borrow']),
    },
    sizing: {
      ...pick(random, SIZES),
      price: pick(random, ['close', 'close', 'fill']),
      equity: pick(random, ['equity', 'equity', 'cash', 'margin']),
      reserve: pick(random, [0, 0.0025]),
      fee_aware: random.below(3) === 0,
      rebalance: pick(random, ['on_change', 'every_bar']),
      min_order_value: pick(random, ['0', '64']),
      no_trade_band: pick(random, [0, 0.05]),
      cash_buffer: pick(random, [0, 0.0025]),
      fractional: pick(random, ['auto', 'never']),
    },
    stops: {
      ...maybe('stop_loss_pct', 0.04),
      ...maybe('take_profit_pct', 0.05),
      ...maybe('trailing_stop_pct', 0.03),
      ...maybe('stop_atr', { feature: 'atr_14', multiple: 2 }),
      ...maybe('max_holding_bars', 1 + random.below(6)),
    },
    limits: {
      max_gross_leverage: pick(random, [1, 1.5]),
      max_net_leverage: pick(random, [0.5, 1]),
      ...maybe('max_open_positions', 1),
      ...maybe('max_order_value', '512'),
      max_order_pct: pick(random, [0.2, 1]),
    },
    risk: { allow_short: allowShort, ...maybe('max_daily_loss_pct', 0.01), ...maybe('max_drawdown_pct', 0.05) },
  });
}

/** Decides by hashing seed, row and the symbol's name, so that the order of symbols plays no part. Protective prices scale with `unit`. */
export class HashDecider implements Decider {
  readonly #run: RandomRun;
  readonly #names: readonly string[];
  readonly #unit: number;
  /** Every third run may be asked ahead, every third one looks at its positions. */
  readonly readsPosition: boolean;

  constructor(run: RandomRun, names: readonly string[], unit: number) {
    this.#run = run;
    this.readsPosition = run.seed % 3 !== 0;
    this.#names = names;
    this.#unit = unit;
  }

  decide(bar: number, position: PositionView, out: Decisions): void {
    for (let slot = 0; slot < this.#names.length; slot += 1) {
      if (this.#run.seed % 3 === 1 && this.#isDone(position, slot)) {
        out.action[slot] = ACTION.close;
        continue;
      }
      const random = new Random(this.#run.seed, `${bar} ${this.#names[slot]}`);
      // Every second run says little, so that long stretches are quiet.
      if (this.#run.seed % 2 === 0 && random.below(8) > 0) continue;
      const action = random.below(8);
      if (action < 3) continue;
      out.action[slot] = action === 3 ? ACTION.abstain : action === 4 ? ACTION.close : action === 5 ? ACTION.sell : ACTION.buy;
      if (random.below(3) > 0) out.weight[slot] = (random.below(9) - (this.#run.allowShort ? 4 : 0)) / 8;
      if (random.below(4) === 0) out.stopPrice[slot] = this.#unit * (1 + random.below(100));
      if (random.below(4) === 0) out.takeProfitPrice[slot] = this.#unit * (1 + random.below(200));
    }
  }

  /** Depends on every number that is shown of a position. */
  #isDone({ weight, barsHeld, unrealised, entryPrice }: PositionView, slot: number): boolean {
    const [share, bars, gain, entry] = [weight[slot]!, barsHeld[slot]!, unrealised[slot]!, entryPrice[slot]! / this.#unit];
    return bars > 9 || (bars > 2 && gain > 0.02) || Math.abs(share) > 0.6 || (bars > 3 && Math.floor(entry * 100) % 5 === 0);
  }

  explain(bar: number, symbol: number): { reason: string; inputs: Record<string, number>; evidence: string[] } {
    return { reason: `${hash32(`${this.#run.seed} ${bar} ${this.#names[symbol]}`)}`, inputs: { bar }, evidence: [] };
  }
}

/** How a run is laid out anew: prices and money times `unit`, symbols in another order. */
export interface Layout {
  readonly unit?: number;
  readonly order?: readonly number[];
}

export function inputOfRun(run: RandomRun, layout: Layout = {}): EngineInput {
  const unit = layout.unit ?? 1;
  const symbols = (layout.order ?? run.symbols.map((_, index) => index)).map((index) => run.symbols[index]!);
  const dataset: Dataset = {
    timeframe: '1h',
    time: Float64Array.from(run.time),
    session: Int32Array.from(run.session),
    periodsPerYear: 252,
    symbols: symbols.map((symbol) => symbolData(run, symbol, unit)),
    fingerprint: 'sha256:random',
  };
  return {
    dataset,
    decider: new HashDecider(
      run,
      symbols.map(({ name }) => name),
      unit,
    ),
    settings: scaled(run.settings, unit),
    evaluateFrom: run.seed % 5,
    stopAtr: symbols.map((symbol) => byRow(run, symbol, (own) => symbol.atr[own]! * unit)),
  };
}

function byRow(run: RandomRun, symbol: RandomSymbol, value: (own: number) => number): Float64Array {
  const column = new Float64Array(run.time.length).fill(Number.NaN);
  symbol.rows.forEach((row, own) => {
    column[row] = value(own);
  });
  return column;
}

function symbolData(run: RandomRun, symbol: RandomSymbol, unit: number): SymbolData {
  const column = (field: 0 | 1 | 2 | 3 | 4): Float64Array =>
    Float64Array.from(symbol.bars, (bar) => (field === 4 ? bar[4] : bar[field] * unit));
  const bars: BarColumns = {
    length: symbol.bars.length,
    time: Float64Array.from(symbol.rows, (row) => run.time[row]!),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
  };
  return {
    instrument: shareOf(symbol.name, { tickSize: run.tick * unit, lotSize: run.lot }),
    calendar: '24x7',
    bars,
    factor: Float64Array.from(symbol.factor),
    actions: symbol.actions.map((action) => (action.kind === 'dividend' ? { ...action, amount: action.amount * unit } : action)),
    rows: symbol.rows.length === run.time.length ? undefined : Int32Array.from(symbol.rows),
    hasVolume: true,
    synthetic: true,
  };
}

/** All settings that are money, times `unit`. */
function scaled(settings: EngineSettings, unit: number): EngineSettings {
  const { costs } = settings.execution;
  const { maxOrderValue } = settings.limits;
  return {
    ...settings,
    capital: settings.capital * unit,
    execution: {
      ...settings.execution,
      costs: {
        ...costs,
        perShare: costs.perShare * unit,
        perOrder: costs.perOrder * unit,
        minimum: costs.minimum * unit,
      },
    },
    sizing: {
      ...settings.sizing,
      value: settings.sizing.mode === 'stake' ? settings.sizing.value * unit : settings.sizing.value,
      minOrderValue: settings.sizing.minOrderValue * unit,
    },
    limits: {
      ...settings.limits,
      maxOrderValue: maxOrderValue === undefined ? undefined : { ...maxOrderValue, value: maxOrderValue.value * unit },
    },
  };
}
