import { CORE40, FEATURES, type Feature, type FeatureContext, warmUpOf } from '../../src/features/index.ts';
import { code, GENERATED, page, table } from './markdown.ts';
import { parameters } from './parameters.ts';

/** Warm-up is printed for daily bars of an exchange, which decide it for no type. */
const CONTEXT: FeatureContext = { periodsPerYear: 252, barMs: 86_400_000 };

/** Every built-in feature type with its parameters, from the registry. */
export function renderFeatures(): string {
  const rows = FEATURES.map((feature) => [
    code(feature.type),
    feature.summary,
    feature.convention ?? '',
    parameters(feature.params),
    feature.outputs.length > 1 ? feature.outputs.map(code).join(', ') : '',
    feature.unit,
    warmUp(feature),
    feature.source,
  ]);
  return page(
    GENERATED,
    '# Features',
    `The ${FEATURES.length} built-in types for \`features.definitions\`, as \`kind: sma, params: { period: 20 }\`. Where a type has several outputs, the plain name reads the first one and \`name.output\` each of them. A value is undefined until enough bars are there; rules that read an undefined value do not act.`,
    'Warm-up: bars without a value under the default parameters, by output where they differ. Settle: bars more until the beginning of a recursive value weighs less than 1e-4. *From the first bar* marks sums that never forget where they began: use their changes, not their level.',
    table(['type', 'meaning', 'convention', 'parameters', 'outputs', 'unit', 'warm-up', 'source'], rows),
    '## Inputs',
    '`input` feeds another feature into a type in place of the close. `timeframe` computes it on completed bars of a multiple of `data.timeframe`, `symbol` on another instrument; for `beta` and `correlation` `symbol` is what they compare with. `cs_rank` and `cs_zscore` compare all symbols of the agent at the same time. `against` of `delta`, `ratio` and `rolling_zscore` names a second feature.',
    '## Set core40',
    `\`features.set: core40\` adds the forty standard features under the names below; a definition of the file with the same name must be the same. Without volume ${CORE40.filter(
      ({ needsVolume }) => needsVolume,
    )
      .map(({ column }) => code(column))
      .join(
        ', ',
      )} are left out. \`core40.cross_section: true\` adds the rank of each column across the symbols, for ten symbols and more.`,
    CORE40.map(({ column }) => code(column)).join(', '),
  );
}

/** `19`, `25, 33, 33`, with settle and what else a reader should know of a beginning. */
function warmUp(feature: Feature): string {
  const params = REQUIRED[feature.type] ?? {};
  const bound = feature.bind(params, CONTEXT);
  const each = warmUpOf(bound, CONTEXT);
  const bars = [...new Set(each.map(({ warmup }) => warmup))];
  const text =
    feature.type === 'expression' ? 'computed' : (bars.length === 1 ? bars : each.map(({ warmup }) => warmup)).join(', ');
  const settle = Math.max(...each.map((one) => one.settle));
  const parts = [text, ...(settle === 0 ? [] : [`settle ${settle}`]), ...(bound.startDependent ? ['from the first bar'] : [])];
  return parts.join('; ');
}

/** Parameters without a default. */
const REQUIRED: Readonly<Record<string, object>> = { expression: { expr: 'close' }, series: { id: 'X' } };
