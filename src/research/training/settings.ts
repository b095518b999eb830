import type { ModelKind } from '../../models/index.ts';
import type { WeightSettings } from '../weights/index.ts';
import type { SideSettings } from './sides.ts';

/** Everything that training decides by, with defaults filled in. */
export interface TrainingSettings {
  readonly seed: number;
  readonly kind: ModelKind;
  /** Bars that a label looks ahead at most. */
  readonly horizon: number;
  readonly weights: WeightSettings;
  readonly side: SideSettings;
  readonly tuning: { readonly enabled: boolean; readonly trials: number; readonly nested: boolean };
}
