export { bollinger } from './bollinger';
export { rollingMean } from './rolling-mean';
export { rollingZscore } from './rolling-zscore';
