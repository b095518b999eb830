export { Book, type OrderExtras } from './book.ts';
export type { SimulatedBrokerOptions, SizeAtFill } from './broker-options.ts';
export { orderFee } from './costs.ts';
export { type Exit, type ExitCase, protectiveExit, type Stay } from './exit-rule.ts';
export { Friction, impactFraction } from './friction.ts';
export { Protection } from './protection.ts';
export { PHASE, type Phase } from './reach.ts';
export { SimulatedBroker } from './simulated-broker.ts';
export { Tape } from './tape.ts';
