import { type Html, html } from './html.ts';
import type { Model } from './model.ts';
import { formatNumber } from './number-format.ts';

/** What the certificate of the run shows: on how many decisions, by which checks, and each leak with its facts. */
export function lookAheadPart({ data }: Pick<Model, 'data'>): Html | undefined {
  const { certificate } = data;
  if (certificate === undefined) return undefined;
  const checks = certificate.checks.map(
    ({ name, subjects, checked, verdict }) =>
      html`<tr><th scope="row"><code>${name}</code></th><td class="r">${formatNumber(subjects, 0)}</td><td class="r">${formatNumber(checked, 0)}</td><td>${verdict}</td></tr>`,
  );
  const findings = certificate.findings.map(
    ({ code, fact, fix, blocking }) =>
      html`<dt><code>${code}</code>${blocking ? undefined : html` <span class="muted">no leak</span>`}</dt><dd>${fact}. <span class="muted">${fix}.</span></dd>`,
  );
  return html`<section id="look-ahead" aria-labelledby="h-look-ahead"><h2 id="h-look-ahead">Look-ahead</h2><p>${certificate.line}</p>
${findings.length === 0 ? undefined : html`<dl class="facts">${findings}</dl>`}
<div class="scroll" tabindex="0" role="region" aria-label="Checks of the leak suite"><table class="num"><caption><span>Data, columns and decisions made again while what came later was cut off or changed</span></caption>
<thead><tr><th scope="col">Check</th><th scope="col" class="r">Subjects</th><th scope="col" class="r">Compared</th><th scope="col">Verdict</th></tr></thead><tbody>${checks}</tbody></table></div></section>`;
}
