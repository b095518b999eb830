import { describe, expect, test } from 'vitest';
import { renderBatchReport } from '../index.ts';
import { sampleBatch } from './sample-batch.testkit.ts';

const sample = sampleBatch();
const page = renderBatchReport(sample);

/** Text without markup, scripts and styles. */
function words(text: string): string {
  return text
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the page of a batch', () => {
  test('same data, same bytes; small; loads nothing; every term is defined and every id is its own', () => {
    expect(renderBatchReport(sampleBatch())).toBe(page);
    expect(page.length).toBeLessThan(300_000);
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
    const used = new Set([...page.matchAll(/data-term="(\w+)"/g)].map(([, key]) => key!));
    const defined = [...page.matchAll(/ id="d-(\w+)"/g)].map(([, key]) => key!);
    expect([...used].filter((key) => !defined.includes(key))).toEqual([]);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('what deflates the best stands before what it made', () => {
    const text = words(page);
    const { winner_dsr: dsr, trials, n_effective: effective } = sample.overfitting;
    expect(text).toContain(`deflated Sharpe ratio ${dsr!.toFixed(2)} after ${trials} trials (${effective.toFixed(1)} effective)`);
    const own = text.indexOf(`Sharpe ratio ${Number(sample.candidates[0]!.metrics['sharpe']).toFixed(2)}`);
    expect(own).toBeGreaterThan(text.indexOf('deflated Sharpe ratio'));
    const tiles = words(page.slice(page.indexOf('id="tiles"')));
    const order = ['Deflated Sharpe', 'Sharpe of luck', 'Overfitting (PBO)', 'SPA p-value', 'Total return'].map((name) =>
      tiles.indexOf(name),
    );
    expect(order.toSorted((a, b) => a - b)).toEqual(order);
    expect(order[0]).toBeGreaterThan(-1);
  });

  test('a map for each pair of parameters, the best and the plateau in it once', () => {
    const maps = page.split('class="num heat"').slice(1);
    expect(maps).toHaveLength(3);
    for (const map of maps) {
      const table = map.slice(0, map.indexOf('</table>'));
      expect(table.split('best variant: ')).toHaveLength(2);
      expect(table.split('plateau: ')).toHaveLength(2);
    }
    expect(words(page)).toContain('buy_below ↓ · rsi_14 period →');
    // 20 cells of three, 15 of four, 12 of five.
    expect(maps.map((map) => [...map.slice(0, map.indexOf('</table>')).matchAll(/<td/g)].length)).toEqual([20, 15, 12]);
  });

  test('less is better: the lowest cell is the strongest', () => {
    const [first] = sample.overfitting.maps;
    const lows = renderBatchReport({ ...sample, better: 'lower', overfitting: { ...sample.overfitting, maps: [first!] } });
    const cells = [...lows.matchAll(/<td class="(g\d)?[^"]*">(?:<span[^>]*>[^<]*<\/span>)*([−\d.]+)<small>/g)].map(
      ([, shade, median]) => ({
        shade: Number((shade ?? 'g0').slice(1)),
        median: Number(median!.replace('−', '-')),
      }),
    );
    expect(cells).toHaveLength(20);
    const sorted = cells.toSorted((a, b) => a.median - b.median);
    expect(sorted[0]!.shade).toBe(5);
    expect(sorted.at(-1)!.shade).toBe(0);
  });

  test('failures are told, as text', () => {
    expect(page).toContain('RULE_THRESHOLDS');
    expect(page).toContain('took longer than 30m &lt;script&gt;');
    expect(words(page)).toContain('60 of 62 variants succeeded, 2 failed');
  });
});

describe('batches out of the ordinary', () => {
  test('nothing succeeded', () => {
    const overfitting = {
      ...sample.overfitting,
      ...{ winner_dsr: null, winner_dsr_at_n: null, luck_sharpe: null, pbo: null, pbo_logits: null, spa_p: null, plateau: null },
      ...{ winner_neighbourhood: null, walk_forward: [], maps: [], not_available: { winner_dsr: 'no run succeeded' } },
    };
    const text = words(renderBatchReport({ ...sample, candidates: [], overfitting }));
    expect(text).toContain('No run succeeded.');
    expect(text).toContain('n/a no run succeeded');
  });

  test('agents have no parameters and are not tested against holding', () => {
    const text = words(renderBatchReport({ ...sample, kind: 'all' }));
    expect(text).not.toContain('Reality check');
    expect(text).toContain('60 of 62 agents succeeded');
    expect(renderBatchReport({ ...sample, kind: 'all' })).not.toContain('num heat');
  });

  test('28 maps of 12 by 12 are not all drawn, and that is said', () => {
    const labels = Array.from({ length: 12 }, (_, i) => String(i));
    const cell = { count: 2, median: 1, best: 2, winner: false, centre: false };
    const map = {
      down: 'rule.a',
      across: 'rule.b',
      down_labels: labels,
      across_labels: labels,
      cells: labels.map(() => labels.map(() => cell)),
    };
    const text = renderBatchReport({
      ...sample,
      overfitting: { ...sample.overfitting, maps: Array.from({ length: 28 }, () => map) },
    });
    expect(text.split('class="num heat"')).toHaveLength(1 + 27);
    expect(words(text)).toContain('1 more map: see batch.json');
  });
});
