import {
  type CreateRunOptions,
  createRun,
  type DecisionRecord,
  type ExecutionRecord,
  type LedgerRecord,
  type RunWriter,
} from './index.ts';

export const START = Date.UTC(2026, 3, 17, 10, 10, 10, 123);

/** A clock that goes one second forward at each look, so that files are the same in every test run. */
export function steppingClock(start = START): () => number {
  let now = start - 1000;
  return () => {
    now += 1000;
    return now;
  };
}

export function beginSample(runsDir: string, options: Partial<CreateRunOptions> = {}): RunWriter {
  return createRun({
    runsDir,
    family: 'agent/backtest',
    name: 'rsi_reversion',
    currency: 'USD',
    now: steppingClock(),
    hex: () => '3fa2',
    facts: { project: 'rule_lab', world: 'default', kind: 'rule', symbols: ['SPX'], seed: 42 },
    ...options,
  });
}

const NONE = Number.NaN;

export const LEDGER: LedgerRecord = {
  timestamp: Date.UTC(2000, 9, 11, 13, 30),
  type: 'fill',
  symbol: 'SPX',
  side: 'buy',
  qty: 14.41,
  referencePrice: 1387.02,
  fillPrice: 1387.71,
  grossPnl: 0,
  transactionCost: 9.9984506,
  slippageCost: 9.9429,
  impactCost: 0,
  borrowFee: 0,
  netPnl: -19.9413506,
  cashAfter: 79993.1,
  positionAfter: 14.41,
  participation: 1.0398e-8,
  orderType: 'market',
  clientOrderId: 'q1.defa.rsirev.5k2m7xq3ab3qz.1',
  decisionId: '5d0e',
};

export const EXECUTION: ExecutionRecord = {
  timestamp: Date.UTC(2000, 9, 11, 13, 30),
  event: 'filled',
  clientOrderId: 'q1.defa.rsirev.5k2m7xq3ab3qz.1',
  brokerOrderId: null,
  executionId: 'x-1',
  decisionId: '5d0e',
  corr: '9f3c',
  agent: 'rsi_reversion',
  symbol: 'SPX',
  action: 'buy',
  orderType: 'market',
  qty: 14.41,
  price: 1387.71,
  referencePrice: 1387.02,
  fees: 9.9984506,
  slippageBps: 4.9747,
  participation: 1.0398e-8,
  exitReason: null,
  ambiguous: false,
  positionAfter: 14.41,
  cashAfter: 79993.1,
  reasonCode: null,
  limit: NONE,
  observed: NONE,
};

export const DECISION: DecisionRecord = {
  agent: 'rsi_reversion',
  kind: 'rule',
  asOf: Date.UTC(2000, 9, 10, 20),
  barSeq: 195,
  symbols: ['SPX'],
  inputs: { SPX: { rsi_14: 29.0472 } },
  notes: [],
  decisions: [
    {
      symbol: 'SPX',
      action: 'buy',
      targetWeight: 0.2,
      stopPrice: NONE,
      takeProfitPrice: NONE,
      reason: 'rsi_14 29.05 < 30',
      evidence: ['/features/SPX/rsi_14'],
    },
  ],
  risk: [{ symbol: 'SPX', proposed: 0.2, final: 0.2, rules: [] }],
  intents: ['195-0'],
  inSample: false,
};

/** A whole small run: three bars, one trade. */
export function writeSample(run: RunWriter): void {
  run.writeText('resolved_project_config.yaml', 'project:\n  name: rule_lab   # config/project.yaml:2\n');
  run.log('info', 'begun');
  const axis = {
    time: Float64Array.of(Date.UTC(2000, 9, 10, 20), Date.UTC(2000, 9, 11, 20), Date.UTC(2000, 9, 12, 20)),
    session: Int32Array.of(0, 1, 2),
    equity: Float64Array.of(100_000, 99_656.84, 99_700),
    benchmark: Float64Array.of(100_000, 99_900, 99_800.5),
  };
  const curve = run.equityCurve(axis, { capital: 100_000, firstRow: 0 });
  const block = {
    firstRow: 0,
    cash: Float64Array.of(100_000, 79_993.1, 79_993.1),
    grossExposure: Float64Array.of(0, 0.1973145, 0.197),
    netExposure: Float64Array.of(0, 0.1973145, 0.197),
    drawdown: Float64Array.of(0, 0.0034316, 0.003),
    cumulativeCosts: Float64Array.of(0, 19.9413506, 19.9413506),
  };
  curve.append(block, 0, 2);
  run.decisions([DECISION]);
  run.executions([{ ...EXECUTION, event: 'submitted' }, EXECUTION]);
  run.ledger([LEDGER]);
  curve.append(block, 2, 3);
  run.writeJson('metrics.json', { basis: {}, currency: 'USD', metrics: { sharpe: 0.41, net_pnl: '-300.00', win_rate: null } });
  run.writeText('report.html', '<!doctype html>\n');
  run.finish('success', { verdict: 'pending', verdict_line: 'not enough data: needs 30 returns, has 2' });
}
