import { type Html, html } from './html.ts';
import type { Model } from './model.ts';
import { formatNumber } from './number-format.ts';

/** The models that decided, or whose signals were read: which file, which member spoke when, and what it was trained on. */
export function modelsPart({ data }: Pick<Model, 'data'>): Html | undefined {
  const { models } = data;
  if (models === undefined || models.list.length === 0) return undefined;
  const entries = models.list.map(({ name, file, hash, what, features, members }) => {
    const rows = members.map(
      ({ speaks, trained, rows: count }) =>
        html`<tr><th scope="row">${speaks}</th><td>${trained}</td><td class="r">${formatNumber(count, 0)}</td></tr>`,
    );
    return html`<h3>${name}</h3><dl class="facts"><dt>Model</dt><dd>${what}</dd><dt>File</dt><dd><code>${file}</code></dd>
<dt>Hash</dt><dd><code>${hash}</code></dd><dt>Features</dt><dd>${features.join(', ')}</dd></dl>
<div class="scroll" tabindex="0" role="region" aria-label="Members of ${name}"><table class="num"><caption><span>Who spoke when, and what it had been trained on</span></caption>
<thead><tr><th scope="col">Speaks</th><th scope="col">Trained on</th><th scope="col" class="r">Rows</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  });
  return html`<section id="models" aria-labelledby="h-models"><h2 id="h-models">Models</h2><p>${models.line}</p>${entries}</section>`;
}
