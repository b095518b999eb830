export { findBrowser, installedBrowser } from './find.ts';
export { printPage } from './print.ts';
