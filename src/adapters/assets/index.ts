export { AssetDamagedError, bundledSpx } from './bundled-spx.ts';
