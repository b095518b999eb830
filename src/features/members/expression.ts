import { z } from 'zod';
import { expressions, invariant } from '../../base/index.ts';
import type { BoundFeature, Feature, FeatureContext, FeatureProcess, ProcessColumns } from '../contract.ts';
import { BlockProcess, jsonObject, markFeature } from '../define.ts';
import { compileProgram } from '../primitives/program.ts';

const params = z.strictObject({ expr: z.string().min(1).max(expressions.MAX_CHARACTERS) });

/**
 * A value computed by the expression language over bar fields and other features: `close / sma(close, 50) - 1`.
 *
 * - Unit: that of the expression.
 * - Warm-up: computed from the windows, nested ones added up; nothing is defined before it, whatever `if` or `or` could answer.
 * - Source: the text itself (docs/reference/expressions.md).
 */
export const expression: Feature = markFeature({
  type: 'expression',
  summary: 'a value of the expression language',
  unit: 'that of the expression',
  source: 'the text itself',
  convention: 'nothing is defined before the longest window is full; a division by 0 is undefined',
  family: 'custom',
  outputs: ['value'],
  version: 2,
  params,
  bind: (given, context) => {
    const { expr } = params.parse(given);
    const parsed = expressions.parseExpression(expr);
    invariant(parsed.ok, 'an expression is checked before it is used');
    return bindExpression(parsed.expression, context);
  },
});

/** A checked expression as a bound feature; conditions give 1, 0 and NaN for missing. */
export function bindExpression(node: expressions.Expression, context: FeatureContext): BoundFeature {
  const names = expressions.namesOf(node);
  return {
    params: jsonObject({ expr: expressions.printExpression(node) }),
    inputs: names.map((name) => ({ kind: 'name', name })),
    refusal: undefined,
    startDependent: false,
    warmUp: (inputs) => [expressions.warmUpOf(node, (name) => inputs[names.indexOf(name)]!)],
    start: (columns) => startExpression(node, names, columns, context),
  };
}

function startExpression(
  node: expressions.Expression,
  names: readonly string[],
  columns: ProcessColumns,
  context: FeatureContext,
): FeatureProcess {
  const out = columns.outputs[0]!;
  const program = compileProgram(node, (name) => columns.inputs[names.indexOf(name)]!, out);
  return new BlockProcess(
    {
      stateSize: () => program.stateSize,
      block: (_inputs, _outputs, state, from, to) => {
        program.run(from, to, state);
        const first = Math.min(columns.firstRow(), to);
        if (first > from) out.fill(NaN, from, first);
      },
    },
    undefined,
    context,
    columns.inputs,
    columns.outputs,
  );
}
