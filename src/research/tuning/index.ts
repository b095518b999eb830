export { MedianPruner } from './median-pruner.ts';
export { PRUNED, TreeParzen, type TunedParams } from './tree-parzen.ts';
