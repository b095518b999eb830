import { join } from 'node:path';
import { AppendFile, cutTornLine, ensureFolder, readText, removeTree, writeFileAtomic } from '../../adapters/fs/index.ts';
import type { training } from '../../research/index.ts';

/** Folder inside a run that holds what is trained already; gone when the run has ended. */
export const CHECKPOINTS = 'checkpoints';

interface StoredTrial extends Omit<training.Trial, 'series'> {
  readonly series: { readonly time: readonly number[]; readonly value: readonly number[] };
}

/**
 * Finished tasks and trials of a run on the disk: a task as one file, written at once; trials line by line. Numbers come back to the
 * bit, so a run that goes on ends with the same bytes as one that was never broken.
 */
export class FileCheckpoints implements training.Checkpoints {
  readonly #dir: string;
  readonly #trials = new Map<string, AppendFile>();

  constructor(runDir: string) {
    this.#dir = join(runDir, CHECKPOINTS);
    ensureFolder(this.#dir);
  }

  static remove(runDir: string): void {
    removeTree(join(runDir, CHECKPOINTS));
  }

  load(task: string): training.Trained | undefined {
    const text = readText(this.#file(task, 'json'));
    if (text === undefined) return undefined;
    const stored = JSON.parse(text) as Omit<training.Trained, 'trials'> & { readonly trials: readonly StoredTrial[] };
    return { ...stored, trials: stored.trials.map(read) };
  }

  save(trained: training.Trained): void {
    writeFileAtomic(this.#file(trained.task, 'json'), JSON.stringify({ ...trained, trials: trained.trials.map(plain) }));
    for (const [name, file] of this.#trials) {
      // Other tasks may be at work too.
      if (!name.startsWith(`${trained.task}/`)) continue;
      file.close();
      this.#trials.delete(name);
    }
  }

  /** Trials that an earlier process left of a task. */
  trials(task: string): readonly training.Trial[] {
    const path = this.#file(task, 'trials.jsonl');
    cutTornLine(path);
    const text = readText(path) ?? '';
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => read(JSON.parse(line) as StoredTrial));
  }

  addTrial(task: string, trial: training.Trial): void {
    const file = this.#trials.get(task) ?? new AppendFile(this.#file(task, 'trials.jsonl'));
    this.#trials.set(task, file);
    file.append(`${JSON.stringify(plain(trial))}\n`);
  }

  #file(task: string, ending: string): string {
    return join(this.#dir, `${task.replaceAll(/[^A-Za-z0-9_.^=-]+/g, '_')}.${ending}`);
  }
}

function plain(trial: training.Trial): StoredTrial {
  return { ...trial, series: { time: [...trial.series.time], value: [...trial.series.value] } };
}

function read(stored: StoredTrial): training.Trial {
  const { time, value } = stored.series;
  return { ...stored, series: { time: Float64Array.from(time), value: Float64Array.from(value) } };
}
