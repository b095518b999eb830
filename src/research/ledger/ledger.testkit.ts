import { createHash } from 'node:crypto';
import { Random } from '../../base/index.ts';
import type { NewTrial } from './ledger.ts';
import type { TrialSeries } from './line.ts';

export const sha256 = (data: string | Uint8Array): string => `sha256:${createHash('sha256').update(data).digest('hex')}`;

/** A trial of the configuration named, on SPX over 2000–2019 unless said otherwise. */
export function trial(config: string, over: Partial<NewTrial> = {}): NewTrial {
  return {
    kind: 'evaluation',
    config_hash: sha256(config),
    window: { symbols: ['SPX'], interval: '1d', from: '2000-01-03', to: '2019-12-31', fingerprint: sha256('data') },
    author: { kind: 'person', model: null },
    run_id: `agent/backtest/${config}`,
    parent: null,
    sharpe: null,
    n: null,
    ...over,
  };
}

/** Returns of so many days from the first day on: noise, with the share `common` of one series that all share. */
export function noise(seed: number, { n = 60, common = 0, firstDay = 11_000 } = {}): TrialSeries {
  const own = new Random(seed, 'own');
  const shared = new Random(0, 'shared');
  const returns = Float64Array.from(
    { length: n },
    () => Math.sqrt(common) * shared.normal() + Math.sqrt(1 - common) * own.normal(),
  );
  return { days: Float64Array.from({ length: n }, (_, i) => firstDay + i), returns };
}
