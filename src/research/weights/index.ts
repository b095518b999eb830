export { type SampleWeights, sampleWeights, type WeightSettings } from './sample-weights.ts';
export { averageUniqueness } from './uniqueness.ts';
