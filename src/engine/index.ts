export {
  type BlockColumns,
  type DecisionEntry,
  type DecisionRecord,
  ENGINE_BLOCK_ROWS,
  type Engine,
  type EngineInput,
  type EngineSettings,
  type EngineTotals,
  type SymbolSums,
  type Tick,
} from './contract.ts';
export { type EventParts, type HistoryHooks, historyBlocks, runEvents, runHistory } from './pumps.ts';
export {
  returnCount,
  VARIANT_FIELD,
  VARIANT_FIELDS,
  type Variant,
  type VariantFigures,
  VariantRunner,
  type VariantShared,
} from './variants.ts';
