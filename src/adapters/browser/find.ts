import { delimiter, join } from 'node:path';
import { isFile } from '../fs/index.ts';
import { BrowserMissingError } from './errors.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe', 'msedge.exe'];
/** Where installers put browsers that are on no path. */
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** The Chromium that `CHROME_PATH` names, else the first on the path or where installers put it. @throws BrowserMissingError */
export function findBrowser(env: Environment): string {
  const asked = env['CHROME_PATH'];
  if (asked !== undefined && asked !== '' && !isFile(asked)) throw new BrowserMissingError(asked);
  const found = installedBrowser(env);
  if (found === undefined) throw new BrowserMissingError(undefined);
  return found;
}

/** As {@link findBrowser}; undefined when there is none. */
export function installedBrowser(env: Environment): string | undefined {
  const asked = env['CHROME_PATH'];
  if (asked !== undefined && isFile(asked)) return asked;
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...folders.flatMap((folder) => NAMES.map((name) => join(folder, name))), ...PLACES].find(isFile);
}
