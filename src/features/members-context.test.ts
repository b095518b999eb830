import { featureContract } from './feature.testkit.ts';
import { of } from './worked.testkit.ts';

/** Types that read more than the symbol's own bars: the contract here, their numbers in the tests of the run. */
featureContract(of('calendar'), []);
featureContract(of('cs_rank'), []);
featureContract(of('cs_zscore'), []);
featureContract(of('series'), [], { params: { id: 'X' } });
