export { type WorldConfig, worldSchema, worldsSection } from './config.ts';
