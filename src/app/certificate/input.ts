import type { EngineInput, EngineSettings } from '../../engine/index.ts';
import type { FeaturePlan, FeatureRun } from '../../features/index.ts';
import type { Decider } from '../../ports/index.ts';
import type { leaks } from '../../research/index.ts';

/** A decider over columns that grow. */
export interface BoundDecider {
  readonly decider: Pick<Decider, 'decide'>;
  /** Makes everything known that the rows before `to` hold; the columns that it reads are advanced by it, and by nobody else. */
  advance(to: number): void;
  /** First row at which it may decide; Infinity while that is not known. */
  firstRow(): number;
}

/** Everything a certificate is about: the data, the columns, the decisions and the rules of a finished run. */
export interface CertificateInput {
  readonly world: leaks.World;
  readonly plan: FeaturePlan;
  /** The columns that the run used, filled to the last row. */
  readonly run: FeatureRun;
  /** A new computation of the plan over a world; the same code that made {@link run}. */
  readonly start: (plan: FeaturePlan, world: leaks.World) => FeatureRun;
  /** A new decider, as the run had one. It may read the columns and the world it is given, and nothing else. */
  readonly makeDecider: (run: FeatureRun, world: leaks.World) => BoundDecider;
  /** How the run's data was made of raw bars. */
  readonly maker: leaks.DataMaker;
  readonly settings: EngineSettings;
  readonly evaluateFrom: number;
  /** The read whose column is `EngineInput.stopAtr`. */
  readonly stopAtr: string | undefined;
  readonly finer: EngineInput['finer'] | undefined;
  /** Code of a user takes part: it is run twice, at different times. */
  readonly ownCode: boolean;
  /** By symbol: rows of the source outside every session. */
  readonly outsideSession?: ReadonlyMap<string, number>;
  /** Rows at which orders were decided, rising: samples go there. */
  readonly busy: readonly number[];
  readonly seed: number;
  readonly configHash: string;
  /** Replay every decision, whatever it costs. */
  readonly deep: boolean;
  /** What else is looked at: it counts and tells into the same ledger. */
  readonly also?: ((ledger: leaks.LeakLedger) => void) | undefined;
}
