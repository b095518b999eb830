export { COMMANDS, LATER } from './catalogue.ts';
export { commandReference } from './reference.ts';
