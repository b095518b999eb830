/** What `import … from 'quanttradeai'` gives: the define functions of plug-ins and their types. */
export { z } from 'zod';
export {
  type BarFeature,
  type BlockFeature,
  defineFeature,
  type Feature,
  type FeatureContext,
  type FeatureState,
  type InputRef,
} from '../features/index.ts';
export { type CustomLabel, type CustomValue, defineLabel, type LabelBars, type LabelDefinition } from '../labels/index.ts';
export type { Bar } from '../market/index.ts';
export {
  defineModel,
  type Matrix,
  type ModelDefinition,
  type ModelFitContext,
  type ModelRows,
  type OwnFittedModel,
  type SpaceEntry,
} from '../models/index.ts';
