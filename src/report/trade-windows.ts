import { linearScale, rangeOf, round, type Scale, WIDTH } from './axes.ts';
import { type Candles, candlesOf, drawCandles, scaleAt } from './candles.ts';
import { axisData, chart, marker } from './chart.ts';
import type { ReportPrices, ReportTrade } from './data.ts';
import { type Html, html } from './html.ts';
import type { Model } from './model.ts';
import { formatNumber, formatPlain, formatSigned, formatSignedPercent } from './number-format.ts';
import { candleAxis, candleLines, candlePlace } from './price-charts.ts';
import { type TradePlace, tradePlace, tradeReturn } from './trade-facts.ts';
import { MOST_TRADES } from './trade-table.ts';

/** Pictures of single trades in one report, those with the largest results first. */
const MOST_WINDOWS = 100;
/** Room for them and the rows of the table in characters: the whole page stays below 1.5 MB. */
const MOST_CHARACTERS = 650_000;
const CHARACTERS_A_ROW = 150;
/** Bars before the entry and after the exit. */
const MARGIN_BARS = 12;
/** Candles of one picture. */
const MOST_CANDLES = 72;
/** Gains and losses that are shown without asking. */
const SHOWN_EACH = 3;

interface Numbered {
  readonly number: number;
  readonly trade: ReportTrade;
  readonly prices: ReportPrices;
}

/** Single trades on their bars: the largest gains and losses for all to see, others on request. */
export function tradeWindows(model: Model): { readonly part: Html | undefined; readonly numbers: readonly number[] } {
  const all = numbered(model);
  if (all.length === 0) return { part: undefined, numbers: [] };
  const pictures = drawn(model, all);
  const kept = all.filter(({ number }) => pictures.has(number));
  const byResult = [...kept].sort((a, b) => b.trade.netPnl - a.trade.netPnl);
  const gains = byResult.filter(({ trade }) => trade.netPnl > 0).slice(0, SHOWN_EACH);
  const losses = byResult
    .filter(({ trade }) => trade.netPnl < 0)
    .slice(-SHOWN_EACH)
    .reverse();
  const numbers = kept.map(({ number }) => number);
  const templates = numbers.map((number) => html`<template id="tw-${number}">${pictures.get(number)}</template>`);
  const left = model.data.trades.length - kept.length;
  const some = left > 0 ? ` Kept are the ${formatNumber(kept.length, 0)} with the largest results.` : '';
  const part = html`<section aria-labelledby="h-windows"><h2 id="h-windows">Single trades</h2>
<div id="zoom" hidden><div class="pager"><button type="button" id="zoom-before">Earlier trade</button><button type="button" id="zoom-after">Later trade</button>
<button type="button" id="zoom-close">Close</button></div><p class="unseen" id="zoom-said" role="status"></p><div id="zoom-plot"></div></div>
<p class="muted">Each from ${MARGIN_BARS} bars before the entry to ${MARGIN_BARS} after the exit.${some} <span class="js">A number in the table below shows its trade here.</span></p>
${group(model, 'Largest gains', gains)}${group(model, 'Largest losses', losses)}${templates}</section>`;
  return { part, numbers };
}

/** Trades whose symbol has prices, with their numbers in the table. */
function numbered({ data }: Model): readonly Numbered[] {
  const prices = new Map(data.prices.map((one) => [one.symbol, one]));
  return data.trades.flatMap((trade, index) => {
    const own = prices.get(trade.symbol);
    return own === undefined ? [] : [{ number: index + 1, trade, prices: own }];
  });
}

/** Pictures by number of trade, of those with the largest results. */
function drawn(model: Model, all: readonly Numbered[]): ReadonlyMap<number, Html> {
  const pictures = new Map<number, Html>();
  let characters = CHARACTERS_A_ROW * Math.min(model.data.trades.length, MOST_TRADES);
  const bySize = [...all].sort((a, b) => Math.abs(b.trade.netPnl) - Math.abs(a.trade.netPnl)).slice(0, MOST_WINDOWS);
  for (const one of bySize) {
    const made = picture(model, one, 'zoom');
    characters += made.html.length;
    if (characters > MOST_CHARACTERS) break;
    pictures.set(one.number, made);
  }
  return pictures;
}

function group(model: Model, title: string, list: readonly Numbered[]): Html | undefined {
  if (list.length === 0) return undefined;
  return html`<h3>${title}</h3><div class="three-up">${list.map((one) => picture(model, one, 'best'))}</div>`;
}

function picture(model: Model, { number, trade, prices }: Numbered, place: 'zoom' | 'best'): Html {
  const at = tradePlace(prices, trade);
  const end = at.exitRow ?? prices.time.length - 1;
  const from = Math.max(0, at.entryRow - MARGIN_BARS);
  const to = Math.min(prices.time.length, end + MARGIN_BARS + 1);
  const candles = candlesOf(prices, { from, to, most: MOST_CANDLES });
  const id = `${place}-${number}`;
  const axis = candleAxis({ id, prices, candles }, model);
  const levels = Float64Array.of(at.entryPrice, at.exitPrice ?? at.entryPrice);
  const scale = linearScale({ ...rangeOf([candles.low, candles.high, levels]), percent: false, count: 4 });
  const small = place === 'best';
  const each = candles.barsEach > 1 ? ` Each candle holds ${candles.barsEach} bars.` : '';
  const restated = scaleAt(prices, at.exitRow ?? at.entryRow) === 1 ? '' : ' The picture restates prices for later splits.';
  return html`${axisData(axis)}${chart({
    id,
    title: `${number}: ${trade.symbol} ${trade.side}`,
    unit: resultText(model, trade),
    axis: { ...axis, ticks: small ? axis.ticks.map((tick, i) => ({ ...tick, minor: i % 2 === 1 })) : axis.ticks },
    lines: candleLines(candles),
    legend: html``,
    draw: (on) => `${held(candles, at, on, trade.netPnl)}${drawCandles(candles, on)}`,
    scale,
    kind: 'price',
    size: small ? 'low' : 'tall',
    summary: sentence(model, trade),
    markers: marks(candles, trade, at, scale),
    note: html`<p class="muted">${sentence(model, trade)}${each}${restated}</p>`,
  })}`;
}

function marks(candles: Candles, trade: ReportTrade, at: TradePlace, scale: Scale): readonly Html[] {
  const entry = marker({
    kind: trade.side === 'long' ? 'up' : 'down',
    x: candlePlace(candles, at.entryRow),
    y: scale.y(at.entryPrice) / 1000,
  });
  if (at.exitRow === undefined || at.exitPrice === undefined) return [entry];
  return [entry, marker({ kind: 'exit', x: candlePlace(candles, at.exitRow), y: scale.y(at.exitPrice) / 1000 })];
}

/** A line from entry to exit. */
function held(candles: Candles, at: TradePlace, scale: Scale, netPnl: number): string {
  if (at.exitRow === undefined || at.exitPrice === undefined) return '';
  const x = (row: number): number => round(candlePlace(candles, row) * WIDTH);
  const y = (price: number): number => round(scale.y(price));
  return `<line class="line held ${netPnl < 0 ? 'loss' : 'gain'}" x1="${x(at.entryRow)}" y1="${y(at.entryPrice)}" x2="${x(at.exitRow)}" y2="${y(at.exitPrice)}"/>`;
}

function resultText({ data }: Model, trade: ReportTrade): string {
  const gain = tradeReturn(trade);
  const share = gain === undefined ? '' : ` (${formatSignedPercent(gain)})`;
  return `${formatSigned(trade.netPnl, 2)} ${data.currency}${share}`;
}

function sentence({ times }: Model, trade: ReportTrade): string {
  const { quantity, entryPrice, exitPrice, entryTime, exitTime, barsHeld, exitReason } = trade;
  const opened = `${formatPlain(Math.abs(quantity))} at ${formatPlain(entryPrice, 2)} on ${times.label(entryTime)}`;
  const bars = barsHeld === 1 ? '1 bar' : `${formatNumber(barsHeld, 0)} bars`;
  if (exitTime === undefined || exitPrice === undefined) return `${opened}, still open after ${bars}.`;
  const reason = exitReason === undefined ? '' : `, ${exitReason.replaceAll('_', ' ')}`;
  return `${opened}, closed at ${formatPlain(exitPrice, 2)} on ${times.label(exitTime)} after ${bars}${reason}.`;
}
