import type { ModelDocument } from './document.ts';

type Member = ModelDocument['members'][number];

/** A member written out that says the same for every row: one number per class, or one prediction. */
export function memberSaying(values: readonly number[], own: Partial<Member> = {}): Member {
  return {
    valid_from: '2015-01-01T00:00:00.000Z',
    valid_to: null,
    trained_from: '2010-01-04T21:00:00.000Z',
    trained_to: '2014-12-31T21:00:00.000Z',
    rows: 1000,
    pipeline: {
      missing: 'drop',
      inputs: ['rsi_14', 'trend'],
      columns: [column('rsi_14'), column('trend')],
      constant: [],
      unselected: [],
    },
    params: {},
    model: { family: 'constant', fits: [{ values }] },
    calibration: { method: 'none', reason: 'written by hand' },
    class_mean_returns: values.length === 3 ? [-0.02, 0.001, 0.03] : [],
    ...own,
  };
}

const column = (name: string) => ({ name, fill: null, clip: null, centre: 0, spread: 1 });

/** A model file written out, of two features and one member that says 0.2, 0.3, 0.5 for −1, 0, 1. */
export function sampleDocument(own: Partial<ModelDocument> = {}): ModelDocument {
  return {
    schema: 'model/1',
    name: 'spx_daily_classifier',
    kind: 'classifier',
    family: 'constant',
    classes: [-1, 0, 1],
    horizon_bars: 5,
    label: { type: 'forward_return', horizon: 5 },
    symbols: ['SPX'],
    interval: '1d',
    features: [
      { name: 'rsi_14', definition: { type: 'rsi', params: { period: 14 } }, hash: 'sha256:aaa' },
      { name: 'trend', definition: { type: 'expression', params: { expr: 'close / sma(close, 50) - 1' } }, hash: 'sha256:bbb' },
    ],
    members: [memberSaying([0.2, 0.3, 0.5])],
    class_mean_returns: [-0.02, 0.001, 0.03],
    oos: { rank_ic: 0.03, log_loss: 1.05, folds: 5 },
    seed: 42,
    data_fingerprint: 'sha256:data',
    code_version: '0.1.0',
    author: { kind: 'person', model: null },
    ...own,
  };
}

/** The same for a regressor that predicts one number. */
export function regressorDocument(prediction: number, own: Partial<ModelDocument> = {}): ModelDocument {
  return sampleDocument({
    kind: 'regressor',
    classes: [],
    class_mean_returns: [],
    members: [memberSaying([prediction])],
    ...own,
  });
}
