import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { installedBrowser } from '../src/adapters/browser/index.ts';
import { installWithApt } from './apt.ts';
import { runNode, tools } from './command.ts';

export interface Browser {
  /** The program; undefined when there is none. */
  readonly path: string | undefined;
  /** Why there is none. */
  readonly reason: string;
}

const DOWNLOAD_LIMIT_MS = 120_000;

/**
 * A Chromium for the browser tests: `CHROME_PATH`, an installed one, else Debian's package (as root), else the one that
 * playwright downloads. Never fails and takes a bounded time: without a browser those tests report themselves as skipped.
 */
export async function findBrowser(): Promise<Browser> {
  const present = presentBrowser();
  if (present !== undefined) return { path: present, reason: '' };
  if (process.env['QTA_NO_BROWSER'] === '1') return { path: undefined, reason: 'QTA_NO_BROWSER is set' };
  await installWithApt('chromium');
  const installed = presentBrowser();
  if (installed !== undefined) return { path: installed, reason: '' };
  const download = await runNode(tools.playwright, ['install', 'chromium-headless-shell'], {
    output: 'keep',
    timeoutMs: DOWNLOAD_LIMIT_MS,
  });
  const found = presentBrowser();
  const why = download.timedOut ? 'the download of Chromium took too long' : 'no Chromium is installed and none could be';
  return { path: found, reason: found === undefined ? why : '' };
}

function presentBrowser(): string | undefined {
  return [installedBrowser(process.env), chromium.executablePath()].find((path) => path !== undefined && existsSync(path));
}
