export { type ClassShare, classShares, type LabelFacts, labelWarnings } from './balance.ts';
export { LabelClassTooSmallError, MIN_CLASS_ROWS, requireClassRows, type TrainedRows } from './class-size.ts';
export { longestReach } from './columns.ts';
export { type LabelSettings, labelsSection } from './config.ts';
export {
  type CustomLabel,
  type CustomValue,
  endOf,
  type Label,
  type LabelBars,
  type LabelColumns,
  type LabelCosts,
  type LabelEntry,
  type LabelInput,
  type LabelKind,
  NO_LABEL,
  TOUCHED,
} from './contract.ts';
export { defineLabel, isLabel, type LabelDefinition } from './define.ts';
export { CustomLabelError, LabelModelMismatchError, LabelTooFewSymbolsError } from './errors.ts';
export { labelClasses, labelEntry, labelHorizon, labelKinds, makeLabels } from './make.ts';
export { checkLabelReach, type LabelReach, type LabelReachFinding } from './reach.ts';
export { LABEL_TYPES, LABELS, type LabelType } from './registry.ts';
