import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../fs/fs.testkit.ts';
import { readBytes, readText } from '../fs/index.ts';
import { decisionLine, EQUITY_HEADER, ExecutionLines, LEDGER_HEADER, LedgerLines, plainDecimal } from './index.ts';
import { beginSample, DECISION, EXECUTION, LEDGER, writeSample } from './sample-run.testkit.ts';

// The lines of docs/reference (run files), where the amounts are rounded by hand: 9.9984506 → 10.00, 9.9429 → 9.94.
test('a fill in ledger.csv', () => {
  expect(new LedgerLines(2).line(LEDGER)).toBe(
    '1,2000-10-11T13:30:00.000Z,fill,SPX,buy,14.41,1387.02,1387.71,0.00,10.00,9.94,0.00,0.00,-19.94,79993.10,14.41,1.04e-8,market,q1.defa.rsirev.5k2m7xq3ab3qz.1,5d0e\n',
  );
});

test('a cash movement leaves the cells of a trade empty', () => {
  const none = Number.NaN;
  const dividend = {
    ...LEDGER,
    ...{ type: 'dividend' as const, side: null, qty: none, referencePrice: none, fillPrice: none, participation: none },
    ...{ transactionCost: 0, slippageCost: 0, grossPnl: 12.5, netPnl: 12.5, cashAfter: 100, orderType: null },
    ...{ clientOrderId: null, decisionId: null },
  };
  expect(new LedgerLines(2).line(dividend)).toBe(
    '1,2000-10-11T13:30:00.000Z,dividend,SPX,,,,,12.50,0.00,0.00,0.00,0.00,12.50,100.00,14.41,,,,\n',
  );
  expect(LEDGER_HEADER.split(',').length).toBe(20);
});

test('rows add up to the rounded sum, to the cent', () => {
  const amounts = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(amounts, (values) => {
      const lines = new LedgerLines(2);
      const printed = values.map((netPnl) =>
        BigInt(
          lines
            .line({ ...LEDGER, netPnl })
            .split(',')[13]!
            .replace('.', ''),
        ),
      );
      const cents = printed.reduce((sum, value) => sum + value, 0n);
      const total = values.reduce((sum, value) => sum + value, 0);
      expect(Math.abs(Number(cents) - total * 100)).toBeLessThanOrEqual(0.5 + 1e-6);
    }),
  );
  // By hand: thirds of a cent; each row alone would print 0.00.
  const lines = new LedgerLines(2);
  const cells = [1, 2, 3, 4, 5, 6].map(() => lines.line({ ...LEDGER, netPnl: 0.01 / 3 }).split(',')[13]);
  expect(cells).toEqual(['0.00', '0.01', '0.00', '0.00', '0.01', '0.00']);
});

test('a fill in executions.jsonl', () => {
  const lines = new ExecutionLines(2);
  lines.line(EXECUTION);
  expect(lines.line(EXECUTION)).toBe(
    '{"seq":2,"timestamp":"2000-10-11T13:30:00.000Z","event":"filled","client_order_id":"q1.defa.rsirev.5k2m7xq3ab3qz.1",' +
      '"broker_order_id":null,"execution_id":"x-1","decision_id":"5d0e","corr":"9f3c","agent":"rsi_reversion","symbol":"SPX",' +
      '"action":"buy","order_type":"market","qty":"14.41","price":"1387.71","reference_price":"1387.02","fees":"10.00",' +
      '"slippage_bps":4.97,"participation":1.04e-8,"exit_reason":null,"ambiguous":false,"position_after":"14.41",' +
      '"cash_after":"79993.10","reason_code":null,"limit":null,"observed":null}\n',
  );
});

test('a refusal says the rule and the two numbers', () => {
  const line = new ExecutionLines(2).line({
    ...EXECUTION,
    ...{ event: 'refused', price: Number.NaN, fees: Number.NaN, slippageBps: Number.NaN, participation: Number.NaN },
    ...{ reasonCode: 'MAX_POSITION', limit: 0.25, observed: 0.30000000000000004 },
  });
  expect(JSON.parse(line)).toMatchObject({ price: null, fees: null, slippage_bps: null, participation: null });
  expect(line).toContain('"reason_code":"MAX_POSITION","limit":0.25,"observed":0.3}');
});

test('a decision of a rule', () => {
  const line = decisionLine(DECISION);
  expect(line.replace(/"decision_id":"[0-9a-f]{64}"/, '"decision_id":"…"')).toBe(
    '{"v":1,"decision_id":"…","agent":"rsi_reversion","kind":"rule","as_of":"2000-10-10T20:00:00.000Z","bar_seq":195,' +
      '"symbols":["SPX"],"payload_sha256":null,"messages_sha256":null,"cassette":[],"model_requested":null,"model_responded":null,' +
      '"warnings":[],"attempts":[],"tools":[],"inputs":{"SPX":{"rsi_14":29.0472}},"parse":"ok","notes":[],"decisions":[{"symbol":' +
      '"SPX","action":"buy","target_weight":0.2,"confidence":null,"horizon_bars":null,"stop_price":null,"take_profit_price":null,' +
      '"reason":"rsi_14 29.05 < 30","evidence":["/features/SPX/rsi_14"],"invalidation":null}],"dispersion":null,"risk":[{"symbol":' +
      '"SPX","proposed":0.2,"final":0.2,"rules":[]}],"intents":["195-0"],"cost_usd":"0.000000","contaminated":false,' +
      '"in_sample":false,"shadow":{},"failure":null}\n',
  );
});

test('equity_curve.csv, one row a bar', () => {
  const run = beginSample(temporaryFolder());
  writeSample(run);
  // 99656.84 / 100000 - 1 = -0.0034316; 99700 / 99656.84 - 1 = 0.00043309.
  expect(readText(`${run.dir}/equity_curve.csv`)).toBe(
    'timestamp,equity,cash,gross_exposure,net_exposure,drawdown,period_return,cumulative_costs,benchmark_equity\n' +
      '2000-10-10T20:00:00.000Z,100000.00,100000.00,0.000000,0.000000,0.000000,0.000000,0.00,100000.00\n' +
      '2000-10-11T20:00:00.000Z,99656.84,79993.10,0.197315,0.197315,0.003432,-0.003432,19.94,99900.00\n' +
      '2000-10-12T20:00:00.000Z,99700.00,79993.10,0.197000,0.197000,0.003000,0.000433,19.94,99800.50\n',
  );
});

test('the noise of binary arithmetic is not printed', () => {
  expect(1441 * 0.01).not.toBe(14.41 + 1e-14);
  expect(plainDecimal(0.1 + 0.2)).toBe('0.3');
  expect(plainDecimal(1e-8)).toBe('0.00000001');
  expect(plainDecimal(123456789.123456)).toBe('123456789.123456');
});

test('above 200,000 bars: a row per session close and per fill, and every bar in equity.columns', () => {
  const bars = 200_002;
  const run = beginSample(temporaryFolder());
  const time = Float64Array.from({ length: bars }, (_, row) => 60_000 * row);
  const session = Int32Array.from({ length: bars }, (_, row) => Math.floor(row / 1000));
  const equity = Float64Array.from({ length: bars }, (_, row) => 100_000 + row);
  const curve = run.equityCurve({ time, session, equity }, { capital: 100_000, firstRow: 1 });
  for (let from = 0; from < bars; from += 1024) {
    const length = Math.min(1024, bars - from);
    const filled = new Uint8Array(length);
    if (from === 1024) filled[6] = 1;
    const zeros = new Float64Array(length);
    const cash = equity.slice(from, from + length);
    const block = {
      firstRow: from,
      cash,
      grossExposure: zeros,
      netExposure: zeros,
      drawdown: zeros,
      cumulativeCosts: zeros,
      filled,
    };
    curve.append(block, from, from + length);
  }
  run.finish('success');
  const rows = readText(`${run.dir}/equity_curve.csv`)!.trimEnd().split('\n').slice(1);
  // Sessions of 1,000 bars: the last bar of each, the last bar of all, and the bar with a fill (row 1030).
  expect(rows.length).toBe(201 + 1);
  expect(rows[1]).toBe('1970-01-01T17:10:00.000Z,101030.00,101030.00,0.000000,0.000000,0.000000,0.000010,0.00,');
  expect(rows.at(-1)).toContain(',300001.00,');
  const columns = readBytes(`${run.dir}/equity.columns`)!;
  const view = new DataView(columns.buffer, columns.byteOffset);
  const stride = Math.ceil((200_001 * 8) / 64) * 64;
  expect(columns.length).toBe(4096 + 6 * stride + '{"kind":"equity"}'.length);
  // Column `equity` is the second; its first value is that of row 1, its last that of row 200,001.
  expect(view.getFloat64(4096 + stride, true)).toBe(100_001);
  expect(view.getFloat64(4096 + stride + 200_000 * 8, true)).toBe(300_001);
  expect(run.summary.artifacts).toMatchObject({ equity: 'equity.columns', equity_curve: 'equity_curve.csv' });
});

test('the reference page has the columns as they are written', () => {
  const page = readText(fileURLToPath(new URL('../../../docs/reference/run-files.md', import.meta.url)))!;
  for (const header of [EQUITY_HEADER, LEDGER_HEADER]) expect(page).toContain(`\`${header.trimEnd()}\``);
  const run = beginSample(temporaryFolder());
  run.finish('success');
  for (const key of Object.keys(run.summary)) expect(page).toContain(`\`${key}\``);
});
