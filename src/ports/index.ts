export { ACTION, type ActionCode, type Decider, type DecisionFacts, type Decisions, type PositionView } from './agent.ts';
export type { Broker, Clock, Columns, Journal } from './run.ts';
