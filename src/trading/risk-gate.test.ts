import { describe, expect, test } from 'vitest';
import { Random } from '../base/index.ts';
import {
  agentRiskSchema,
  approveEntry,
  approveExit,
  CHECKS,
  checkOrder,
  type GateView,
  limitsSchema,
  loneLimits,
  type OrderIntent,
  resolveLimits,
} from './index.ts';

const LIMITS = resolveLimits(
  limitsSchema.parse({
    max_order_pct: 0.2,
    max_order_value: '2500',
    max_position_pct: 0.25,
    max_symbol_pct: 0.3,
    max_open_positions: 3,
  }),
  agentRiskSchema.parse({ max_position_pct: 0.15, max_daily_loss_pct: 0.02, max_drawdown_pct: 0.1, allow_short: true }),
);
const NO_SHORT = { ...LIMITS, allowShort: false };

/** Equity 10,000 at price 10: a weight of 0.1 is 100 units. */
const VIEW: GateView = {
  equity: 10_000,
  price: 10,
  multiplier: 1,
  position: 0,
  otherGross: 0,
  otherNet: 0,
  otherOpen: 0,
  dailyLoss: 0.03,
  drawdown: 0.12,
  entriesClosed: false,
  paused: false,
  shortable: true,
};
const ORDER: OrderIntent = {
  symbol: 0,
  side: 1,
  quantity: 100,
  type: 'market',
  limitPrice: Number.NaN,
  stopPrice: Number.NaN,
  timeInForce: 'day',
  reducing: false,
  decisionRow: 0,
  exitReason: undefined,
};

interface Row {
  readonly name: string;
  readonly order?: Partial<OrderIntent>;
  readonly view?: Partial<GateView>;
  readonly limits?: typeof LIMITS;
  /** Reason and the two numbers compared; absent: approved. */
  readonly refused?: readonly [string, number, number];
}

const SELL = { side: -1, reducing: true, exitReason: 'signal' } as const;

/** One row per rule and boundary, in the order of the checks. */
const ROWS: readonly Row[] = [
  { name: 'an order of 10 % of equity passes' },
  { name: 'PT-00 quantity 0', order: { quantity: 0 }, refused: ['MALFORMED', 1e15, 0] },
  { name: 'PT-00 quantity not a number', order: { quantity: Number.NaN }, refused: ['MALFORMED', 1e15, Number.NaN] },
  {
    name: 'PT-00 quantity infinite',
    order: { quantity: Number.POSITIVE_INFINITY },
    refused: ['MALFORMED', 1e15, Number.POSITIVE_INFINITY],
  },
  { name: 'PT-00 price unknown', view: { price: Number.NaN }, refused: ['MALFORMED', 1e15, Number.NaN] },
  { name: 'PT-00 price 0', view: { price: 0 }, refused: ['MALFORMED', 1e15, 0] },
  { name: 'PT-00 equity not above 0', view: { equity: 0 }, refused: ['MALFORMED', 1e15, 0] },
  { name: 'PT-00 limit order without a limit', order: { type: 'limit' }, refused: ['MALFORMED', 1e15, Number.NaN] },
  {
    name: 'PT-00 stop-limit order without a stop',
    order: { type: 'stop_limit', limitPrice: 10 },
    refused: ['MALFORMED', 1e15, Number.NaN],
  },
  {
    name: 'PT-00 holds for reducing orders',
    order: { ...SELL, quantity: -1 },
    view: { position: 100 },
    refused: ['MALFORMED', 1e15, -1],
  },
  {
    name: 'PT-00 a position can be closed at equity below 0',
    order: SELL,
    view: { position: 100, equity: -5, price: Number.NaN },
  },
  {
    name: 'PT-03 amount at the limit',
    order: { quantity: 250 },
    limits: {
      ...LIMITS,
      maxOrder: { value: 1, origin: '' },
      maxPosition: { value: 1, origin: '' },
      maxSymbol: { value: 1, origin: '' },
    },
  },
  { name: 'PT-03 amount above the limit', order: { quantity: 251 }, refused: ['MAX_ORDER_VALUE', 2500, 2510] },
  {
    name: 'PT-03 fraction of equity',
    order: { quantity: 201 },
    limits: { ...LIMITS, maxOrderValue: undefined },
    refused: ['MAX_ORDER_VALUE', 0.2, 0.201],
  },
  { name: 'PT-05 position at the limit of the agent', order: { quantity: 150 } },
  { name: 'PT-05 position above it', order: { quantity: 151 }, refused: ['MAX_POSITION', 0.15, 0.151] },
  { name: 'PT-05 what is held counts', order: { quantity: 60 }, view: { position: 100 }, refused: ['MAX_POSITION', 0.15, 0.16] },
  { name: 'PT-05 the multiplier counts', view: { multiplier: 2 }, refused: ['MAX_POSITION', 0.15, 0.2] },
  {
    name: 'PT-05 symbol',
    order: { quantity: 160 },
    limits: { ...LIMITS, maxPosition: { value: 0.5, origin: '' }, maxSymbol: { value: 0.15, origin: '' } },
    refused: ['MAX_SYMBOL', 0.15, 0.16],
  },
  { name: 'PT-05 gross at the limit', view: { otherGross: 9_000, otherNet: 0 } },
  { name: 'PT-05 gross above it', view: { otherGross: 9_001, otherNet: 0 }, refused: ['MAX_GROSS', 1, 1.0001] },
  { name: 'PT-05 net at the limit', view: { otherGross: 9_000, otherNet: 9_000 } },
  {
    name: 'PT-05 net above it',
    view: { otherGross: 9_500, otherNet: 9_500 },
    limits: { ...LIMITS, maxGross: { value: 2, origin: '' } },
    refused: ['MAX_NET', 1, 1.05],
  },
  {
    name: 'PT-05 an order toward 0 passes the net limit',
    order: { side: -1 },
    view: { otherGross: 15_000, otherNet: 15_000 },
    limits: { ...LIMITS, maxGross: { value: 3, origin: '' } },
  },
  { name: 'PT-05 the third position', view: { otherOpen: 2 } },
  { name: 'PT-05 the fourth position', view: { otherOpen: 3 }, refused: ['MAX_OPEN_POSITIONS', 3, 4] },
  { name: 'PT-05 more of a position that is open', order: { quantity: 10 }, view: { position: 100, otherOpen: 3 } },
  { name: 'PT-11 entries are closed', view: { entriesClosed: true }, refused: ['LOSS_LIMIT', 0.02, 0.03] },
  { name: 'PT-12 the agent is paused', view: { paused: true }, refused: ['DRAWDOWN_LIMIT', 0.1, 0.12] },
  { name: 'PT-14 a short is allowed', order: { side: -1 } },
  { name: 'PT-14 a short is not allowed', order: { side: -1 }, limits: NO_SHORT, refused: ['SHORT_NOT_ALLOWED', 0, -100] },
  {
    name: 'PT-14 the instrument cannot be borrowed',
    order: { side: -1 },
    view: { shortable: false },
    refused: ['SHORT_NOT_BORROWABLE', 0, -100],
  },
  {
    name: 'PT-14 one order does not cross zero',
    order: { side: -1 },
    view: { position: 50 },
    refused: ['CROSSES_ZERO', 50, 100],
  },
  {
    name: 'PT-14 a reducing order neither',
    order: { ...SELL, quantity: 51 },
    view: { position: 50 },
    refused: ['CROSSES_ZERO', 50, 51],
  },
  { name: 'PT-14 a reducing order closes to the last unit', order: { ...SELL, quantity: 50 }, view: { position: 50 } },
  { name: 'PT-14 there is nothing to reduce', order: SELL, refused: ['CROSSES_ZERO', 0, 100] },
  {
    name: 'reducing orders pass every limit',
    order: { ...SELL, quantity: 5_000 },
    view: {
      position: 5_000,
      otherGross: 99_999,
      otherNet: 99_999,
      otherOpen: 9,
      entriesClosed: true,
      paused: true,
      shortable: false,
    },
    limits: NO_SHORT,
  },
];

describe('the gate, one row per rule and boundary', () => {
  test.each(ROWS.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const verdict = checkOrder({ ...ORDER, ...row.order }, { ...VIEW, ...row.view }, row.limits ?? LIMITS, 7);
    if (row.refused === undefined) {
      expect(verdict).toEqual({ kind: 'approved', order: { ...ORDER, ...row.order, id: 7 } });
      return;
    }
    expect(verdict.kind).toBe('refused');
    if (verdict.kind !== 'refused') return;
    const [reason, limit, would] = row.refused;
    expect([verdict.reason, verdict.limit]).toEqual([reason, limit]);
    if (Number.isFinite(would)) expect(verdict.would).toBeCloseTo(would, 12);
    else expect(verdict.would).toBe(would);
  });

  test('a refusal shows everything that is wrong, the first in order leads', () => {
    const verdict = checkOrder({ ...ORDER, quantity: 300 }, { ...VIEW, entriesClosed: true, paused: true }, LIMITS, 1);
    expect(verdict.kind === 'refused' && verdict.breaches.map(({ reason }) => reason)).toEqual([
      'MAX_ORDER_VALUE',
      'MAX_POSITION',
      'LOSS_LIMIT',
      'DRAWDOWN_LIMIT',
    ]);
  });

  test('a malformed order ends the evaluation', () => {
    const verdict = checkOrder({ ...ORDER, quantity: Number.NaN }, { ...VIEW, paused: true }, LIMITS, 1);
    expect(verdict.kind === 'refused' && verdict.breaches).toHaveLength(1);
  });

  test('checks stand in the order of the specification', () => {
    expect(CHECKS.map(({ id }) => id)).toEqual(['PT-00', 'PT-03', 'PT-05', 'PT-05', 'PT-05', 'PT-11', 'PT-12', 'PT-14', 'PT-14']);
  });
});

describe('limits', () => {
  test('the tightest of account and agent binds and is named', () => {
    expect(LIMITS.maxPosition).toEqual({ value: 0.15, origin: 'agent.risk.max_position_pct' });
    expect(LIMITS.maxOrder).toEqual({ value: 0.2, origin: 'risk.limits.max_order_pct' });
    expect(LIMITS.maxOrderValue).toEqual({ value: 2500, origin: 'risk.limits.max_order_value' });
    expect(LIMITS.dailyLoss).toEqual({ value: 0.02, origin: 'agent.risk.max_daily_loss_pct' });
  });

  test('an agent without limits has those of the account, and no loss limit of its own', () => {
    const resolved = resolveLimits(limitsSchema.parse({}), undefined);
    expect(resolved.maxPosition).toEqual({ value: 0.25, origin: 'risk.limits.max_position_pct' });
    expect([resolved.dailyLoss, resolved.drawdown, resolved.maxOrderValue, resolved.maxOpenPositions]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(resolved.allowShort).toBe(false);
  });
});

describe('the gate in short, for an account that holds nothing else', () => {
  const random = new Random(1, 'gate');
  const pick = (values: readonly number[]): number => values[random.below(values.length)]!;
  const odd = [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e15, 1.1e15, 1e-300];
  const oneOf = (value: number): number => (random.below(20) === 0 ? pick(odd) : value);

  test('an entry from flat passes where checkOrder lets it pass, also at the very limit', () => {
    let refused = 0;
    const rounds = 20_000;
    for (let round = 0; round < rounds; round += 1) {
      const money = random.below(2) === 0 ? { max_order_value: '2500' } : {};
      const limits = resolveLimits(
        limitsSchema.parse({
          ...money,
          max_order_pct: pick([0.2, 0.25, 1]),
          max_position_pct: pick([0.2, 0.5]),
          max_symbol_pct: pick([0.2, 0.3]),
          max_gross_leverage: pick([0.2, 1, 1.5]),
          max_net_leverage: pick([0.2, 0.5, 1]),
        }),
        agentRiskSchema.parse({}),
      );
      const equity = oneOf(1000 + random.below(20_000));
      const price = oneOf(1 + random.uniform() * 100);
      const multiplier = pick([1, 1, 50, 0.1]);
      const noise = 1 + pick([0, 0, -1e-9, 1e-9, 0.9e-9, 1.1e-9, 0.5, -0.5]);
      const worth = random.below(3) === 0 ? 2500 : equity * 0.2;
      const units = oneOf((worth / (price * multiplier)) * noise);
      const view = { ...VIEW, equity, price, multiplier, position: 0 };
      const verdict = checkOrder({ ...ORDER, quantity: units }, view, limits, 1);
      const short = approveEntry(units, multiplier, price, equity, loneLimits(limits));
      if (verdict.kind === 'refused') refused += 1;
      expect(short, `${units} ${multiplier} ${price} ${equity}`).toEqual(verdict.kind === 'refused' ? Number.NaN : units);
    }
    expect(refused).toBeGreaterThan(rounds / 10);
    expect(refused).toBeLessThan((rounds * 9) / 10);
  });

  test('an order that closes the whole position passes where checkOrder lets it pass', () => {
    for (const units of [100, 0.5, ...odd]) {
      const order = { ...ORDER, ...SELL, side: -1 as const, quantity: units };
      const verdict = checkOrder(order, { ...VIEW, position: units }, LIMITS, 1);
      expect(approveExit(units), `${units}`).toEqual(verdict.kind === 'refused' ? Number.NaN : units);
    }
  });
});
