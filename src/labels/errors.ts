import { AppError, isoTime } from '../base/index.ts';
import type { LabelKind } from './contract.ts';

/** A label compares symbols, and there are too few of them at any one time. */
export class LabelTooFewSymbolsError extends AppError {
  readonly code = 'LABEL_TOO_FEW_SYMBOLS';
  constructor(type: string, facts: { readonly most: number; readonly needs: number }) {
    super(`label ${type} ranks ${facts.needs} symbols and more at one time, and there are at most ${facts.most}`, {
      hint: `name at least ${facts.needs} symbols in research.symbols, or use labels.type: forward_return`,
    });
  }
}

/** A label that the kind of model cannot learn: a number for a classifier, or a class for a regressor. */
export class LabelModelMismatchError extends AppError {
  readonly code = 'LABEL_MODEL_MISMATCH';
  constructor(type: string, wants: LabelKind, because?: string) {
    super(`label ${type} wants a ${wants}${because === undefined ? '' : `: ${because}`}`, {
      hint: `research.model.kind: ${wants}`,
    });
  }
}

/** A label of the user's own module gives something that is no label. */
export class CustomLabelError extends AppError {
  readonly code = 'LABEL_CUSTOM_INVALID';
  constructor(where: { readonly symbol: string; readonly time: number; readonly bar: number }, fact: string) {
    super(`the label of ${where.symbol} at bar ${where.bar} (${isoTime(where.time)}) ${fact}`, {
      hint: 'return { t1, value, label_return } with whole t1 above t and finite numbers, or undefined',
    });
  }
}
