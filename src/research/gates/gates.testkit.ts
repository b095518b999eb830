import type { EvidenceFacts } from './facts.ts';

/** Facts that every gate of every step passes, each exactly at its threshold where it has one. */
export const GOOD: EvidenceFacts = {
  run_status: { value: { status: 'success', cause: null } },
  pins: {
    value: { checked: ['the configuration', 'the data', 'the program', 'model.json'], changed: [], changed_since_promotion: [] },
  },
  leak_suite: { value: { verdict: 'PASS', first: null } },
  sanity: { value: { impossible: [], implausible: [] } },
  baselines: { value: { family: 'other', folds: 5, beats_constant: 3, beats_linear: 3 } },
  dsr: { value: { dsr: 0.95, trials: 12, months_needed: null } },
  pbo: { value: { pbo: 0.2, configurations: 8, plateau: null } },
  spa: { value: { p: 0.05, configurations: 10 } },
  cost_stress: { value: { net_at_twice_costs: 0.01, break_even_bps: 10.1, assumed_bps: 5 } },
  drawdown: { value: { max_drawdown: 0.15, limit: 0.15, max_position_pct: 0.2 } },
  sample: { value: { closed_trades: 0, bars: 250, bars_per_month: 21 } },
  mintrl: { value: { years: 3, needed: 3 } },
  looks: { value: { looks: 20, fresh_test_end: null } },
  out_of_sample: { value: { seen_share: 0, clean_from: null, by: 'model' } },
  llm_clean: { value: { model: 'm-1', clean_from: '2026-01-02', bars: 250, closed_trades: 0 } },
  llm_failures: { value: { failed_share: 0.02, failed: 4, class: 'timeout' } },
  llm_flip: { value: { flip_share: 0.2, audit_usd: 1.5 } },
  redteam: { value: { contained_share: 1, flip_share: 0.1, first: null } },
  llm_cost: { value: { share_of_gross_profit: 0.2, bps: 3 } },
  parity: { value: { identical: true, slippage_ratio: 2, first: null } },
  paper_record: { value: { sessions: 10, orders: 1, unreconciled: 0, drill_done: true } },
  synthetic: { value: { synthetic: false } },
};
