import { z } from 'zod';

/** The name of a feature or of one of its outputs, or a bar field. */
export const featureName = () =>
  z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_]{0,63}(\.[a-z][a-z0-9_]*)?$/, 'must be the name of a feature, such as rsi_14 or macd_12.signal')
    .meta({ field: 'feature' });
