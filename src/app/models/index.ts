export { ModelFilesBrokenError, ModelNotPromotedError } from './errors.ts';
export { loadPromoted, type PromotedModel, readManifest, readModelFile } from './load-promoted.ts';
export { PROMOTION_MANIFEST, type PromotionManifest, promotionManifestSchema } from './manifest.ts';
