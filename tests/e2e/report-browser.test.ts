import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installedBrowser } from '../../src/adapters/browser/index.ts';
import { sampleComparison } from '../../src/report/comparison/sample-comparison.testkit.ts';
import { renderComparison, renderReport, renderResearchReport } from '../../src/report/index.ts';
import { sampleResearch } from '../../src/report/research/sample-research.testkit.ts';
import { sampleReport, sp500, walk } from '../../src/report/sample-report.testkit.ts';

const browser = installedBrowser(process.env);
const ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DAY = 86_400_000;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

describe.skipIf(browser === undefined)('the report in Chromium', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qta-report-'));
  const seen: string[] = [];
  let chrome: Browser;
  let page: Page;

  beforeAll(async () => {
    const spx = sampleReport({
      ...{ bars: sp500(), symbol: 'SPX', timeframe: '1d' },
      rsi: { period: 14, buyBelow: 30, sellAbove: 70 },
    });
    const busy = sampleReport({
      ...{ bars: walk(5000, DAY), symbol: 'RANDOM', timeframe: '1d', costBps: 1 },
      rsi: { period: 1, buyBelow: 50, sellAbove: 50 },
    });
    expect(busy.trades.length).toBeGreaterThan(1000);
    writeFileSync(join(folder, 'spx.html'), renderReport(spx));
    writeFileSync(join(folder, 'busy.html'), renderReport(busy));
    writeFileSync(join(folder, 'research.html'), renderResearchReport(sampleResearch()));
    const many = sampleResearch({ units: Array.from({ length: 60 }, (_, i) => `S${i}`), folds: 12, kind: 'regressor' });
    writeFileSync(join(folder, 'research-60.html'), renderResearchReport(many));
    writeFileSync(join(folder, 'comparison.html'), renderComparison(sampleComparison(8)));
    chrome = await chromium.launch({ executablePath: browser ?? '', headless: true, args: ARGUMENTS });
    page = await chrome.newPage();
    page.on('console', (message) => seen.push(message.text()));
    page.on('pageerror', (error) => seen.push(String(error)));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) seen.push(request.url());
    });
  });
  afterAll(async () => {
    await chrome.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (name: string): Promise<void> => {
    await page.goto(pathToFileURL(join(folder, name)).href);
  };
  const wide = (): Promise<number> => page.evaluate('document.documentElement.scrollWidth - window.innerWidth');

  /** Every tab, every closed part and, where there are trades, the picture of one at once. */
  const openEverything = async (): Promise<void> => {
    if ((await page.locator('#tab-trades').count()) > 0) {
      await page.click('#tab-trades');
      await page.click('#trade-table th:nth-child(9) button');
      await page.click('#trade-table tbody tr:nth-child(1) button');
    }
    await page.evaluate(`document.querySelectorAll('details').forEach((part) => { part.open = true; });
      document.querySelectorAll('.panel').forEach((part) => { part.hidden = false; });`);
  };

  test.each([
    ['spx.html', 'light', false],
    ['spx.html', 'dark', false],
    ['spx.html', 'light', true],
    ['spx.html', 'dark', true],
    ['research.html', 'light', false],
    ['research.html', 'dark', false],
    ['research.html', 'light', true],
    ['research.html', 'dark', true],
    ['comparison.html', 'light', false],
    ['comparison.html', 'dark', false],
    ['comparison.html', 'light', true],
    ['comparison.html', 'dark', true],
  ] as const)('axe finds nothing in %s, %s, blue and orange: %s', async (name, colorScheme, blueOrange) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme });
    await open(name);
    if (blueOrange) await page.click('#palette');
    await openEverything();
    await page.evaluate(axe);
    // The other palette changes colours and nothing else.
    const rules = blueOrange
      ? { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }
      : { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
    const violations: readonly Violation[] = await page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then((found) => found.violations)`,
    );
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
  });

  test.each([320, 390, 768, 1440])('no sideways scroll at %d px in any tab', async (width) => {
    for (const name of ['spx.html', 'busy.html', 'research.html', 'research-60.html', 'comparison.html']) {
      await page.setViewportSize({ width, height: 800 });
      await open(name);
      await openEverything();
      expect(await wide(), name).toBeLessThanOrEqual(0);
    }
  });

  test('opens in a second with 5,000 bars and 1,000 trades', async () => {
    const times: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      await open('busy.html');
      times.push(await page.evaluate('performance.getEntriesByType("navigation")[0].loadEventEnd'));
    }
    const bytes = readFileSync(join(folder, 'busy.html')).length;
    process.stdout.write(`report: loaded in ${times.map((time) => Math.round(time)).join(', ')} ms, ${bytes} bytes\n`);
    expect(Math.min(...times)).toBeLessThan(1000);
    expect(bytes).toBeLessThan(1_500_000);
  });

  test('the button changes the colours', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    await open('spx.html');
    const ground = (): Promise<string> => page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(await ground()).toBe('rgb(255, 255, 255)');
    await page.click('#theme');
    expect(await ground()).toBe('rgb(15, 20, 25)');
    expect(await page.getAttribute('#theme', 'aria-pressed')).toBe('true');
  });

  test('arrow keys read the chart, the log scale redraws it', async () => {
    await open('spx.html');
    const plot = page.locator('#equity .plot');
    await plot.focus();
    await page.keyboard.press('Home');
    expect(await plot.getAttribute('aria-valuetext')).toContain('rsi_reversion 100,000.00');
    await page.keyboard.press('ArrowRight');
    expect(await plot.getAttribute('aria-valuenow')).toBe('1');
    expect(await page.locator('#equity g.log').isVisible()).toBe(true);
    await page.click('#equity [data-log]');
    expect(await page.locator('#equity g.log').isVisible()).toBe(false);
    expect(await page.locator('#equity g.lin').isVisible()).toBe(true);
    expect(await page.getAttribute('#equity [data-log]', 'aria-pressed')).toBe('false');
  });

  test('the cursors of all charts over time move together', async () => {
    await open('spx.html');
    await openEverything();
    await page.locator('#equity .plot').focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 5; i += 1) await page.keyboard.press('PageUp');
    const when = async (id: string): Promise<string> => (await page.textContent(`#${id} .readout b`)) ?? '';
    const time = await when('equity');
    expect(time).toMatch(/^20(09|10|11)-/);
    expect(await when('underwater')).toBe(time);
    // Candles hold 20 bars, rolling points are thinned: nearest means within six weeks.
    for (const id of ['rolling-sharpe', 'rolling-beta', 'price-0', 'exposure']) {
      expect(Math.abs(Date.parse(await when(id)) - Date.parse(time)), id).toBeLessThan(45 * DAY);
      expect(await page.locator(`#${id} .cross`).isVisible(), id).toBe(true);
    }
    expect(await page.locator('#season-months .cross').isVisible()).toBe(false);
  });

  test('tabs by arrow keys and by link; the picture of one trade opens, leafs and gives the focus back', async () => {
    await open('spx.html');
    await page.focus('#tab-overview');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate('document.activeElement.id')).toBe('tab-trades');
    expect(await page.isVisible('#trades')).toBe(true);
    expect(await page.isVisible('#overview')).toBe(false);
    await page.focus('#trade-table tbody tr:nth-child(3) button');
    await page.keyboard.press('Enter');
    expect(await page.textContent('#zoom h3')).toContain('3: SPX long');
    await page.click('#zoom-after');
    expect(await page.textContent('#zoom h3')).toContain('4: SPX long');
    await page.keyboard.press('Escape');
    expect(await page.isVisible('#zoom')).toBe(false);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('3');
    await page.goto(`${pathToFileURL(join(folder, 'spx.html')).href}#config`);
    await page.reload();
    expect(await page.getAttribute('#tab-config', 'aria-selected')).toBe('true');
  });

  test('the Tab key walks through every control once, in the order of the page, and each is seen', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open('spx.html');
    const place = `(() => { const at = document.activeElement, box = at.getBoundingClientRect();
      const all = [...document.querySelectorAll('*')];
      return { index: all.indexOf(at), name: at.id || at.className || at.tagName,
        seen: box.bottom > 0 && box.top < innerHeight && box.width > 0, ring: getComputedStyle(at).outlineStyle }; })()`;
    const walk: { index: number; name: string; seen: boolean; ring: string }[] = [];
    for (let i = 0; i < 90; i += 1) {
      await page.keyboard.press('Tab');
      const at: (typeof walk)[number] = await page.evaluate(place);
      if (at.name === 'BODY' || at.index <= (walk.at(-1)?.index ?? 0)) break;
      walk.push(at);
    }
    const names = walk.map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(['skip', 'theme', 'palette']);
    // One stop for all tabs, then sixteen tiles, the charts, the months, the metrics, the definitions.
    expect(names.filter((name) => name.startsWith('tab-'))).toEqual(['tab-overview']);
    expect(names.filter((name) => name === 'plot').length).toBe(5);
    expect(walk.length).toBeGreaterThan(50);
    expect(walk.filter(({ seen }) => !seen)).toEqual([]);
    expect(walk.filter(({ ring }) => ring === 'none')).toEqual([]);
  });

  test('without scripts every part, chart and table is there, and definitions are links', async () => {
    const still = await chrome.newPage({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
    await still.goto(pathToFileURL(join(folder, 'spx.html')).href);
    for (const id of [
      'equity',
      'underwater',
      'years',
      'rolling-beta',
      'exposure',
      'distribution',
      'normal-plot',
      'price-0',
      'holding',
    ]) {
      expect(await still.locator(`#${id} .plot svg >> nth=0`).isVisible(), id).toBe(true);
    }
    for (const id of ['overview', 'trades', 'risk', 'robustness', 'data', 'config', 'logs']) {
      expect(await still.locator(`#${id}`).isVisible(), id).toBe(true);
    }
    expect(await still.locator('#trade-table tbody tr').count()).toBeGreaterThan(15);
    expect(await still.locator('#theme').isVisible()).toBe(false);
    await still.click('#tiles [data-term=sharpe]');
    expect(still.url()).toMatch(/#d-sharpe$/);
    await still.close();
  });

  test('a finger reads charts and definitions', async () => {
    const phone = await chrome.newPage({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });
    await phone.goto(pathToFileURL(join(folder, 'spx.html')).href);
    await phone.tap('#tiles [data-term=max_drawdown]');
    expect(await phone.textContent('#tip')).toContain('largest fall of equity');
    await phone.tap('#equity .plot', { position: { x: 100, y: 80 } });
    expect(await phone.locator('#equity .cross').isVisible()).toBe(true);
    expect(await phone.textContent('#equity .readout b')).not.toBe('2020-04-17');
    await phone.tap('#tab-trades');
    const box = await phone.locator('#trade-table tbody tr:nth-child(1) button').boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(48);
    await phone.close();
  });

  test('a definition comes with focus and with a tap, and goes with Escape', async () => {
    await open('spx.html');
    await page.focus('#tiles [data-term=sharpe]');
    expect(await page.textContent('#tip')).toContain('Return above the risk-free rate');
    await page.keyboard.press('Escape');
    expect(await page.isVisible('#tip')).toBe(false);
    await page.click('#overview .two-up [data-term=beta]');
    expect(await page.textContent('#tip')).toContain('cov(r, r_benchmark)');
  });

  test('trades are sorted, filtered and leafed through', async () => {
    await open('busy.html');
    await page.click('#tab-trades');
    const cell = (row: number, column: number): Promise<string | null> =>
      page.textContent(`#trade-table tbody tr:nth-child(${row}) td:nth-child(${column})`);
    expect(await cell(1, 1)).toBe('1');
    await page.click('#trade-after');
    expect(await cell(1, 1)).toBe('26');
    await page.click('#trade-table th:nth-child(9) button');
    const amount = async (row: number): Promise<number> =>
      Number((await cell(row, 9))?.replaceAll(',', '').replace('\u2212', '-') ?? Number.NaN);
    expect(await amount(1)).toBeGreaterThan(await amount(2));
    expect(await page.getAttribute('#trade-table th:nth-child(9)', 'aria-sort')).toBe('descending');
    await page.selectOption('#trade-result', '-');
    expect(await amount(1)).toBeLessThan(0);
    await page.selectOption('#trade-reason', 'stop loss, ambiguous');
    expect(await cell(1, 13)).toBe('stop loss, ambiguous');
    await page.fill('#trade-find', 'nothing like it');
    expect(await page.textContent('#trade-count')).toBe('No trade matches.');
  });

  test('prints on white, also from a dark screen, with up to 500 trades', async () => {
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    await open('spx.html');
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.isVisible('nav.parts')).toBe(false);
    for (const id of ['overview', 'trades', 'risk', 'robustness', 'data', 'config', 'logs']) {
      expect(await page.isVisible(`#${id}`), id).toBe(true);
    }
    await page.emulateMedia({ media: null });
    await open('busy.html');
    const rows = (): Promise<number> => page.locator('#trade-table tbody tr').count();
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await rows()).toBe(500);
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await rows()).toBe(25);
    await open('spx.html');
    const pdf = await page.pdf({ format: 'A4', printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('the page of a research run: charts are read by keys, tabs by links, definitions by focus', async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: 'light', media: null });
    await open('research.html');
    expect(await page.isVisible('#gates')).toBe(true);
    expect(await page.isVisible('.stamp-band')).toBe(true);
    await page.focus('#tiles [data-term=dsr_at_raw]');
    expect(await page.textContent('#tip')).toContain('as if every counted trial had been independent');
    await page.keyboard.press('Escape');
    await page.click('#tab-performance');
    await page.locator('#equity .plot').focus();
    await page.keyboard.press('Home');
    expect(await page.textContent('#underwater .readout b')).toBe(await page.textContent('#equity .readout b'));
    expect(await page.locator('#equity g.log .band.test').isVisible()).toBe(true);
    await page.click('#tab-tuning');
    await page.locator('#tuning-0 .plot').focus();
    await page.keyboard.press('Home');
    expect(await page.textContent('#tuning-0 .readout')).toMatch(/^trial 1Objective 1\.\d{4}$/);
    expect(await page.locator('.heat td.chosen').count()).toBe(3);
    await page.click('.gate-line a >> nth=0');
    expect(await page.getAttribute('#tab-evidence', 'aria-selected')).toBe('true');
  });

  test('the page of a research run without scripts and on paper has every part', async () => {
    const parts = ['evidence', 'folds', 'performance', 'signal', 'tuning', 'stability', 'data', 'config', 'logs'];
    const charts = [
      'logits-0',
      'fold-scores',
      'equity',
      'underwater',
      'ic-decay',
      'fifths',
      'reliability',
      'tuning-0',
      'paths-0',
    ];
    const still = await chrome.newPage({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });
    await still.goto(pathToFileURL(join(folder, 'research.html')).href);
    for (const id of parts) expect(await still.locator(`#${id}`).isVisible(), id).toBe(true);
    for (const id of charts) expect(await still.locator(`#${id} .plot svg >> nth=0`).isVisible(), id).toBe(true);
    await still.close();
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
    await open('research.html');
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    for (const id of parts) expect(await page.isVisible(`#${id}`), id).toBe(true);
    expect(await page.isVisible('.stamp-band')).toBe(true);
    await page.emulateMedia({ media: null });
    const pdf = await page.pdf({ format: 'A4', printBackground: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('the page of 60 symbols opens in a second and stays small', async () => {
    const times: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      await open('research-60.html');
      times.push(await page.evaluate('performance.getEntriesByType("navigation")[0].loadEventEnd'));
    }
    expect(Math.min(...times)).toBeLessThan(1000);
    expect(readFileSync(join(folder, 'research-60.html')).length).toBeLessThan(1_500_000);
    expect(readFileSync(join(folder, 'research.html')).length).toBeLessThan(600_000);
  });

  test('nothing was said on the console and nothing asked of the network', () => {
    expect(seen).toEqual([]);
  });
});
