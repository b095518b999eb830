export { ACTION, type ActionCode, type Decider, type DecisionFacts, type Decisions, type PositionView } from './agent.ts';
