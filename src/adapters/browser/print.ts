import { pathToFileURL } from 'node:url';
import { writeFileAtomic } from '../fs/index.ts';
import { BrowserDriverMissingError, BrowserFailedError } from './errors.ts';

/** Nothing but the page: no updates, no accounts, no network of the browser's own. */
const ARGUMENTS = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];
const LIMIT_MS = 60_000;
const PICTURE_WIDTH = 1440;

export interface PrintOptions {
  /** Absolute path of the page, and of the files to be written. */
  readonly page: string;
  readonly pdf: string | undefined;
  readonly png: string | undefined;
  /** Program, see `findBrowser`. */
  readonly browser: string;
}

/**
 * Prints a page of ours with an installed browser, without network: PDF in A4 with everything that is printed, PNG of what is seen when
 * the page is opened, 1,440 pixels wide. A file appears whole or not at all.
 * @throws BrowserDriverMissingError @throws BrowserFailedError @throws StoreWriteError
 */
export async function printPage(options: PrintOptions): Promise<void> {
  const made = await render(options);
  if (options.pdf !== undefined && made.pdf !== undefined) writeFileAtomic(options.pdf, made.pdf);
  if (options.png !== undefined && made.png !== undefined) writeFileAtomic(options.png, made.png);
}

interface Made {
  readonly pdf: Uint8Array | undefined;
  readonly png: Uint8Array | undefined;
}

async function render({ page: path, pdf, png, browser }: PrintOptions): Promise<Made> {
  const { chromium } = await loadDriver();
  try {
    const running = await chromium.launch({ executablePath: browser, headless: true, args: ARGUMENTS, timeout: LIMIT_MS });
    try {
      const context = await running.newContext({
        offline: true,
        colorScheme: 'light',
        reducedMotion: 'reduce',
        viewport: { width: PICTURE_WIDTH, height: 900 },
      });
      const page = await context.newPage();
      page.setDefaultTimeout(LIMIT_MS);
      await page.goto(pathToFileURL(path).href);
      return {
        png: png === undefined ? undefined : await page.screenshot({ fullPage: true, type: 'png' }),
        pdf: pdf === undefined ? undefined : await page.pdf({ format: 'A4', printBackground: true }),
      };
    } finally {
      await running.close();
    }
  } catch (error) {
    throw new BrowserFailedError(browser, error);
  }
}

/** @throws BrowserDriverMissingError */
async function loadDriver(): Promise<typeof import('playwright-core')> {
  try {
    return await import('playwright-core');
  } catch (error) {
    throw new BrowserDriverMissingError(error);
  }
}
