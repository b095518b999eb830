import pc from 'picocolors';

/** Colours for one stream; every function gives its text back unchanged where colours are off. */
export type Style = Pick<ReturnType<typeof pc.createColors>, 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan'>;

/** Colours only on a terminal, never with NO_COLOR (https://no-color.org); FORCE_COLOR asks for them in a pipe. */
export function styleFor(stream: { readonly isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): Style {
  const refused = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb';
  const forced = !['', '0', 'false', undefined].includes(env['FORCE_COLOR']);
  return pc.createColors(!refused && (forced || stream.isTTY === true));
}
