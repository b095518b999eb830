import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candlesOf } from './candles.ts';
import { escapeHtml, html, scriptJson } from './html.ts';
import { type ReportData, renderReport } from './index.ts';
import {
  formatCompact,
  formatMoneyText,
  formatNumber,
  formatPercent,
  formatPlain,
  formatSigned,
  formatSignedMoneyText,
} from './number-format.ts';
import { sampleReport, sp500, walk } from './sample-report.testkit.ts';
import { thinRows } from './thin.ts';
import { barTicks, logTicks, niceTicks } from './ticks.ts';
import { timeWriter } from './time-format.ts';
import { tradePlace } from './trade-facts.ts';

const RSI = { period: 14, buyBelow: 30, sellAbove: 70 };
const spx = sampleReport({ bars: sp500(), symbol: 'SPX', timeframe: '1d', rsi: RSI });
const page = renderReport(spx);

/** Text without markup, scripts and styles. */
function words(text: string): string {
  return text
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('numbers', () => {
  test.each([
    [formatNumber(1234567.891, 2), '1,234,567.89'],
    [formatNumber(-0.001, 2), '0.00'],
    [formatNumber(-1234.5, 1), '−1,234.5'],
    [formatSigned(0.5, 1), '+0.5'],
    [formatSigned(0.0001, 2), '0.00'],
    [formatPercent(-0.1234), '−12.34\u00a0%'],
    [formatMoneyText('-1234567.80'), '−1,234,567.80'],
    [formatMoneyText('-0.00'), '0.00'],
    [formatSignedMoneyText('12.30'), '+12.30'],
    [formatSignedMoneyText('0.00'), '0.00'],
    [formatPlain(0.00000012), '0.00000012'],
    [formatPlain(1387.5, 2), '1,387.50'],
    [formatPlain(1387), '1,387'],
    [formatCompact(0, 50_000), '0'],
    [formatCompact(150_000, 50_000), '150k'],
    [formatCompact(1_250_000, 250_000), '1.25M'],
    [formatCompact(-0.05, 0.05), '−0.05'],
    [formatCompact(2500, 500), '2,500'],
  ])('%s', (text, expected) => {
    expect(text).toBe(expected);
  });
});

describe('ticks', () => {
  test.each([
    [{ low: 0, high: 97, count: 5 }, [0, 20, 40, 60, 80, 100]],
    [{ low: -0.3, high: 0.1, count: 4 }, [-0.3, -0.2, -0.1, 0, 0.1]],
    [{ low: 48_200, high: 242_000, count: 5 }, [0, 50_000, 100_000, 150_000, 200_000, 250_000]],
  ])('round steps of %j', (range, expected) => {
    expect(niceTicks(range).values.map((value) => Number(value.toFixed(6)) + 0)).toEqual(expected);
  });
  test('equal ratios', () => {
    expect(logTicks({ low: 80, high: 1200 })).toEqual([100, 200, 500, 1000]);
    expect(logTicks({ low: 83_000, high: 290_000 })).toEqual([100_000, 150_000, 200_000]);
    expect(logTicks({ low: 2, high: 3e5 })).toEqual([10, 100, 1000, 10_000, 100_000]);
    expect(logTicks({ low: 97, high: 104 })).toEqual([98, 100, 102, 104]);
  });
  test('a flat series still has an axis', () => {
    const { values } = niceTicks({ low: 100, high: 100, count: 5 });
    expect(values[0]).toBeLessThanOrEqual(100);
    expect(values.at(-1)).toBeGreaterThan(values[0]!);
  });
  test('years, months, days and hours of bars', () => {
    const day = (start: number) => (bar: number) => new Date(start + bar * 86_400_000).toISOString().slice(0, 10);
    const years = barTicks({ n: 3653, label: day(Date.UTC(2010, 5, 1)) });
    expect(years.map(({ label }) => label)).toEqual([
      '2011',
      '2012',
      '2013',
      '2014',
      '2015',
      '2016',
      '2017',
      '2018',
      '2019',
      '2020',
    ]);
    expect(years[0]!.at).toBeCloseTo(214 / 3652, 12);
    expect(barTicks({ n: 200, label: day(Date.UTC(2010, 5, 1)) }).map(({ label }) => label)).toEqual([
      'Jul',
      'Aug',
      'Sep',
      'Oct',
      'Nov',
      'Dec',
    ]);
    expect(barTicks({ n: 5, label: day(Date.UTC(2010, 5, 1)) }).map(({ label }) => label)).toEqual([
      '2 Jun',
      '3 Jun',
      '4 Jun',
      '5 Jun',
    ]);
    const minute = (bar: number): string =>
      `2020-01-02 ${String(9 + Math.floor(bar / 60)).padStart(2, '0')}:${String(bar % 60).padStart(2, '0')}`;
    expect(barTicks({ n: 400, label: minute }).map(({ label }) => label)).toEqual([
      '10:00',
      '11:00',
      '12:00',
      '13:00',
      '14:00',
      '15:00',
    ]);
    expect(barTicks({ n: 30, label: minute }).map(({ label }) => label)).toEqual(['09:05', '09:10', '09:15', '09:20', '09:25']);
    expect(barTicks({ n: 4, label: minute }).map(({ label }) => label)).toEqual(['09:01', '09:02', '09:03']);
  });
});

test('thinning keeps the ends, the extremes of every stretch and gaps', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), fc.integer({ min: 0, max: 9000 }), (length, spike) => {
      const column = Float64Array.from({ length }, (_, i) => Math.abs(((i * 7919) % 1000) - 500));
      if (spike < length) column[spike] = 1e9;
      const rows = thinRows({ from: 0, to: length, series: [column] });
      expect(rows[0]).toBe(0);
      expect(rows.at(-1)).toBe(length - 1);
      expect(rows.length).toBeLessThanOrEqual(1200);
      expect(rows.includes(spike)).toBe(spike < length);
      for (let i = 1; i < rows.length; i += 1) expect(rows[i]! > rows[i - 1]!).toBe(true);
    }),
    { numRuns: 30 },
  );
  const gap = new Float64Array(5000).fill(1).fill(NaN, 2000, 2010);
  expect(thinRows({ from: 0, to: 5000, series: [gap] }).some((row) => row >= 2000 && row < 2010)).toBe(true);
});

test('times: dates by day, the zone of the run below it, midnight belongs to the day that ends', () => {
  const daily = timeWriter({ timeframe: '1d', timezone: 'America/New_York' });
  expect(daily.label(Date.UTC(2020, 3, 17, 20))).toBe('2020-04-17');
  expect(daily.label(Date.UTC(2020, 3, 18))).toBe('2020-04-17');
  const hourly = timeWriter({ timeframe: '1h', timezone: 'America/New_York' });
  expect(hourly.label(Date.UTC(2020, 3, 17, 20))).toBe('2020-04-17 16:00');
  expect(hourly.label(Date.UTC(2020, 0, 17, 5, 30))).toBe('2020-01-17 00:30');
});

describe('text that comes from outside', () => {
  const attack = '<img src=x onerror=alert(1)>"\'&</script><script>alert(2)</script>';
  test('is escaped in the page and harmless in its data', () => {
    expect(escapeHtml('<a href="x">&\'')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;');
    expect(html`<b title="${attack}">${attack}</b>`.html).not.toContain('<img');
    expect(scriptJson({ attack }).html).not.toContain('<');
    const data: ReportData = {
      ...spx,
      name: attack,
      project: attack,
      verdictLine: attack,
      stamps: [attack],
      warnings: [{ code: attack, message: attack, path: attack }],
      trades: spx.trades.map((trade) => ({ ...trade, symbol: attack, exitReason: attack })),
      settings: [{ path: attack, value: attack, origin: attack }],
      sources: spx.sources.map((source) => ({ ...source, source: attack, symbol: attack })),
      prices: spx.prices.map((prices) => ({ ...prices, symbol: attack })),
      identity: { ...spx.identity, reproduce: attack },
    };
    const hostile = renderReport(data);
    expect(hostile).not.toContain('<img');
    expect(hostile.match(/<script/g)?.length).toBe(page.match(/<script/g)?.length);
  });
});

/** Marks on the price of the first symbol over the whole run. */
function priceMarks(text: string): readonly string[] {
  const from = text.indexOf('id="price-0" data-axis');
  const figure = text.slice(from, text.indexOf('</figure>', from));
  return [...figure.slice(figure.indexOf('class="marks"')).matchAll(/<use href="#m-(?:up|down|exit)"[^>]*>/g)].map(
    ([mark]) => mark,
  );
}

describe('candles', () => {
  test('keep the highest high and the lowest low of their bars, the first open and the last close', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: 90 }), (length, most) => {
        const { open, close, time } = walk(length, 86_400_000, length);
        const high = open.map((value, i) => Math.max(value, close[i]!) + (i % 7));
        const low = open.map((value, i) => Math.min(value, close[i]!) - (i % 5));
        const candles = candlesOf({ symbol: 'S', time, open, high, low, close, scale: undefined }, { from: 0, to: length, most });
        const n = candles.open.length;
        expect(n).toBeLessThanOrEqual(most);
        expect(candles.open[0]).toBe(open[0]);
        expect(candles.close[n - 1]).toBe(close[length - 1]);
        expect(Math.max(...candles.high)).toBe(Math.max(...high));
        expect(Math.min(...candles.low)).toBe(Math.min(...low));
        expect([...candles.starts]).toEqual([0, ...candles.ends.subarray(0, n - 1)]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the page', () => {
  test('same data, same bytes; nothing is loaded from anywhere', () => {
    expect(renderReport(spx)).toBe(page);
    expect(page).not.toMatch(/\b(?:src|href)="(?!#)/);
    expect(page).not.toMatch(/https?:|url\(|@import|\sstyle="/);
    expect(Buffer.byteLength(page)).toBeLessThan(800_000);
  });
  test('says first what must be read first', () => {
    const order = [
      'not enough data: needs 49.0 years, has 20.1',
      'SYNTHETIC DATA',
      'OPEN_EQUALS_CLOSE',
      'Total return',
      'Equity',
      'Underwater',
    ];
    const text = words(page.slice(page.indexOf('<header')));
    const places = order.map((part) => text.indexOf(part));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });
  test('holds every part', () => {
    const text = words(page);
    const parts = [
      'Exposure',
      'Months and years',
      'Seasonality by month',
      'Rolling beta',
      'Against the normal distribution',
      'Single trades',
      'Moves against (MAE)',
      'Holding time',
      'Crisis windows',
      'Definitions',
      'data loaded',
      'Distribution',
      'All trades',
      'Deepest dips',
      'Break-even cost',
      'Order of events inside bars',
    ];
    for (const part of [
      ...parts,
      'By symbol',
      'All metrics',
      'Configuration',
      'Data lineage',
      'Rows set aside',
      'Make it again',
    ]) {
      expect(text).toContain(part);
    }
    for (const fact of [
      spx.identity.configHash,
      spx.identity.dataFingerprint,
      spx.identity.reproduce,
      'config/project.yaml:17',
    ]) {
      expect(text).toContain(fact);
    }
    expect(text).toContain('not computed in this version');
  });
  test('the deflated Sharpe ratio says after how many trials, and what it is if none were related', () => {
    const shown = (trials: ReportData['trials']): string => words(renderReport({ ...spx, trials }));
    expect(shown({ n: 1, effective: 1, dsrAtN: 0.85 })).toContain('1 trial ');
    expect(shown({ n: 63, effective: 23.04, dsrAtN: 0.312 })).toContain('63 trials (23.0 effective), 0.31 at 63');
    expect(shown({ n: 63, effective: 23.04, dsrAtN: undefined })).toContain('63 trials (23.0 effective) ');
  });
  test('look-ahead: what was proved, each leak with its fix; absent without a certificate', () => {
    const finding = { code: 'FEATURE_READS_FUTURE', fact: 'edge is 1, and 2', fix: 'look back', blocking: true };
    const certificate = {
      line: 'look-ahead: 1 leak found',
      findings: [finding, { ...finding, code: 'UNBOUNDED_MEMORY', blocking: false }],
      checks: [{ name: 'future_poison', subjects: 2, checked: 1234, verdict: 'FAIL' }],
    };
    const shown = renderReport({ ...spx, certificate });
    expect(shown).toContain('<h2 id="h-look-ahead">Look-ahead</h2><p>look-ahead: 1 leak found</p>');
    expect(shown).toContain(
      '<dt><code>FEATURE_READS_FUTURE</code></dt><dd>edge is 1, and 2. <span class="muted">look back.</span></dd>',
    );
    expect(shown).toContain('<code>UNBOUNDED_MEMORY</code> <span class="muted">no leak</span>');
    expect(shown).toContain('<td class="r">1,234</td><td>FAIL</td>');
    expect(renderReport({ ...spx, certificate: undefined })).not.toContain('look-ahead');
  });
  test('defaults are grey and apart from what was written', () => {
    expect(page).toContain('<tr class="default"><th scope="row"><code>project.seed</code>');
    expect(page).toContain('<tr class=""><th scope="row"><code>data.symbols</code>');
  });
  test('ids are used once', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
  test('minus signs are real', () => {
    expect(words(page)).not.toMatch(/(?:^|\s)-\d/);
  });
  test('month cells multiply to the year, and the years to the whole', () => {
    const rows = [...page.matchAll(/<tr><th scope="row">(\d{4})<\/th>(.*?)<\/tr>/gs)];
    expect(rows.length).toBe(21);
    const numbers = (text: string): readonly number[] =>
      [...text.matchAll(/<td[^>]*>([^<]+)<\/td>/g)].map(([, cell]) => Number((cell ?? '').replace('\u2212', '-')) / 100);
    for (const [, year, cells] of rows) {
      const values = numbers(cells ?? '');
      const product = values.slice(0, -1).reduce((growth, value) => growth * (1 + value), 1) - 1;
      expect(Math.abs(product - values.at(-1)!), year).toBeLessThan(0.008);
    }
  });
});

describe('runs out of the ordinary', () => {
  test('no trade at all', () => {
    const flat = sampleReport({
      bars: walk(40, 86_400_000),
      symbol: 'FLAT',
      timeframe: '1d',
      rsi: { period: 14, buyBelow: -1, sellAbove: 200 },
    });
    const text = words(renderReport(flat));
    expect(text).toContain('No position was opened in this window.');
    expect(text).toContain('Equity never closed below its high.');
    expect(text).toContain('n/a');
  });
  test('two bars', () => {
    const tiny = sampleReport({ bars: walk(16, 86_400_000), symbol: 'TINY', timeframe: '1d', rsi: RSI });
    expect(words(renderReport(tiny))).toContain('Rolling statistics need');
  });
  test('no benchmark, no exposure, no prices, no sources', () => {
    const { benchmark: _, grossExposure: __, netExposure: ___, ...curve } = spx.curve;
    const bare: ReportData = {
      ...spx,
      curve: { ...curve, benchmark: undefined, grossExposure: undefined, netExposure: undefined },
      ...{ prices: [], sources: [], settings: [], stamps: [], warnings: [], ambiguous: undefined },
    };
    expect(words(renderReport(bare))).toContain('The quality checks found nothing');
  });
  test('spans are shaded in every chart over time, a bootstrap fan has its place, and neither is there without data', () => {
    expect(page).not.toContain('class="band"');
    expect(page).not.toContain('id="fan"');
    const { time, equity } = spx.curve;
    const spans = [{ name: 'out of sample', from: time[2000]!, to: time[3000]! }];
    const quantiles = [0.05, 0.5, 0.95].map((level) => ({ level, equity: equity.map((value) => value * (0.5 + level)) }));
    const full = renderReport({ ...spx, spans, fan: { resamples: 1000, quantiles } });
    expect(words(full)).toContain('Shaded: out of sample.');
    expect(words(full)).toContain('Bootstrap fan USD, 1,000 resamples');
    const figure = (id: string): string =>
      full.slice(
        full.indexOf(`id="${id}" data-axis`),
        full.indexOf('</svg>', full.indexOf('class="plot"', full.indexOf(`id="${id}" data-axis`))),
      );
    for (const id of ['underwater', 'rolling-sharpe', 'exposure', 'price-0']) expect(figure(id), id).toContain('class="band"');
    // Row 2,000 of 5,106 with 14 rows of warm-up: (2000 − 14) / 5090.
    expect(figure('underwater')).toContain(`class="band" x="${Math.round((1986 / (time.length - 15)) * 10_000)}"`);
  });
  test('the cost ladder shows the rungs it is given, and says when there are none', () => {
    expect(words(page)).toContain('The cost ladder is not available.');
    const costLadder = [
      { times: 0, netPnl: 1200.5 },
      { times: 5, netPnl: -300 },
    ];
    const drawn = words(renderReport({ ...spx, costLadder }));
    expect(drawn).toContain('0× costs +1,200.50');
    expect(drawn).toContain('5× costs \u2212300.00');
    expect(drawn).not.toContain('The cost ladder is not available.');
  });
  test('minute bars show the clock', () => {
    const minutes = sampleReport({ bars: walk(3000, 60_000), symbol: 'M', timeframe: '1m', rsi: RSI });
    expect(renderReport(minutes)).toMatch(/2001-01-0\d \d\d:\d\d/);
  });
  test('trades before a split are drawn where the restated price was', () => {
    const scale = new Float64Array(spx.prices[0]!.close.length).fill(0.5);
    const halved = spx.prices.map((prices) => ({ ...prices, scale }));
    const before = priceMarks(page);
    expect(before.length).toBeGreaterThan(20);
    // The price is drawn on a log scale, on which halving moves everything by the same amount, the ends included.
    expect(priceMarks(renderReport({ ...spx, prices: halved }))).toEqual(before);
  });
  test('prices of a trade that was held over a split are those of its last day', () => {
    // Two for one between entry and exit: bought at 100 (50 in new units), sold at 60 new.
    const bars = { open: [100, 100, 50, 60], high: [100, 100, 50, 60], low: [100, 100, 50, 60], close: [100, 100, 50, 60] };
    const day = (i: number): number => Date.UTC(2001, 0, 2 + i, 21);
    const columns = Object.fromEntries(Object.entries(bars).map(([name, values]) => [name, Float64Array.from(values)]));
    const prices = {
      ...{ symbol: 'S', time: Float64Array.from([0, 1, 2, 3], day), scale: Float64Array.of(0.5, 0.5, 1, 1) },
      ...(columns as { open: Float64Array; high: Float64Array; low: Float64Array; close: Float64Array }),
    };
    const trade = { ...spx.trades[0]!, symbol: 'S', entryTime: day(1), entryPrice: 50, exitTime: day(3), exitPrice: 60 };
    expect(tradePlace(prices, trade)).toEqual({ entryRow: 1, entryPrice: 50, exitRow: 3, exitPrice: 60 });
    expect([...candlesOf(prices, { from: 0, to: 4, most: 4 }).close]).toEqual([50, 50, 50, 60]);
  });
  test('of many symbols the six with the largest results are drawn, and the file stays small', () => {
    const names = Array.from({ length: 40 }, (_, i) => `S${i}`);
    const prices = names.map((symbol) => ({ ...spx.prices[0]!, symbol }));
    const trades = names.flatMap((symbol, i) => spx.trades.slice(0, 10).map((trade) => ({ ...trade, symbol, netPnl: i })));
    const text = renderReport({ ...spx, prices, trades });
    expect([...text.matchAll(/<h3>(S\d+) and its trades/g)].map(([, symbol]) => symbol)).toEqual(names.slice(34));
    expect(words(text)).toContain('34 others are in the table');
    expect(Buffer.byteLength(text)).toBeLessThan(1_500_000);
  });
  test('200,000 bars, 8,700 trades and seven symbols stay below 1.5 MB', () => {
    const rsi = { period: 1, buyBelow: 50, sellAbove: 50 };
    const busy = sampleReport({ bars: walk(200_000, 60_000), symbol: 'M', timeframe: '1m', costBps: 1, rsi });
    expect(busy.trades.length).toBeGreaterThan(8000);
    const names = Array.from({ length: 7 }, (_, i) => `SYMBOL${i}`);
    const prices = names.map((symbol) => ({ ...busy.prices[0]!, symbol }));
    const trades = busy.trades.map((trade, i) => ({ ...trade, symbol: names[i % 7]!, quantity: trade.quantity + 0.12345678 }));
    const quantiles = [0.05, 0.25, 0.5, 0.75, 0.95].map((level) => ({
      level,
      equity: busy.curve.equity.map((x) => x * (0.5 + level)),
    }));
    const text = renderReport({ ...busy, prices, trades, fan: { resamples: 1000, quantiles } });
    expect(Buffer.byteLength(text)).toBeLessThan(1_500_000);
    expect(words(text)).toMatch(/The table holds the first 3,000 of 8,\d{3} trades; trades\.csv has all\./);
    expect(words(text)).toMatch(/Kept are the \d+ with the largest results/);
    expect(words(text)).toMatch(/Each candle holds 770 bars/);
  });
  test('equity below zero has no log scale', () => {
    const equity = spx.curve.equity.map((value, i) => (i > 4000 ? -value : value));
    expect(renderReport({ ...spx, curve: { ...spx.curve, equity } }).includes(' data-log ')).toBe(false);
  });
});
