/** HTML that may be put into a page as it is. Only {@link html}, {@link raw} and {@link join} make it. */
export interface Html {
  readonly html: string;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text with everything escaped that means something inside elements and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ESCAPES[char]!);
}

type Part = Html | string | number | undefined | readonly Html[];

/** Template tag: strings and numbers are escaped, HTML and lists of it are not, undefined is nothing. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let out = texts[0] ?? '';
  for (let i = 0; i < parts.length; i += 1) out += textOf(parts[i]) + (texts[i + 1] ?? '');
  return { html: out };
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') return String(part);
  return isHtml(part) ? part.html : part.map((item) => item.html).join('');
}

function isHtml(part: Html | readonly Html[]): part is Html {
  return 'html' in part;
}

/** Our own constant text (style sheet, script) or JSON made safe. */
export function raw(text: string): Html {
  return { html: text };
}

/** JSON for a script element: nothing in it can end the element or begin a comment. */
export function scriptJson(value: unknown): Html {
  return raw(JSON.stringify(value).replaceAll('<', '\\u003c'));
}
