import type { SourceRequest } from '../source.ts';
import type { OnlineOptions, OnlineResult } from './online-bars.ts';

/** As `onlineBars` of online-bars.ts, which is loaded with the first symbol that needs it: most commands have none. */
export async function onlineBars(request: SourceRequest, options: OnlineOptions): Promise<OnlineResult> {
  const loaded = await import('./online-bars.ts');
  return loaded.onlineBars(request, options);
}
