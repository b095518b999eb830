import { AppError } from '../../base/index.ts';

/** The project names no target to promote a model into, or the run has no model for one that it names. */
export class PromotionTargetError extends AppError {
  readonly code = 'PROMOTION_TARGET';

  constructor(message: string, hint: string) {
    super(message, { hint });
  }
}

/** The evidence of a run is not what a research run writes. */
export class EvidenceBrokenError extends AppError {
  readonly code = 'EVIDENCE_BROKEN';

  constructor(file: string, fact: string, cause?: unknown) {
    super(fact, { hint: 'run the research again', place: { file }, cause });
  }
}

/** Nobody can be named as the one who promotes. */
export class PersonUnknownError extends AppError {
  readonly code = 'PERSON_UNKNOWN';

  constructor(fact: string, cause?: unknown) {
    super(fact, { hint: 'set QTA_OPERATOR to your name, as in QTA_OPERATOR=ann', cause });
  }
}
