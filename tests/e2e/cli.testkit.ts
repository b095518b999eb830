import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, and the reference data beside it (absent on most machines: tests that need it are skipped). */
export const root = fileURLToPath(new URL('../../', import.meta.url));
export const shared = process.env['QTA_SHARED'] ?? join(root, '..', 'shared');
export const hasShared = existsSync(join(shared, 'data', 'equities_daily', 'AAPL.csv'));

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as a user does: the program in bin/, in a folder, with an environment of its own. */
export async function cli(
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string>; input?: string; node?: readonly string[] },
): Promise<CliResult> {
  const child = spawn(process.execPath, [...(options.node ?? []), join(root, 'bin', 'quanttradeai.mjs'), ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: options.cwd, NO_COLOR: '1', QTA_FROM_SOURCE: '1', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(options.input ?? '');
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** A fresh folder that is removed by `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'qta-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes files given as relative path → text. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Every file below a folder, relative, sorted. */
export function listFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return all.filter((path) => statSync(join(folder, path)).isFile()).sort();
}

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
