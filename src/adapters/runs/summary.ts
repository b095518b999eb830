import type { UnixMs, Warning } from '../../base/index.ts';

export const RUN_FAMILIES = ['research', 'agent/backtest', 'agent/paper', 'agent/live', 'agent/batches'] as const;
/** Folder of a run under `runs/`. */
export type RunFamily = (typeof RUN_FAMILIES)[number];

export const RUN_STATUSES = ['running', 'success', 'degraded', 'failed', 'halted'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
export type RunType = 'research' | 'agent' | 'batch';
export type RunMode = 'backtest' | 'paper' | 'live';
export type RunVerdict = 'valid' | 'invalid' | 'pending';

export interface RunError {
  readonly code: string;
  readonly message: string;
}

/** `summary.json`: what a run is, how far it came and where its files are. Keys are written in this order. */
export interface RunSummary {
  readonly schema_version: 1;
  /** Path of the run's folder under `runs/`. */
  readonly run_id: string;
  readonly type: RunType;
  readonly mode: RunMode | null;
  readonly name: string;
  /** Kind of the agent; null for other runs. */
  readonly kind: string | null;
  readonly project: string | null;
  readonly world: string | null;
  readonly origin: 'cli' | 'submit' | 'batch' | 'sweep' | 'auto' | 'mcp';
  readonly parent: string | null;
  readonly status: RunStatus;
  readonly error: RunError | null;
  readonly verdict: RunVerdict | null;
  /** The one line that says why; null while the run is not finished. */
  readonly verdict_line: string | null;
  readonly timestamps: { readonly started_at: string; readonly completed_at: string | null };
  readonly symbols: readonly string[];
  readonly window: { readonly start: string; readonly end: string; readonly timeframe: string } | null;
  readonly data_fingerprint: string | null;
  readonly config_hash: string | null;
  readonly code_version: string | null;
  readonly cassette_hash: string | null;
  readonly seed: number | null;
  readonly trials: { readonly n: number; readonly n_effective: number | null } | null;
  /** The last of the run's own lines in the trial ledger; null for runs that write none. */
  readonly ledger: { readonly seq: number; readonly hash: string } | null;
  /** Decision times that are not in decisions.jsonl, by action; null where the run decides nothing. */
  readonly decisions_not_written: Readonly<Record<string, number>> | null;
  readonly stamps: readonly string[];
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly path: string | null }[];
  /** Name → file inside the run's folder. */
  readonly artifacts: Readonly<Record<string, string>>;
  readonly improvement_hints: readonly string[];
  readonly next_command: string | null;
}

/** The facts of a run that its owner fills in, at the start or as they become known. */
export type RunFacts = Partial<
  Omit<
    RunSummary,
    'schema_version' | 'run_id' | 'type' | 'mode' | 'name' | 'status' | 'error' | 'timestamps' | 'artifacts' | 'warnings'
  >
> & { readonly warnings?: readonly Warning[] };

/** What a family says about type and mode. A batch's mode is told at its creation. */
export function typeOfFamily(family: RunFamily): RunType {
  if (family === 'research') return 'research';
  return family === 'agent/batches' ? 'batch' : 'agent';
}

export function modeOfFamily(family: RunFamily): RunMode | null {
  if (family === 'agent/backtest') return 'backtest';
  if (family === 'agent/paper') return 'paper';
  return family === 'agent/live' ? 'live' : null;
}

interface Identity {
  readonly runId: string;
  readonly family: RunFamily;
  readonly mode: RunMode | null;
  readonly name: string;
  readonly startedAt: string;
}

/** The summary of a run that has just begun. */
export function startedSummary(identity: Identity): RunSummary {
  return {
    schema_version: 1,
    run_id: identity.runId,
    type: typeOfFamily(identity.family),
    mode: identity.mode,
    name: identity.name,
    kind: null,
    project: null,
    world: null,
    origin: 'cli',
    parent: null,
    status: 'running',
    error: null,
    verdict: null,
    verdict_line: null,
    timestamps: { started_at: identity.startedAt, completed_at: null },
    symbols: [],
    window: null,
    data_fingerprint: null,
    config_hash: null,
    code_version: null,
    cassette_hash: null,
    seed: null,
    trials: null,
    ledger: null,
    decisions_not_written: null,
    stamps: [],
    warnings: [],
    artifacts: {},
    improvement_hints: [],
    next_command: null,
  };
}

/** Lays facts over a summary; the order of keys stays that of the summary. */
export function withFacts(summary: RunSummary, facts: RunFacts): RunSummary {
  const { warnings, ...rest } = facts;
  const merged = { ...summary, ...rest };
  if (warnings === undefined) return merged;
  return { ...merged, warnings: warnings.map(({ code, message, path }) => ({ code, message, path: path ?? null })) };
}

/** The one code of a run whose process is gone. */
export const RUN_INTERRUPTED = 'RUN_INTERRUPTED';

/** A run's folder name: `<yyyymmdd_hhmmss_mmm>_<name>_<4 hex>`. */
export function runFolderName(stamp: string, name: string, hex: string): string {
  return `${stamp}_${name}_${hex}`;
}

/** When the run of this folder name began; undefined when the name is not a run's. */
export function startOfFolderName(folder: string): UnixMs | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)_(\d{3})_.+_[0-9a-f]{4}$/.exec(folder);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second, ms] = match.slice(1).map(Number);
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!, ms!);
}
