import { type DataSource, ONLINE_SOURCES, type OnlineSource } from '../../../market/index.ts';
import { alpacaPlan } from './alpaca.ts';
import { ccxtPlan } from './ccxt.ts';
import type { PlanRequest, SourcePlan } from './contract.ts';
import { yahooPlan } from './yahoo.ts';

const PLANS: Readonly<Record<OnlineSource, (request: PlanRequest) => SourcePlan>> = {
  alpaca: alpacaPlan,
  ccxt: ccxtPlan,
  yahoo: yahooPlan,
};

export function isOnline(source: DataSource): source is OnlineSource {
  return ONLINE_SOURCES.some((online) => online === source);
}

/** How a symbol's bars are asked for; asks nothing yet. @throws TimeframeUnavailableError */
export function planOf(source: OnlineSource, request: PlanRequest): SourcePlan {
  return PLANS[source](request);
}
