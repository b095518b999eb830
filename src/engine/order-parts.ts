import type { SimulatedBroker, Tape } from '../sim/index.ts';
import type { Portfolio } from '../trading/index.ts';
import type { Account } from './account.ts';
import type { EngineInput } from './contract.ts';
import type { DecisionLog } from './decision-log.ts';
import type { DecisionView } from './decision-view.ts';

/** Parts of one engine that turn decisions into orders. */
export interface OrderParts {
  readonly input: EngineInput;
  readonly tape: Tape;
  readonly portfolio: Portfolio;
  readonly broker: SimulatedBroker;
  readonly account: Account;
  readonly view: DecisionView;
  readonly log: DecisionLog;
}
