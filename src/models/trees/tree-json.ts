import { z } from 'zod';
import type { Json } from '../../base/index.ts';
import { ModelArtifactError } from '../errors.ts';
import { numbers } from '../read-state.ts';
import type { Tree } from './tree.ts';

const indexes = () => z.array(z.int().min(-1));

/** A tree in a model file: parallel arrays by node, see {@link Tree}. */
export const treeSchema = z.strictObject({
  feature: indexes().min(1),
  threshold: numbers(),
  missing_left: z.array(z.boolean()),
  left: indexes(),
  right: indexes(),
  gain: numbers(),
  value: numbers(),
});

/** JSON that {@link treeFromJson} turns into the same tree. */
export function treeToJson(tree: Tree): Json {
  return {
    feature: [...tree.feature],
    threshold: [...tree.threshold],
    missing_left: Array.from(tree.missingLeft, (flag) => flag === 1),
    left: [...tree.left],
    right: [...tree.right],
    gain: [...tree.gain],
    value: [...tree.value],
  };
}

export interface TreeShape {
  /** Columns that the model reads. */
  readonly columns: number;
  /** Numbers a leaf says. */
  readonly outputs: number;
  /** Place in the file, for errors. */
  readonly where: string;
}

/** @throws ModelArtifactError for arrays that are not one tree over these columns */
export function treeFromJson(json: z.output<typeof treeSchema>, { columns, outputs, where }: TreeShape): Tree {
  const count = json.feature.length;
  for (const key of ['threshold', 'missing_left', 'left', 'right', 'gain'] as const)
    if (json[key].length !== count)
      throw new ModelArtifactError(`${where}.${key}`, `${json[key].length} entries for ${count} nodes`);
  if (json.value.length !== count * outputs)
    throw new ModelArtifactError(`${where}.value`, `${json.value.length} entries for ${count} nodes with ${outputs} each`);
  checkLinks(json, columns, where);
  return {
    feature: Int32Array.from(json.feature),
    threshold: Float64Array.from(json.threshold),
    missingLeft: Uint8Array.from(json.missing_left, (flag) => (flag ? 1 : 0)),
    left: Int32Array.from(json.left),
    right: Int32Array.from(json.right),
    gain: Float64Array.from(json.gain),
    value: Float64Array.from(json.value),
  };
}

/** Every node but the root is the child of exactly one node before it: so every row ends at a leaf. */
function checkLinks(json: z.output<typeof treeSchema>, columns: number, where: string): void {
  const count = json.feature.length;
  const hasParent = new Uint8Array(count);
  for (const [node, feature] of json.feature.entries()) {
    if (feature >= columns) throw new ModelArtifactError(`${where}.feature[${node}]`, `column ${feature} of ${columns}`);
    for (const side of ['left', 'right'] as const) {
      const child = json[side][node]!;
      const isRight = feature < 0 ? child === -1 : child > node && child < count && hasParent[child] === 0;
      if (!isRight) throw new ModelArtifactError(`${where}.${side}[${node}]`, `${child} is not a child of node ${node}`);
      if (feature >= 0) hasParent[child] = 1;
    }
  }
  const orphan = hasParent.indexOf(0, 1);
  if (orphan > 0) throw new ModelArtifactError(`${where}.left`, `no node leads to node ${orphan}`);
}
