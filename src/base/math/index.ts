export { exp, log, pow } from './elementary.ts';
export { normalCdf, normalQuantile } from './normal.ts';
