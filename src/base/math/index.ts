export { exp, log, pow } from './elementary.ts';
