import type { OnlineSource } from '../../../market/index.ts';
import { alpacaPlan } from './alpaca.ts';
import { ccxtPlan } from './ccxt.ts';
import type { PlanRequest, SourcePlan } from './contract.ts';
import { yahooPlan } from './yahoo.ts';

const PLANS: Readonly<Record<OnlineSource, (request: PlanRequest) => SourcePlan>> = {
  alpaca: alpacaPlan,
  ccxt: ccxtPlan,
  yahoo: yahooPlan,
};

/** How a symbol's bars are asked for; asks nothing yet. @throws TimeframeUnavailableError */
export function planOf(source: OnlineSource, request: PlanRequest): SourcePlan {
  return PLANS[source](request);
}
