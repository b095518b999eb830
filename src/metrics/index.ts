export { type MetricsConfig, metricsSection } from './config.ts';
