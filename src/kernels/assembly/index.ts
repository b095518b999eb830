export { bollinger } from './bollinger';
export { averageRank, measureHalf } from './halves';
export { rollingMean } from './rolling-mean';
export { rollingZscore } from './rolling-zscore';
export { rsi } from './rsi';
