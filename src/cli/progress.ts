/** Long work on a terminal. */
export interface Progress {
  /** `total` undefined: the end is not known. */
  update(done: number, total: number | undefined, label: string): void;
  /** Removes the line. */
  end(): void;
}

export const SILENT: Progress = { update() {}, end() {} };

interface Terminal {
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const REDRAW_MS = 100;
const BAR_CELLS = 24;

/** One line that is drawn over: bar, share, rest time. */
export class ProgressLine implements Progress {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #label = '';
  #startedAt = 0;
  #startedDone = 0;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #drawn = false;

  /** @param now monotonic milliseconds */
  constructor(terminal: Terminal, now: () => number) {
    this.#terminal = terminal;
    this.#now = now;
  }

  update(done: number, total: number | undefined, label: string): void {
    const now = this.#now();
    if (label !== this.#label) {
      this.#label = label;
      this.#startedAt = now;
      this.#startedDone = done;
      this.#drawnAt = Number.NEGATIVE_INFINITY;
    }
    if (now - this.#drawnAt < REDRAW_MS) return;
    this.#drawnAt = now;
    this.#drawn = true;
    const text = total === undefined || total <= 0 ? label : this.#measured(done, total, now);
    this.#terminal.write(`\r\u001b[2K${text.slice(0, Math.max(10, (this.#terminal.columns ?? 80) - 1))}`);
  }

  end(): void {
    if (this.#drawn) this.#terminal.write('\r\u001b[2K');
    this.#drawn = false;
  }

  #measured(done: number, total: number, now: number): string {
    const share = Math.min(1, Math.max(0, done / total));
    const cells = Math.round(share * BAR_CELLS);
    const bar = '█'.repeat(cells) + '░'.repeat(BAR_CELLS - cells);
    const worked = done - this.#startedDone;
    const rest = worked > 0 ? ((now - this.#startedAt) / worked) * (total - done) : undefined;
    const eta = rest === undefined ? '' : ` ${durationText(rest)} left`;
    return `${this.#label} ${bar} ${String(Math.floor(share * 100)).padStart(3)}%${eta}`;
  }
}

/** `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
