/** How much is drawn and run again; counted in rows, never in time, so that the same run always does the same work. */
export interface Budget {
  readonly bootstrap_draws: number;
  readonly shuffle_draws: number;
  readonly random_runs: number;
  readonly start_dates: number;
  /** Names of the parts above that are smaller than for a short run. */
  readonly reduced: readonly string[];
}

const MOST = { bootstrap_draws: 1000, shuffle_draws: 1000, random_runs: 100, start_dates: 10 } as const;
const LEAST = { bootstrap_draws: 200, shuffle_draws: 200, random_runs: 20, start_dates: 4 } as const;
/** Returns drawn by the bootstrap, trades shuffled, and rows stepped again for random entries and for later starts. */
const WORK = { bootstrap_draws: 10_000_000, shuffle_draws: 10_000_000, random_runs: 5_000_000, start_dates: 2_000_000 } as const;

type Part = keyof typeof MOST;

/** @param rows rows of the data times symbols */
export function budgetOf(size: { readonly rows: number; readonly sessions: number; readonly trades: number }): Budget {
  const unit: Readonly<Record<Part, number>> = {
    bootstrap_draws: size.sessions,
    shuffle_draws: size.trades,
    random_runs: size.rows,
    start_dates: size.rows,
  };
  const amount = (part: Part): number =>
    Math.min(MOST[part], Math.max(LEAST[part], Math.floor(WORK[part] / Math.max(1, unit[part]))));
  const parts = Object.keys(MOST) as Part[];
  return {
    bootstrap_draws: amount('bootstrap_draws'),
    shuffle_draws: amount('shuffle_draws'),
    random_runs: amount('random_runs'),
    start_dates: amount('start_dates'),
    reduced: parts.filter((part) => amount(part) < MOST[part]),
  };
}
