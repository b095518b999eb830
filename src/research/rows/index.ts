export type { MissingCount, MissingReason, RowAccount, SymbolAccount } from './account.ts';
export { buildRows, type RowSymbol, type RowsInput } from './build.ts';
export type { LabelSpans, ResearchRows } from './contract.ts';
export { type FoldCount, foldAccount } from './fold-account.ts';
