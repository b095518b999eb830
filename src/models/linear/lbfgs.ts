/** A function to minimise: writes its gradient at `x` and returns its value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Pairs of steps that are remembered. */
  readonly memory: number;
  readonly maxSteps: number;
  /** Ends one step after no part of the gradient is larger: that step is nearly free and adds half as many digits again. */
  readonly tolerance: number;
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

interface Point {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

/**
 * Minimum of a smooth convex function from the origin: limited-memory BFGS, two-loop recursion (J. Nocedal, S. J. Wright, Numerical
 * Optimization, algorithm 7.4). Ends at the tolerance, after `maxSteps`, or where rounding leaves no lower value along the direction.
 * Nothing but + − × ÷ √ in a fixed order: the same bits everywhere.
 */
export function minimise(objective: Objective, size: number, options: LbfgsOptions): Float64Array {
  const start = new Float64Array(size);
  const gradient = new Float64Array(size);
  let point: Point = { x: start, gradient, value: objective(start, gradient) };
  const pairs: Pair[] = [];
  for (let step = 0; step < options.maxSteps; step += 1) {
    const flat = largest(point.gradient) <= options.tolerance;
    const direction = descent(point.gradient, pairs);
    const next = lineSearch(objective, point, direction, step === 0 ? 1 / Math.max(1, largest(point.gradient)) : 1);
    if (next === undefined) break;
    const moved = difference(next.x, point.x);
    const change = difference(next.gradient, point.gradient);
    const curvature = dot(moved, change);
    if (curvature > 0) {
      if (pairs.length === options.memory) pairs.shift();
      pairs.push({ step: moved, change, curvature });
    }
    point = next;
    if (flat) break;
  }
  return point.x;
}

/** −H·gradient, H from the remembered pairs, scaled by the newest. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.slice();
  const weights = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k -= 1) {
    const { step, change, curvature } = pairs[k]!;
    weights[k] = dot(step, direction) / curvature;
    add(direction, change, -weights[k]!);
  }
  const newest = pairs.at(-1);
  const scale = newest === undefined ? 1 : newest.curvature / dot(newest.change, newest.change);
  for (let i = 0; i < direction.length; i += 1) direction[i]! *= scale;
  for (let k = 0; k < pairs.length; k += 1) {
    const { step, change, curvature } = pairs[k]!;
    add(direction, step, weights[k]! - dot(change, direction) / curvature);
  }
  for (let i = 0; i < direction.length; i += 1) direction[i] = -direction[i]!;
  return direction;
}

const DECREASE = 1e-4;
const CURVATURE = 0.9;
const TRIES = 50;

/**
 * A step that meets the weak Wolfe conditions, by doubling and halving. Near the minimum, where values differ by less than their
 * rounding, the slope stands in for the value (W. W. Hager, H. Zhang 2005, approximate Wolfe conditions).
 */
function lineSearch(objective: Objective, from: Point, direction: Float64Array, first: number): Point | undefined {
  const slope = dot(from.gradient, direction);
  if (!(slope < 0)) return undefined;
  const noise = 1e-14 * Math.abs(from.value);
  let low = 0;
  let high = Number.POSITIVE_INFINITY;
  let length = first;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const x = from.x.slice();
    add(x, direction, length);
    const gradient = new Float64Array(x.length);
    const value = objective(x, gradient);
    const slopeThere = dot(gradient, direction);
    const falls = value <= from.value + DECREASE * length * slope;
    const flat = value <= from.value + noise && slopeThere <= (2 * DECREASE - 1) * slope;
    if (!(falls || flat)) high = length;
    else if (slopeThere < CURVATURE * slope) low = length;
    else return { x, gradient, value };
    length = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
  }
  return undefined;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (let i = 0; i < values.length; i += 1) most = Math.max(most, Math.abs(values[i]!));
  return most;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

function add(to: Float64Array, values: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i += 1) to[i]! += times * values[i]!;
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i += 1) result[i] = a[i]! - b[i]!;
  return result;
}
