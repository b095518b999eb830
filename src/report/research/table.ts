import { type Html, html, raw } from '../html.ts';
import { formatNumber, formatSignedPercent } from '../number-format.ts';

/** A figure with so many digits; a dash where there is none. */
export function figure(value: number | undefined, decimals = 3): string {
  return value === undefined || Number.isNaN(value) ? '–' : formatNumber(value, decimals);
}

/** One cell of figures to the right. */
export function cell(text: string, tone = ''): Html {
  return html`<td class="r ${tone}">${text}</td>`;
}

/** A return, green or red. */
export function returnCell(value: number | undefined): Html {
  if (value === undefined || Number.isNaN(value)) return cell('–');
  return cell(formatSignedPercent(value), value > 0 ? 'gain' : value < 0 ? 'loss' : '');
}

export interface Column {
  readonly name: Html | string;
  /** Figures stand right. */
  readonly isText?: boolean;
}

/** A table that scrolls by itself where it is too wide. */
export function dataTable({
  label,
  caption,
  columns,
  rows,
  className = '',
}: {
  /** For those who do not see it. */
  readonly label: string;
  readonly caption?: Html | string;
  readonly columns: readonly Column[];
  readonly rows: readonly Html[];
  readonly className?: string;
}): Html {
  const heads = columns.map(({ name, isText }) => html`<th scope="col" class="${isText === true ? '' : 'r'}">${name}</th>`);
  const said = caption === undefined ? undefined : html`<caption><span>${caption}</span></caption>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}, table"><table class="num ${className}">${said}
<thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A bar from a middle line, for tables; `share` −1 … 1. */
export function signedBar(share: number): Html {
  const width = Math.round(Math.min(1, Math.abs(share)) * 500) / 10;
  const x = share < 0 ? 50 - width : 50;
  return raw(
    `<svg width="100%" height="14" aria-hidden="true"><line class="base" x1="50%" x2="50%" y1="0" y2="14"/><rect class="bar ${share < 0 ? 'loss' : 'gain'}" x="${x}%" width="${width}%" height="14" rx="2"/></svg>`,
  );
}

export function plural(count: number, noun: string): string {
  return `${formatNumber(count, 0)} ${noun}${count === 1 ? '' : 's'}`;
}

/** The first units that are drawn one by one, and what is said of the others. */
export function firstUnits<T>(
  units: readonly T[],
  most: number,
  file: string,
): { readonly shown: readonly T[]; readonly rest: Html | undefined } {
  const left = units.length - most;
  if (left <= 0) return { shown: units, rest: undefined };
  return { shown: units.slice(0, most), rest: html`<p class="muted">${plural(left, 'more unit')} of the run: see ${file}.</p>` };
}
