import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = fileURLToPath(new URL('../', import.meta.url));

/** Between asking a program to stop and stopping it. */
const GRACE_MS = 5_000;

export interface CommandResult {
  /** Exit code; undefined when it could not start, was killed or ran out of time. */
  readonly code: number | undefined;
  readonly output: string;
  readonly timedOut: boolean;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** `show` passes the output through, `keep` collects it. */
  readonly output?: 'show' | 'keep';
  readonly timeoutMs?: number;
}

/** Runs a program to its end, without a shell and without input. Never throws: the result says how it ended. */
export function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const show = options.output !== 'keep';
  return new Promise((resolve) => {
    const child = spawn(program, [...args], {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    let output = '';
    let timedOut = false;
    const collect = (text: string): void => {
      output += text;
    };
    child.stdout?.setEncoding('utf8').on('data', collect);
    child.stderr?.setEncoding('utf8').on('data', collect);
    let killer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      timedOut = true;
      child.kill('SIGTERM'); // a package manager leaves its database whole only when asked first
      killer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    };
    const timer = options.timeoutMs === undefined ? undefined : setTimeout(stop, options.timeoutMs);
    const end = (code: number | undefined): void => {
      clearTimeout(timer);
      clearTimeout(killer);
      resolve({ code, output, timedOut });
    };
    child.on('error', (error) => {
      output += error.message;
      end(undefined);
    });
    child.on('close', (code) => end(code ?? undefined));
  });
}

/** Runs a script of this checkout or of an installed package under the Node that runs us. */
export function runNode(script: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return run(process.execPath, [script, ...args], options);
}

/** Paths of the installed tools: started directly, so that no wrapper or PATH decides which one runs. */
export const tools = {
  tsc: join(root, 'node_modules/typescript/bin/tsc'),
  asc: join(root, 'node_modules/assemblyscript/bin/asc.js'),
  biome: join(root, 'node_modules/@biomejs/biome/bin/biome'),
  vitest: join(root, 'node_modules/vitest/vitest.mjs'),
  knip: join(root, 'node_modules/knip/bin/knip.js'),
  vitepress: join(root, 'node_modules/vitepress/bin/vitepress.js'),
  playwright: join(root, 'node_modules/playwright-core/cli.js'),
} as const;

/** Wall time since a moment, as text in seconds. */
export function secondsSince(startMs: number): string {
  return `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
}
