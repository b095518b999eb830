import { projectWith } from '../data.testkit.ts';
import type { Reply } from './online.testkit.ts';

/**
 * A stand-in for the package ccxt, as a project would have it in node_modules: the parts of its interface that candles need, over the
 * same HTTP and with the same classes of errors. `since` and `limit` are sent as the exchange gets them.
 */
const PACKAGE = `
class BaseError extends Error {}
class OperationFailed extends BaseError {}
class NetworkError extends OperationFailed {}
class RateLimitExceeded extends NetworkError {}
class RequestTimeout extends NetworkError {}
class ExchangeNotAvailable extends OperationFailed {}
class ExchangeError extends BaseError {}
class BadSymbol extends ExchangeError {}
class BadResponse extends ExchangeError {}
class binance {
  constructor(settings) { this.settings = settings; this.urls = { api: { public: 'https://api.binance.invalid/api/v3' } }; }
  has = { fetchOHLCV: true };
  timeframes = { '1m': '1m', '1h': '1h', '1d': '1d' };
  async get(path) {
    let response;
    try { response = await fetch(this.urls.api.public + path); } catch (error) { throw new NetworkError('binance GET ' + path + ' ' + error.message); }
    this.last_response_headers = Object.fromEntries([...response.headers].map(([name, value]) => [name.replace(/^r/, 'R'), value]));
    let text;
    try { text = await response.text(); } catch { throw new NetworkError('binance GET ' + path + ' was cut'); }
    if (response.status === 429) throw new RateLimitExceeded('binance 429 Too Many Requests');
    if (response.status >= 500) throw new NetworkError('binance ' + response.status);
    try { return JSON.parse(text); } catch { throw new NetworkError('binance answered with no JSON'); }
  }
  async loadMarkets() { this.symbols = (await this.get('/exchangeInfo')).symbols; return {}; }
  async fetchOHLCV(symbol, timeframe, since, limit) {
    return this.get('/klines?symbol=' + encodeURIComponent(symbol) + '&interval=' + timeframe + '&startTime=' + since + '&limit=' + limit);
  }
}
class quiet extends binance { has = { fetchOHLCV: false }; }
module.exports = { exchanges: ['binance', 'quiet'], binance, quiet, BaseError };
`;

export function projectWithCcxt(): string {
  return projectWith({
    'node_modules/ccxt/package.json': '{"name":"ccxt","version":"0.0.0","main":"index.js"}',
    'node_modules/ccxt/index.js': PACKAGE,
  });
}

export const HOUR = 3_600_000;
export const FIRST = Date.UTC(2024, 5, 3);

/** Hourly candles without end: the newest is always under way. */
export function candle(stamp: number): readonly number[] {
  const open = 69_000 + ((stamp - FIRST) / HOUR) * 1.5;
  return [stamp, open, open + 2, open - 1, open + 1.5, 3.25];
}

/** An exchange that answers at most `most` candles from `startTime` on, none before `listed`. */
export function exchangeAnswer(most: number, { listed = 0, now = Number.POSITIVE_INFINITY } = {}): (url: URL) => Reply {
  return (url) => {
    if (url.pathname.endsWith('/exchangeInfo')) return { status: 200, body: { symbols: ['BTC/USDT', 'ETH/USDT'] } };
    const since = Number(url.searchParams.get('startTime'));
    const limit = Math.min(most, Number(url.searchParams.get('limit')));
    const first = Math.ceil(since / HOUR) * HOUR;
    const stamps = Array.from({ length: limit }, (_, i) => first + i * HOUR).filter((stamp) => stamp >= listed && stamp <= now);
    return { status: 200, body: stamps.map(candle) };
  };
}
