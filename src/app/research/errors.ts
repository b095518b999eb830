import { AppError, isoDate, type UnixMs } from '../../base/index.ts';

/** The project asks for no research. */
export class ResearchOffError extends AppError {
  readonly code = 'RESEARCH_OFF';
  constructor(fact: string) {
    super(`nothing to research: ${fact}`, { hint: 'write a section research with enabled: true, labels and a model' });
  }
}

/** A model is to be scored on the test window and the project configures none. */
export class NoTestWindowError extends AppError {
  readonly code = 'TEST_WINDOW_NOT_CONFIGURED';
  constructor(fact: string, file: string) {
    super(`a model is scored on the configured test window only, and ${fact}`, {
      hint: 'set data.test_start and data.test_end, and leave research.evaluation.use_configured_test_window true',
      place: { file },
    });
  }
}

/** Bars of the test window lie in the data that a model was trained on. */
export class TestWindowTrainedOnError extends AppError {
  readonly code = 'TEST_WINDOW_TRAINED_ON';
  /** Rows of the window that the training spans cover, and all of them. */
  readonly rows: number;

  constructor(facts: {
    readonly model: string;
    readonly file: string;
    readonly trained: { readonly from: UnixMs; readonly to: UnixMs };
    readonly window: { readonly from: UnixMs; readonly to: UnixMs };
    readonly rows: number;
    readonly all: number;
  }) {
    const { model, trained, window, rows, all } = facts;
    super(
      `${rows} of ${all} rows of the test window ${isoDate(window.from)} … ${isoDate(window.to - 1)} lie in what model "${model}" was ` +
        `trained on, ${isoDate(trained.from)} … ${isoDate(trained.to)}: a score there says nothing`,
      {
        hint: `set data.test_start after ${isoDate(trained.to)}, or train the model on earlier bars`,
        place: { file: facts.file },
      },
    );
    this.rows = rows;
  }
}

/** A model says nothing about any row of the test window. */
export class ModelSaysNothingError extends AppError {
  readonly code = 'MODEL_SAYS_NOTHING';
  constructor(model: string, file: string, facts: { readonly rows: number; readonly from: UnixMs }) {
    super(
      `model "${model}" says nothing about the ${facts.rows} rows of the test window; its first member speaks from ` +
        `${isoDate(facts.from)} on`,
      { hint: 'move data.test_start and data.test_end, or train the model on earlier bars', place: { file } },
    );
  }
}

/** A label of the test window is of a class that a model does not know. */
export class ModelClassUnknownError extends AppError {
  readonly code = 'MODEL_CLASS_UNKNOWN';
  constructor(model: string, file: string, facts: { readonly label: number; readonly classes: readonly number[] }) {
    super(
      `the test window has labels of class ${facts.label}, and model "${model}" knows the classes ${facts.classes.join(', ')}`,
      { hint: 'the module of the label changed since the model was trained: train it again', place: { file } },
    );
  }
}
