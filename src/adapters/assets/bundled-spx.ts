import { fileURLToPath } from 'node:url';
import { readBytes, sha256 } from '../fs/index.ts';
import { AssetDamagedError } from './asset-damaged.ts';

/** The file as vega-datasets 3.2.1 publishes it (see NOTICE). */
const SHA256 = 'sha256:9409e9342d0657c747324e4cfabce8a8c7f663bc485b95a3378f36b0a160f8c8';

/** Beside the built program; in a checkout the package that the build takes it from. */
const PLACES = ['./assets/spx-daily.csv', '../../../node_modules/vega-datasets/data/sp500-2000.csv'];

/**
 * Daily S&P 500 bars, 2000-01-03 … 2020-04-17, that ship with the package: `date,open,high,low,close,adjclose,volume`.
 * @throws AssetDamagedError when the bytes are not those that were published
 */
export function bundledSpx(): { readonly file: string; readonly text: string } {
  const files = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  for (const file of files) {
    const bytes = readBytes(file);
    if (bytes === undefined) continue;
    if (sha256(bytes) !== SHA256) throw new AssetDamagedError(file);
    return { file, text: new TextDecoder().decode(bytes) };
  }
  throw new AssetDamagedError(files[0]!);
}
