import { AppError } from '../../base/index.ts';

/** The project asks for no research. */
export class ResearchOffError extends AppError {
  readonly code = 'RESEARCH_OFF';
  constructor(fact: string) {
    super(`nothing to research: ${fact}`, { hint: 'write a section research with enabled: true, labels and a model' });
  }
}
