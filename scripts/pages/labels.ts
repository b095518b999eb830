import { LABELS } from '../../src/labels/index.ts';
import { code, GENERATED, page, table } from './markdown.ts';
import { parameters } from './parameters.ts';

const OWN = `\`\`\`ts
import { defineLabel, z } from 'quanttradeai';

/** The close five bars on, against the highest close until then. */
export default defineLabel({
  summary: 'distance from the high five bars on',
  params: z.strictObject({ bars: z.int().min(1).default(5) }),
  label: ({ close }, t, { bars }) => {
    const t1 = t + bars;
    const last = close[t1];
    if (last === undefined) return { t1, value: 0, label_return: 0 };
    const value = last / Math.max(...close.subarray(t, t1 + 1)) - 1;
    return { t1, value, label_return: last / close[t]! - 1 };
  },
});
\`\`\``;

/** Every label type with its keys, from the registry. */
export function renderLabels(): string {
  const rows = LABELS.map(({ type, summary, convention, kinds, settings, source }) => [
    code(type),
    summary,
    convention,
    kinds.join(', '),
    parameters(settings),
    source,
  ]);
  return page(
    GENERATED,
    '# Labels',
    `The ${LABELS.length} types of \`research.labels.type\`: what a model learns to predict. A label is made of the adjusted prices of its own symbol from its bar on; \`rank_return\` compares symbols. It says the last bar it reads, and training rows whose label meets a test window are purged.`,
    table(['type', 'meaning', 'convention', 'model.kind', 'keys', 'source'], rows),
    'Classes are -1, 0 and 1, of `meta` 0 and 1. Volatility is `ewma_vol` as known at the bar, so the first bars of a symbol may have no label. A bar whose label ends beyond the data has none.',
    '## Your own label',
    'A module for `labels: { type: custom, module: labels/mine.ts }` exports one definition as its default. `label` is called for each bar `t` and gives the last bar it reads, the value, and the return that it describes as a fraction; or `undefined` for no label. `t1` has to be above `t`; beyond the last bar it marks a label that is not complete. A classifier needs the values -1, 0 and 1.',
    OWN,
  );
}
