import type { FeatureRun } from '../../features/index.ts';
import type { CorporateAction, Dataset } from '../../market/index.ts';
import { ACTION, type Decisions, type PositionView } from '../../ports/index.ts';
import type { leaks } from '../../research/index.ts';
import type { CertificateInput } from './input.ts';
import { dailyTimes, type Exhibit, walkBars } from './zoo.testkit.ts';
import type { Pair } from './zoo-of-features.testkit.ts';

type Decide = (bar: number, position: PositionView, out: Decisions) => void;
type MakeDecide = (dataset: Dataset, run: FeatureRun) => Decide;

function decided(make: MakeDecide, more: Partial<Exhibit> = {}): Exhibit {
  const makeDecider: CertificateInput['makeDecider'] = (run: FeatureRun, world: leaks.World) => ({
    decider: { decide: make(world.dataset, run) },
    advance: (to) => run.advance(to),
    firstRow: () => 5,
  });
  return { ...more, makeDecider };
}

const CODE = 'DECISION_READS_FUTURE';

function pair(name: string, leak: MakeDecide, clean: MakeDecide, more: Partial<Exhibit> = {}, code = CODE): Pair {
  return { name, code, leak: () => decided(leak, more), clean: () => decided(clean, more) };
}

/** Long while a value is above 0, else flat. */
function longWhile(value: (bar: number, dataset: Dataset, position: PositionView) => number): MakeDecide {
  return (dataset) => (bar, position, out) => {
    out.action[0] = value(bar, dataset, position) > 0 ? ACTION.buy : ACTION.close;
  };
}

function sized(value: (bar: number, dataset: Dataset) => number): MakeDecide {
  return (dataset) => (bar, _position, out) => {
    const weight = value(bar, dataset);
    out.action[0] = weight > 0 ? ACTION.buy : ACTION.close;
    out.weight[0] = Math.max(0, Math.min(1, weight));
  };
}

const own = ({ symbols }: Dataset, symbol = 0) => symbols[symbol]!.bars;
const change = (column: Float64Array, from: number, to: number): number => (column[to] ?? Number.NaN) - column[from]!;

/** Buys the symbol with the better change between two rows. */
function better(from: number, to: number): MakeDecide {
  return (dataset) => (bar, _position, out) => {
    const changes = [0, 1].map((s) => change(own(dataset, s).close, bar + from, bar + to) / own(dataset, s).close[bar]!);
    const best = changes[0]! > changes[1]! ? 0 : 1;
    out.action[best] = ACTION.buy;
    out.action[1 - best] = ACTION.close;
  };
}

const TWO = { bars: [walkBars(dailyTimes(), 31), walkBars(dailyTimes(), 32)] };
const SPLITS: readonly CorporateAction[] = [100, 200, 300, 400].map((row) => ({
  kind: 'split',
  row,
  exDate: '2016-01-01',
  ratio: 2,
}));

/** Deciders that know what they cannot know. */
export const DECIDERS: readonly Pair[] = [
  pair(
    'buys before the close rises',
    longWhile((bar, dataset) => change(own(dataset).close, bar, bar + 1)),
    longWhile((bar, dataset) => change(own(dataset).close, bar - 1, bar)),
  ),
  pair(
    'reads the open that fills',
    longWhile((bar, dataset) => (own(dataset).open[bar + 1] ?? Number.NaN) - own(dataset).close[bar]!),
    longWhile((bar, dataset) => own(dataset).open[bar]! - own(dataset).close[bar]!),
  ),
  pair(
    'sizes by the close of the fill bar',
    sized((bar, dataset) => 20 / (own(dataset).close[bar + 1] ?? Number.NaN)),
    sized((bar, dataset) => 20 / own(dataset).close[bar]!),
  ),
  pair('buys tomorrow’s winner of two', better(0, 1), better(-1, 0), TWO),
  pair(
    'puts the stop below the next low',
    (dataset) => (bar, _position, out) => {
      out.action[0] = ACTION.buy;
      out.stopPrice[0] = 0.99 * (own(dataset).low[bar + 1] ?? own(dataset).low[bar]!);
    },
    (dataset) => (bar, _position, out) => {
      out.action[0] = ACTION.buy;
      out.stopPrice[0] = 0.9 * own(dataset).low[bar]!;
    },
  ),
  pair(
    'compares with the mean of the whole sample',
    (dataset) => {
      const { close } = own(dataset);
      const mean = close.reduce((sum, value) => sum + value, 0) / close.length;
      return (bar, _position, out) => {
        out.action[0] = close[bar]! < mean ? ACTION.buy : ACTION.close;
      };
    },
    (dataset) => {
      const { close } = own(dataset);
      return (bar, _position, out) => {
        const mean = close.subarray(bar - 4, bar + 1).reduce((sum, value) => sum + value, 0) / 5;
        out.action[0] = close[bar]! < mean ? ACTION.buy : ACTION.close;
      };
    },
  ),
  pair(
    'leaves five bars before the end',
    longWhile((bar, dataset) => dataset.time.length - 5 - bar),
    longWhile((bar) => (bar % 20) - 5),
  ),
  pair(
    'holds as long as the next close is higher',
    longWhile((bar, dataset, { weight }) => (weight[0] === 0 ? 1 : change(own(dataset).close, bar, bar + 1))),
    longWhile((bar, dataset, { weight }) => (weight[0] === 0 ? 1 : change(own(dataset).close, bar - 1, bar))),
  ),
  pair(
    'knows tomorrow’s split',
    longWhile((bar, { symbols }) => (symbols[0]!.actions.some(({ row }) => row === bar + 1) ? 1 : 0)),
    longWhile((bar, { symbols }) => (symbols[0]!.actions.some(({ row }) => row === bar) ? 1 : 0)),
    { actions: [SPLITS] },
  ),
  pair(
    'trades before a long pause',
    longWhile((bar, { time }) => (time[bar + 1] ?? 0) - time[bar]! - 2 * 86_400_000),
    longWhile((bar, { time }) => time[bar]! - time[bar - 1]! - 2 * 86_400_000),
  ),
  {
    ...pair('a decider with a counter of the module', counting(), ownCount(), {}, 'IMPURE_DECISION'),
  },
  pair(
    'a decider that throws dice',
    longWhile(() => Math.random() - 0.5),
    longWhile((bar) => (bar % 2) - 0.5),
    {},
    'IMPURE_DECISION',
  ),
];

function counting(): MakeDecide {
  let count = 0;
  return () => (_bar, _position, out) => {
    count += 1;
    out.action[0] = count % 7 < 3 ? ACTION.buy : ACTION.close;
  };
}

function ownCount(): MakeDecide {
  return () => {
    let count = 0;
    return (_bar, _position, out) => {
      count += 1;
      out.action[0] = count % 7 < 3 ? ACTION.buy : ACTION.close;
    };
  };
}
