/** What a model says about a symbol at a close, as rules name it: `signal.<model>.p_up`. */
export const SIGNAL_FIELDS = ['signal', 'p_up', 'p_down', 'expected_return', 'score'] as const;
export type SignalField = (typeof SIGNAL_FIELDS)[number];

const PREFIX = 'signal.';

/** Name of the feature whose outputs are a model's signals. */
export function signalFeatureName(model: string): string {
  return `${PREFIX}${model}`;
}

/** The names that a model adds to the language of rules. */
export function signalNames(model: string): readonly string[] {
  return SIGNAL_FIELDS.map((field) => `${PREFIX}${model}.${field}`);
}

/** Model and field of a name of the language; undefined when it is not a signal's. */
export function signalPart(name: string): { readonly model: string; readonly field: string } | undefined {
  if (!name.startsWith(PREFIX)) return undefined;
  const [model = '', field = ''] = name.slice(PREFIX.length).split('.');
  return { model, field };
}
