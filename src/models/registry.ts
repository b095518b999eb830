import type { ModelFamily } from './contract.ts';
import { constant } from './members/constant.ts';
import { logistic } from './members/logistic.ts';
import { ridge } from './members/ridge.ts';
import { baggedTrees } from './trees/bagged-trees.ts';
import { gbdt } from './trees/gbdt.ts';
import { randomForest } from './trees/random-forest.ts';

/** Every built-in family that is fitted by itself, alphabetical. */
export const FAMILIES: readonly ModelFamily[] = [baggedTrees, constant, gbdt, logistic, randomForest, ridge];
