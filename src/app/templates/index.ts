export { bundledSpx, templateModel } from '../../adapters/assets/index.ts';
export { TEMPLATE_NAMES, TEMPLATES, type TemplateName } from './catalogue.ts';
export { type InitInput, type InitResult, InitTargetExistsError, initProject, initText } from './init.ts';
export { DATA_VARIANTS, type DataVariant } from './variants.ts';
