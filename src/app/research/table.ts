import type { Warning } from '../../base/index.ts';
import { type LabelBars, type LabelColumns, labelClasses, labelHorizon, makeLabels } from '../../labels/index.ts';
import type { SymbolData } from '../../market/index.ts';
import { rows as researchRows, type training } from '../../research/index.ts';
import { resolveExecution, roundTripCost } from '../../trading/index.ts';
import { labelBars, type PreparedResearch } from './prepare.ts';

/** Rows of a research run with their labels. */
export interface ResearchTable {
  readonly table: training.TrainingTable;
  readonly account: researchRows.RowAccount;
  readonly labels: readonly LabelColumns[];
  /** Bars that a label looks ahead at most. */
  readonly horizon: number;
  readonly warnings: readonly Warning[];
}

/** The labels of a project over these bars, one of each symbol of the dataset. */
export function labelsOver(
  { research, customLabel, sides }: PreparedResearch,
  bars: readonly LabelBars[],
): readonly LabelColumns[] {
  const oneSide = costBps(research) / 10_000;
  return makeLabels({
    settings: research.labels,
    symbols: bars,
    kind: research.model.kind,
    ...(sides === undefined ? {} : { primary: sides.bars }),
    ...(research.labels.type === 'meta' ? { costs: { entry: oneSide, exit: oneSide } } : {}),
    ...(customLabel === undefined ? {} : { custom: customLabel }),
  });
}

/** Makes the labels of every symbol and joins them with the features. */
export function researchTable(prepared: PreparedResearch): ResearchTable {
  const { research, loaded, run, features } = prepared;
  const { dataset, firstRow } = loaded;
  const labels = labelsOver(prepared, dataset.symbols.map(labelBars));
  const names = features.map(({ name }) => name);
  const { table, account } = researchRows.buildRows({
    time: dataset.time,
    names,
    missing: research.preprocess.missing,
    symbols: dataset.symbols.map((symbol, slot) => ({
      symbol: symbol.instrument.symbol,
      rows: symbol.rows,
      columns: names.map((name) => fromWindow(run.column(slot, name), firstRow)),
      labels: labels[slot]!,
    })),
    reasonOf: ({ symbol, feature }) => {
      const slot = dataset.symbols.findIndex(({ instrument }) => instrument.symbol === symbol);
      const isEmpty = run.column(slot, feature).every(Number.isNaN);
      return isEmpty && !dataset.symbols[slot]!.hasVolume ? 'no_volume' : undefined;
    },
  });
  const classes = research.model.kind === 'classifier' ? labelClasses(research.labels, labels) : [];
  const nextReturn = nextReturns(dataset.symbols, table);
  return {
    table: { ...table, classes, nextReturn },
    account,
    labels,
    horizon: labelHorizon(research.labels, labels),
    warnings: account.warnings,
  };
}

/** Warm-up bars before the window say nothing: the column begins with it. */
function fromWindow(column: Float64Array, firstRow: number): Float64Array {
  return firstRow === 0 ? column : column.slice().fill(Number.NaN, 0, firstRow);
}

/** Adjusted return from each row's close to the next close of its symbol; NaN on its last bar. */
function nextReturns(
  symbols: readonly SymbolData[],
  { rows, symbol, symbols: names, ownBar }: Pick<training.TrainingTable, 'rows' | 'symbol' | 'symbols' | 'ownBar'>,
): Float64Array {
  const closes = names.map((name) => labelBars(symbols.find(({ instrument }) => instrument.symbol === name)!).close);
  const returns = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const close = closes[symbol[row]!]!;
    const bar = ownBar[row]!;
    returns[row] = bar + 1 < close.length ? close[bar + 1]! / close[bar]! - 1 : Number.NaN;
  }
  return returns;
}

/** Adjusted closes of a symbol on the common time index; a row without a bar has the last one, NaN before the first. */
export function labelCloses(symbol: SymbolData, rows: number): Float64Array {
  const { close } = labelBars(symbol);
  const own = symbol.rows;
  if (own === undefined) return close;
  const column = new Float64Array(rows).fill(Number.NaN);
  for (let bar = 0; bar < own.length; bar += 1) column.fill(close[bar]!, own[bar]!, own[bar + 1] ?? rows);
  return column;
}

/** Costs of one side of a trade in basis points: half of what buying and selling again costs in the research backtest. */
export function costBps({ backtest }: PreparedResearch['research']): number {
  return (roundTripCost(resolveExecution(backtest)) / 2) * 10_000;
}

/** The rows of one symbol as a table of their own, or the whole table. */
export function tableOf(table: training.TrainingTable, symbol: string | undefined): training.TrainingTable {
  if (symbol === undefined) return table;
  const index = table.symbols.indexOf(symbol);
  const rows = Int32Array.from(Array.from({ length: table.rows }, (_, row) => row).filter((row) => table.symbol[row] === index));
  const floats = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]!);
  const whole = (column: Int32Array): Int32Array => Int32Array.from(rows, (row) => column[row]!);
  return {
    rows: rows.length,
    symbols: [symbol],
    names: table.names,
    classes: table.classes,
    symbol: new Int32Array(rows.length),
    bar: whole(table.bar),
    ownBar: whole(table.ownBar),
    ownEnd: whole(table.ownEnd),
    time: floats(table.time),
    end: floats(table.end),
    columns: table.columns.map(floats),
    value: floats(table.value),
    labelReturn: floats(table.labelReturn),
    nextReturn: floats(table.nextReturn),
  };
}
