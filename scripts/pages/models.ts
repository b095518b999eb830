import { z } from 'zod';
import { COMPOSITES, FAMILIES, type SpaceEntry } from '../../src/models/index.ts';
import { code, GENERATED, page, table } from './markdown.ts';
import { parameters } from './parameters.ts';

const OWN = `\`\`\`ts
import { defineModel, z } from 'quanttradeai';

/** The weighted mean of the target on each side of one column. */
const fitted = (state) => ({
  predict: ({ columns }) => [columns[0].map((value) => (value > 0 ? state.up : state.down))],
  toJSON: () => state,
});

export default defineModel({
  kinds: ['regressor'],
  params: z.strictObject({ pull: z.number().min(0).max(1).default(0.5) }),
  space: { pull: { kind: 'real', low: 0.1, high: 1, log: false } },
  fit: ({ columns, target }, weights, { params }) => {
    const mean = (side) => {
      let sum = 0;
      let all = 0;
      target.forEach((value, row) => {
        if (columns[0][row] > 0 !== side) return;
        sum += weights[row] * value;
        all += weights[row];
      });
      return all === 0 ? 0 : (params.pull * sum) / all;
    };
    return fitted({ up: mean(true), down: mean(false) });
  },
  load: fitted,
});
\`\`\``;

/** Every model family with its parameters, from the registry. */
export function renderModels(): string {
  const rows = FAMILIES.map(({ family, summary, kinds, params, space, takesMissing, source }) => [
    code(family),
    summary,
    kinds.join(', '),
    params instanceof z.core.$ZodObject ? parameters(params) : '',
    [...space].map(([name, entry]) => `${code(name)} ${rangeText(entry)}`).join('; '),
    takesMissing ? 'as they are' : 'median',
    source,
  ]);
  const parts = (of: (kind: 'classifier' | 'regressor') => readonly string[]): string =>
    `${of('classifier').map(code).join(', ')} (regressor: ${of('regressor').map(code).join(', ')})`;
  return page(
    GENERATED,
    '# Models',
    `The families of \`research.model.family\`. A classifier gives one probability per class of the label, a regressor one number. The same rows, settings and seed give the same bytes on every machine and Node version.`,
    table(['family', 'meaning', 'model.kind', 'params', 'tuned over', 'missing cells under `native`', 'source'], rows),
    '## Made of others',
    `\`voting\` is the plain mean of ${parts(COMPOSITES.voting)}, each with its own preparation. \`auto\` tries ${parts(COMPOSITES.auto)} from simple to rich and takes the simplest whose mean fold score is within one standard error of the best. Their parameters carry the name of the part: \`params: { gbdt.max_leaves: 8 }\`. \`ensemble_seeds\` fits of \`gbdt\` are averaged; tuning uses one.`,
    '## Preparation',
    'Fitted on the training rows of a fold alone, in this order: missing cells (`drop` leaves the row out, `median` fills with the training median, `native` leaves the gap to families that take it) → `winsorise` at type-7 quantiles → `scale` (`standard` mean and population deviation, `robust` median and interquartile range, `minmax`, `none`) → `select` the n columns of highest absolute rank correlation with the target, equal ones by name. A column without variation is left out and named. A robust spread of 0 in a column that varies divides by 1.',
    '## From scores to signals',
    "Probabilities are calibrated by isotonic regression of earlier out-of-fold scores, per class and then scaled to sum to 1: of a fold by the folds before it, of the final model by all. With fewer than 200 rows, or 30 of a class, they stay as they are, and the file says why. A classifier's signal is the class of highest probability (0 where two share it), its expected return Σ p · mean return of the class in the training rows, its score p_up − p_down. A regressor's expected return is its prediction, its signal the sign where the size is more than one round trip of costs, and p_up the isotonic share of positive returns.",
    'At each bar the member speaks that was valid then and never saw the bar; before the first the signal is missing.',
    '## Your own model',
    'A module for `model: { family: custom, module: models/mine.ts }` exports one definition as its default. `fit` gets copies of the training rows and their weights, and gives `predict` and `toJSON`; `load` makes the same of that JSON. The run always uses what `load` made, and the first fit fails where it predicts other numbers, or where answers are not finite or do not sum to 1. All chance has to come from `random` of the context.',
    OWN,
    '## A model from elsewhere',
    '`model: { family: onnx, file, sha256, columns, outputs, classes }` reads an ONNX file that was trained elsewhere: `columns` are the features in the order of its one input, untouched; `outputs` is `probabilities` (with `classes` ascending) or `prediction`. It needs the package `onnxruntime-node`, which the user installs (`npm install --ignore-scripts onnxruntime-node`), and runs on the processor with one thread. Scores are rounded to 1e-6 before use, because their last bits can differ between machines. What such a model saw in training is not known here.',
  );
}

function rangeText(entry: SpaceEntry): string {
  if (entry.kind === 'choice') return entry.values.map((value) => code(String(value))).join(' or ');
  return `${entry.low} to ${entry.high}${entry.log ? ' (log)' : ''}`;
}
