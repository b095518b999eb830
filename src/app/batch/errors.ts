import { AppError, didYouMean } from '../../base/index.ts';
import type { ChildError } from './spec.ts';

/** A command names a sweep that the project does not declare. */
export class SweepUnknownError extends AppError {
  readonly code = 'SWEEP_UNKNOWN';

  constructor(asked: string, declared: readonly string[]) {
    const hint = declared.length === 0 ? 'the project has no sweeps' : didYouMean(asked, declared);
    super(`no sweep is named "${asked}"`, { hint });
  }
}

/** No child of a batch came to an end. */
export class AllFailedError extends AppError {
  readonly code: string;
  override readonly exitCode = 1;

  constructor(children: readonly { readonly name: string; readonly error: ChildError | null }[]) {
    const first = children.find(({ error }) => error !== null);
    super(`all ${children.length} failed; ${first?.name}: ${first?.error?.message}`, {
      hint: 'batch.json lists every child with its code',
    });
    this.code = first?.error?.code ?? 'BATCH_FAILED';
  }
}

/** `--all` of a project in which every agent is switched off, or that has none. */
export class NoAgentsError extends AppError {
  readonly code = 'AGENTS_NONE';

  constructor() {
    super('the project has no agent that is enabled', { hint: 'declare one in agents, or set enabled: true' });
  }
}
