export { AssetDamagedError } from './asset-damaged.ts';
export { bundledSpx } from './bundled-spx.ts';
export { type TemplateModel, templateModel } from './template-model.ts';
