export { ModelFilesBrokenError, ModelNotFoundError, ModelNotPromotedError } from './errors.ts';
export { type FindModelRequest, type FoundModel, findModel } from './find-model.ts';
export { loadPromoted, type PromotedModel, parseModelFile, readManifest, readModelFile } from './load-promoted.ts';
export { PROMOTION_MANIFEST, type PromotionManifest, promotionManifestSchema } from './manifest.ts';
