import { AppError } from '../../base/index.ts';

/** A rule uses a preset that this version accepts in the file but cannot run. */
export class PresetNotAvailableError extends AppError {
  readonly code = 'RULE_PRESET_NOT_AVAILABLE';
  readonly preset: string;
  constructor(preset: string) {
    super(`the preset "${preset}" cannot run in this version`, { hint: 'rsi_threshold and sma_crossover can' });
    this.preset = preset;
  }
}

/** A rule that validate would have refused reached the compiler. */
export class RuleInvalidError extends AppError {
  readonly code: 'RULE_SYNTAX' | 'RULE_TYPE' | 'RULE_UNKNOWN_NAME' | 'FEATURE_UNKNOWN';
  constructor(code: RuleInvalidError['code'], message: string, hint: string | undefined) {
    super(message, { hint });
    this.code = code;
  }
}
