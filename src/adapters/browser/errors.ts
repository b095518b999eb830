import { AppError, type ExitCode } from '../../base/index.ts';

/** A PDF or a picture is asked for and no browser is installed. */
export class BrowserMissingError extends AppError {
  readonly code = 'BROWSER_MISSING';
  override readonly exitCode: ExitCode = 3;

  constructor(asked: string | undefined) {
    const what =
      asked === undefined ? 'no Chromium or Chrome was found to print the report with' : `CHROME_PATH names no file: ${asked}`;
    super(what, {
      hint: 'install Chromium (Debian: apt install chromium) or set CHROME_PATH to a browser; report.html prints from any browser',
    });
  }
}

/** The package that drives the browser is not installed. */
export class BrowserDriverMissingError extends AppError {
  readonly code = 'BROWSER_DRIVER_MISSING';
  override readonly exitCode: ExitCode = 3;

  constructor(cause: unknown) {
    super('the package playwright-core is not installed, which drives the browser', {
      hint: 'npm install playwright-core; report.html prints from any browser',
      cause,
    });
  }
}

/** The browser did not start or did not do what it was asked. */
export class BrowserFailedError extends AppError {
  readonly code = 'BROWSER_FAILED';
  override readonly exitCode: ExitCode = 3;

  constructor(browser: string, cause: unknown) {
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    super(`${browser} could not print the report: ${reason}`, {
      hint: 'try another browser with CHROME_PATH, or print report.html from any browser',
      cause,
    });
  }
}
