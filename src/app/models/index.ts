export { ModelFilesBrokenError, ModelNotFoundError, ModelNotPromotedError } from './errors.ts';
export { type FindModelRequest, type FoundModel, findModel } from './find-model.ts';
export {
  loadPromoted,
  manifestInForce,
  type PromotedModel,
  parseModelFile,
  readManifest,
  readModelFile,
} from './load-promoted.ts';
export { PROMOTION_MANIFEST, type PromotionManifest, promotionManifestSchema } from './manifest.ts';
export { COMMIT, type Commit, happened, PENDING, type Pending, readCommit, readPending } from './pending.ts';
