import { AppError, isoDate } from '../../base/index.ts';

/** A split leaves too few rows to train on. */
export class FoldTooSmallError extends AppError {
  readonly code = 'FOLD_TOO_SMALL';
  constructor(facts: {
    readonly fold: string;
    readonly kept: number;
    readonly before: number;
    readonly purged: number;
    readonly embargoed: number;
    readonly needs: number;
  }) {
    const { fold, kept, before, purged, embargoed, needs } = facts;
    super(
      `${fold} has ${kept} training rows, needs ${needs}: of ${before} rows ${purged} are purged and ${embargoed} lie in the embargo`,
      { hint: 'begin data.start_date earlier, or use fewer evaluation.folds or a shorter label' },
    );
  }
}

/** No row with a complete label lies in the test window. */
export class TestWindowEmptyError extends AppError {
  readonly code = 'TEST_WINDOW_EMPTY';
  constructor(facts: { readonly from: number; readonly to: number; readonly firstRow?: number; readonly lastRow?: number }) {
    const rows =
      facts.firstRow === undefined || facts.lastRow === undefined
        ? 'there are no rows at all'
        : `rows run from ${isoDate(facts.firstRow)} to ${isoDate(facts.lastRow)}`;
    super(
      `no row with a complete label lies in the test window from ${isoDate(facts.from)} to ${isoDate(facts.to - 1)}; ${rows}`,
      {
        hint: 'move data.test_start and data.test_end, or set research.evaluation.use_configured_test_window: false',
      },
    );
  }
}
