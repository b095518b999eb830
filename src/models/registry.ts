import type { ModelFamily } from './contract.ts';
import { constant } from './members/constant.ts';
import { logistic } from './members/logistic.ts';
import { ridge } from './members/ridge.ts';
import { gbdt } from './trees/gbdt.ts';

/** Every built-in family that is fitted by itself, alphabetical. */
export const FAMILIES: readonly ModelFamily[] = [constant, gbdt, logistic, ridge];
