import { ACTION, type Decider, type DecisionFacts } from '../src/ports/index.ts';

const FACTS: DecisionFacts = { reason: 'crossing of two means', inputs: {}, evidence: [] };

/** A strategy written as code: buys when a fast column is above a slow one. `readsPosition` also looks at its own position. */
type DeciderClass = new (fast: Float64Array, slow: Float64Array) => Decider;

/** Ten classes of different source text, so that the loop which calls them has seen them all and can favour none. */
export function deciderClasses(readsPosition: boolean): readonly DeciderClass[] {
  return Array.from({ length: 10 }, (_, index) => makeClass(index, readsPosition));
}

/**
 * Each class has source text of its own (a trailing comment): functions of identical source share what the compiler learned about them,
 * which would let ten classes look like one.
 */
function makeClass(index: number, readsPosition: boolean): DeciderClass {
  const exit = readsPosition ? '|| position.unrealised[0] > 0.04 || position.barsHeld[0] > 40' : '';
  const body = `return class {
    constructor(fast, slow) { this.fast = fast; this.slow = slow; this.readsPosition = ${readsPosition}; }
    decide(bar, position, out) {
      const difference = this.fast[bar] - this.slow[bar];
      if (difference > 0.0${index + 1}) out.action[0] = ${ACTION.buy};
      else if (difference < 0 ${exit}) out.action[0] = ${ACTION.close};
    }
    explain() { return facts; }
  }; // ${index}`;
  const made: unknown = new Function('facts', body)(FACTS);
  if (!isDeciderClass(made)) throw new Error('not a class');
  return made;
}

function isDeciderClass(value: unknown): value is DeciderClass {
  return typeof value === 'function';
}
