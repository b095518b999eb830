/** Runs the rule backtest over as many 1-minute bars as the argument says and prints the peak memory of the process in GB. */
import { ruleBacktest } from './backtest.ts';
import { datasetOf, randomBars } from './bars.ts';

const bars = Number(process.argv[2]);
const trades = ruleBacktest(datasetOf(randomBars(bars)));
const peakGb = (process.resourceUsage().maxRSS * 1024) / 1e9;
process.stdout.write(`${peakGb.toFixed(3)} GB for ${bars} bars, ${trades} trades\n`);
