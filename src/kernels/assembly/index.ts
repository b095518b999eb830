export { averageTrueRange } from './average-true-range';
export { bollinger } from './bollinger';
export { averageRank, measureHalf } from './halves';
export { macd } from './macd';
export { recursiveMean } from './recursive';
export { rollingMean } from './rolling-mean';
export { rollingZscore } from './rolling-zscore';
export { rsi } from './rsi';
