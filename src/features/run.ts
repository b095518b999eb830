import { invariant, type Timeframe } from '../base/index.ts';
import { kernelsFor } from '../kernels/index.ts';
import type { BarColumns, CalendarName, Dataset, SymbolData } from '../market/index.ts';
import { columnMemory } from './column-memory.ts';
import type { FeatureProcess, WarmUp } from './contract.ts';
import { FeatureBarsMissingError, FeatureSeriesMissingError } from './errors.ts';
import { type FeaturePlan, type NodeOutput, type PlanNode, type PlanPlace, placeKey } from './plan.ts';
import { CalendarWorker } from './workers/calendar-worker.ts';
import { CrossGroup } from './workers/cross-group.ts';
import { type FeatureSeries, SeriesWorker } from './workers/series-worker.ts';
import type { Lane, Worker, WorkerOutput } from './workers/worker.ts';

/** Bars that features read beside those of the dataset: another timeframe, another symbol. Completed bars only. */
export interface FeatureBars {
  readonly bars: BarColumns;
  /** As {@link SymbolData.factor}. */
  readonly factor: Float64Array | undefined;
  readonly calendar: CalendarName;
}

export interface FeatureRunOptions {
  readonly plan: FeaturePlan;
  readonly dataset: Dataset;
  /** The bars of {@link FeaturePlan.places} that the dataset itself does not hold. */
  readonly bars?: (symbol: string, timeframe: Timeframe) => FeatureBars | undefined;
  /** The series of {@link FeaturePlan.series}. */
  readonly series?: (id: string) => FeatureSeries | undefined;
  /** Where columns come from; absent: memory of the run's own, in which kernels work. */
  readonly allocate?: (length: number) => Float64Array;
}

/** The columns of a plan over a dataset, filled as far as the rows are known. */
export interface FeatureRun {
  /** Rows of the dataset's common index: the length of every column. */
  readonly rows: number;
  /** Memory for what is made of the columns and lives as long as they do; it may hold old values. */
  allocate(length: number): Float64Array;
  /**
   * Computes everything for the first `to` rows of the dataset's common index. History calls it once per block, the event pump
   * once per row: the same code, the same bits. Never goes back.
   */
  advance(to: number): void;
  /** The column of a read on the common index; a row without a bar of the symbol carries the last known value, NaN before it. */
  column(symbol: number, key: string): Float64Array;
  /** First row of the common index at which these reads (absent: all) are defined; Infinity while that is not known. */
  firstRow(symbol: number, keys?: readonly string[]): number;
}

/** @throws FeatureBarsMissingError, FeatureSeriesMissingError when the plan reads what nobody has */
export function startFeatures(options: FeatureRunOptions): FeatureRun {
  return new Run(options);
}

class Run implements FeatureRun {
  readonly rows: number;
  readonly #dataset: Dataset;
  readonly #plan: FeaturePlan;
  readonly #bars: (symbol: string, timeframe: Timeframe) => FeatureBars | undefined;
  readonly #series: (id: string) => FeatureSeries | undefined;
  readonly #allocate: (length: number) => Float64Array;
  readonly #usesKernels: boolean;
  readonly #groups = new Map<PlanNode, CrossGroup>();
  readonly #lanes = new Map<string, Lane>();
  readonly #workers = new Map<string, Worker>();
  readonly #order: Worker[] = [];
  readonly #aligned: ReadonlyMap<string, Aligned>[];
  #known = 0;

  constructor({ plan, dataset, bars, series, allocate }: FeatureRunOptions) {
    this.rows = dataset.time.length;
    this.#plan = plan;
    this.#dataset = dataset;
    this.#bars = bars ?? (() => undefined);
    this.#series = series ?? (() => undefined);
    this.#allocate = allocate ?? columnMemory(plan, dataset);
    this.#usesKernels = kernelsFor(this.#allocate(0)) !== undefined;
    this.#aligned = dataset.symbols.map((symbol) => {
      for (const node of plan.nodes) this.#worker(node, symbol.instrument.symbol);
      return new Map([...plan.reads].map(([key, of]) => [key, this.#align(of, symbol)]));
    });
  }

  allocate(length: number): Float64Array {
    return this.#allocate(length);
  }

  advance(to: number): void {
    invariant(to >= this.#known && to <= this.#dataset.time.length, 'features advance forward inside the dataset');
    if (to === this.#known) return;
    this.#known = to;
    const now = this.#dataset.time[to - 1]!;
    for (const lane of this.#lanes.values()) lane.known = knownBars(lane, to, now);
    for (const worker of this.#order) worker.advance();
    for (const columns of this.#aligned) for (const column of columns.values()) column.advance(to);
  }

  column(symbol: number, key: string): Float64Array {
    return this.#read(symbol, key).column;
  }

  firstRow(symbol: number, keys?: readonly string[]): number {
    let first = 0;
    for (const key of keys ?? this.#plan.reads.keys()) first = Math.max(first, this.#read(symbol, key).firstRow());
    return first;
  }

  #read(symbol: number, key: string): Aligned {
    const column = this.#aligned[symbol]?.get(key);
    invariant(column !== undefined, `the plan was asked to read ${key}`);
    return column;
  }

  #lane(place: PlanPlace, self: string): Lane {
    const symbol = place.symbol ?? self;
    const key = placeKey({ symbol, timeframe: place.timeframe });
    const known = this.#lanes.get(key);
    if (known !== undefined) return known;
    const lane = this.#findLane(symbol, place.timeframe);
    this.#lanes.set(key, lane);
    return lane;
  }

  #findLane(symbol: string, timeframe: Timeframe): Lane {
    const own = this.#dataset.symbols.find((data) => data.instrument.symbol === symbol);
    if (own !== undefined && timeframe === this.#dataset.timeframe) {
      return { bars: own.bars, factor: own.factor, calendar: own.calendar, rows: own.rows, inDataset: true, known: 0 };
    }
    const other = this.#bars(symbol, timeframe);
    if (other === undefined) throw new FeatureBarsMissingError(symbol, timeframe);
    return { ...other, rows: undefined, inDataset: false, known: 0 };
  }

  #worker(node: PlanNode, self: string): Worker {
    const key = `${node.place.symbol ?? self} ${node.id}`;
    const known = this.#workers.get(key);
    if (known !== undefined) return known;
    const worker = this.#makeWorker(node, self);
    this.#workers.set(key, worker);
    this.#order.push(worker);
    return worker;
  }

  #makeWorker(node: PlanNode, self: string): Worker {
    const lane = this.#lane(node.place, self);
    switch (node.kind) {
      case 'bar':
        return this.#barWorker(lane, lane.bars[node.field], node.field === 'volume' ? undefined : lane.factor);
      case 'session':
        return new SessionWorker(lane, this.#allocate(lane.bars.length), this.#dataset);
      case 'calendar':
        return new CalendarWorker(lane, this.#allocate(lane.bars.length), node.field);
      case 'series': {
        const series = this.#series(node.view.id);
        if (series === undefined) throw new FeatureSeriesMissingError(node.view.id);
        return new SeriesWorker(lane, this.#allocate(lane.bars.length), series, node.view);
      }
      case 'cross':
        return this.#group(node).workers[this.#dataset.symbols.findIndex(({ instrument }) => instrument.symbol === self)]!;
      case 'as_of':
        return this.#asOfWorker(lane, node.source, self);
      case 'feature': {
        const inputs = node.inputs.map((of) => ({ worker: this.#worker(of.node, self), output: of.output }));
        const outputs = node.warmUp.map(() => this.#allocate(lane.bars.length));
        return new FeatureWorker(lane, outputs, inputs, node);
      }
      default:
        return node satisfies never;
    }
  }

  #group(node: Extract<PlanNode, { readonly kind: 'cross' }>): CrossGroup {
    const known = this.#groups.get(node);
    if (known !== undefined) return known;
    const { place, compare, source } = node;
    const members = this.#dataset.symbols.map((symbol) => {
      const self = symbol.instrument.symbol;
      const worker = this.#worker(source.node, self);
      return { lane: this.#lane(place, self), symbol, source: { worker, output: source.output } };
    });
    const size = { length: this.#dataset.time.length, rows: () => this.#known, allocate: this.#allocate };
    const group = new CrossGroup(compare, members, size);
    this.#groups.set(node, group);
    return group;
  }

  #barWorker(lane: Lane, column: Float64Array, factor: Float64Array | undefined): Worker {
    const isInPlace = factor === undefined && (!this.#usesKernels || kernelsFor(column) !== undefined);
    if (isInPlace) return { lane, outputs: [column], first: new Float64Array(1), advance: () => {} };
    return new BarWorker(lane, this.#allocate(lane.bars.length), column, factor);
  }

  #asOfWorker(lane: Lane, source: NodeOutput, self: string): Worker {
    return new AsOfWorker(lane, this.#allocate(lane.bars.length), this.#worker(source.node, self), source.output);
  }

  #align(of: NodeOutput, symbol: SymbolData): Aligned {
    const worker = this.#worker(of.node, symbol.instrument.symbol);
    const own = worker.outputs[of.output]!;
    const first = (): number => worker.first[of.output]!;
    const { rows } = symbol;
    if (rows === undefined) return { column: own, firstRow: first, advance: () => {} };
    return new UnionColumn(this.#allocate(this.#dataset.time.length), own, rows, first);
  }
}

/** How many bars of a lane are known when the common index stands at row `to` − 1, at time `now`. */
function knownBars(lane: Lane, to: number, now: number): number {
  const { bars, rows } = lane;
  if (lane.inDataset && rows === undefined) return to;
  let known = lane.known;
  if (rows !== undefined) {
    while (known < bars.length && rows[known]! < to) known += 1;
    return known;
  }
  const visible = bars.availableAt ?? bars.time;
  while (known < bars.length && visible[known]! <= now) known += 1;
  return known;
}

/** Adjusted prices, raw × factor, by own bar; without factors a copy where kernels can read it. */
class BarWorker implements Worker {
  readonly lane: Lane;
  readonly outputs: readonly Float64Array[];
  readonly first = new Float64Array(1);
  readonly #raw: Float64Array;
  readonly #factor: Float64Array | undefined;
  #done = 0;

  constructor(lane: Lane, out: Float64Array, raw: Float64Array, factor: Float64Array | undefined) {
    this.lane = lane;
    this.outputs = [out];
    this.#raw = raw;
    this.#factor = factor;
  }

  advance(): void {
    const out = this.outputs[0]!;
    const factor = this.#factor;
    const { known } = this.lane;
    if (factor === undefined) out.set(this.#raw.subarray(this.#done, known), this.#done);
    else for (let i = this.#done; i < known; i += 1) out[i] = this.#raw[i]! * factor[i]!;
    this.#done = known;
  }
}

/** The trading session of each bar: that of the last row of the common index at or before it. */
class SessionWorker implements Worker {
  readonly lane: Lane;
  readonly outputs: readonly Float64Array[];
  readonly first = new Float64Array(1);
  readonly #dataset: Dataset;
  #done = 0;
  #row = 0;

  constructor(lane: Lane, out: Float64Array, dataset: Dataset) {
    this.lane = lane;
    this.outputs = [out];
    this.#dataset = dataset;
  }

  advance(): void {
    const { time, session } = this.#dataset;
    const out = this.outputs[0]!;
    for (let i = this.#done; i < this.lane.known; i += 1) {
      const at = this.lane.bars.time[i]!;
      while (this.#row + 1 < time.length && time[this.#row + 1]! <= at) this.#row += 1;
      out[i] = session[this.#row]!;
    }
    this.#done = this.lane.known;
  }
}

/** A column of other bars, as of each own bar: the newest value that was visible at its close. */
class AsOfWorker implements Worker {
  readonly lane: Lane;
  readonly outputs: readonly Float64Array[];
  readonly first = new Float64Array([Infinity]);
  readonly #source: Worker;
  readonly #output: number;
  #done = 0;
  #at = -1;

  constructor(lane: Lane, out: Float64Array, source: Worker, output: number) {
    this.lane = lane;
    this.outputs = [out];
    this.#source = source;
    this.#output = output;
  }

  advance(): void {
    const { bars, known } = this.#source.lane;
    const visible = bars.availableAt ?? bars.time;
    const values = this.#source.outputs[this.#output]!;
    const warm = this.#source.first[this.#output]!;
    const out = this.outputs[0]!;
    for (let i = this.#done; i < this.lane.known; i += 1) {
      const now = this.lane.bars.time[i]!;
      while (this.#at + 1 < known && visible[this.#at + 1]! <= now) this.#at += 1;
      out[i] = this.#at < 0 ? NaN : values[this.#at]!;
      if (this.#at >= warm && this.first[0] === Infinity) this.first[0] = i;
    }
    this.#done = this.lane.known;
  }
}

class FeatureWorker implements Worker {
  readonly lane: Lane;
  readonly outputs: readonly Float64Array[];
  readonly first: Float64Array;
  readonly #inputs: readonly WorkerOutput[];
  readonly #process: FeatureProcess;
  readonly #warmUp: (inputs: readonly WarmUp[]) => readonly WarmUp[];
  #settled = false;

  constructor(
    lane: Lane,
    outputs: readonly Float64Array[],
    inputs: readonly WorkerOutput[],
    node: Extract<PlanNode, { readonly kind: 'feature' }>,
  ) {
    this.lane = lane;
    this.outputs = outputs;
    this.first = new Float64Array(outputs.length).fill(Infinity);
    this.#inputs = inputs;
    this.#warmUp = (of) => node.bound.warmUp(of);
    this.#process = node.bound.start({
      inputs: inputs.map(({ worker, output }) => worker.outputs[output]!),
      outputs,
      time: lane.bars.time,
      firstRow: () => this.first[0]!,
    });
  }

  advance(): void {
    if (!this.#settled) this.#settle();
    this.#process.advance(this.lane.known);
  }

  /** The first rows are known once those of all inputs are. */
  #settle(): void {
    const of = this.#inputs.map(({ worker, output }) => ({ warmup: worker.first[output]!, settle: 0 }));
    for (const [index, { warmup }] of this.#warmUp(of).entries()) this.first[index] = warmup;
    this.#settled = this.first.every((row) => row < Infinity);
  }
}

/** A column on the common index. */
interface Aligned {
  readonly column: Float64Array;
  firstRow(): number;
  advance(to: number): void;
}

class UnionColumn implements Aligned {
  readonly column: Float64Array;
  readonly #own: Float64Array;
  readonly #rows: Int32Array;
  readonly #first: () => number;
  #done = 0;
  #at = -1;

  constructor(column: Float64Array, own: Float64Array, rows: Int32Array, first: () => number) {
    this.column = column;
    this.#own = own;
    this.#rows = rows;
    this.#first = first;
  }

  firstRow(): number {
    const own = this.#first();
    return own < this.#rows.length ? this.#rows[own]! : Infinity;
  }

  advance(to: number): void {
    for (let row = this.#done; row < to; row += 1) {
      while (this.#at + 1 < this.#rows.length && this.#rows[this.#at + 1]! <= row) this.#at += 1;
      this.column[row] = this.#at < 0 ? NaN : this.#own[this.#at]!;
    }
    this.#done = to;
  }
}
