import { calendarPart } from '../calendar.ts';
import { definitionList, identityPart, lineagePart, metricsPart, settingsPart, usedTerms } from '../facts.ts';
import { head } from '../head.ts';
import { html } from '../html.ts';
import { logsPart } from '../logs.ts';
import { lookAheadPart } from '../look-ahead.ts';
import { type Model, modelOf } from '../model.ts';
import { pageText, type Tab } from '../page.ts';
import { dipsPart } from '../risk.ts';
import type { ResearchReportData } from './data.ts';
import { evidenceTiles, selectionPart } from './evidence.ts';
import { fitsPart, foldsPart, purgePart, yearsPart } from './folds.ts';
import { gateLine, gatesPart, SYNTHETIC } from './gates.ts';
import { importancePart } from './importance.ts';
import { artifactsPart } from './lineage.ts';
import { costPart, equityPart, rivalsPart } from './performance.ts';
import { rowsPart } from './rows.ts';
import { reliabilityPart, signalPart } from './signal.ts';
import { pathsPart, stabilityPart } from './stability.ts';
import { tuningPart } from './tuning.ts';

/** The page of a research run: one HTML file that needs no network, readable in light, dark and print. Same data, same bytes. */
export function renderResearchReport(data: ResearchReportData): string {
  const { run } = data;
  // Without bars there is nothing to draw.
  const model = run.curve.time.length > 1 ? modelOf(run) : undefined;
  const top = head(run, gateLine(data));
  const tabs = tabsOf(data, model);
  const synthetic = run.stamps.includes(SYNTHETIC);
  return pageText({
    title: `${run.name} · ${run.verdictLine}`,
    head: top,
    band: synthetic ? html`<p class="stamp-band">${SYNTHETIC}</p>` : undefined,
    tabs,
    definitions: definitionList(usedTerms([top, ...tabs.flatMap(({ parts }) => parts.filter((part) => part !== undefined))])),
    runId: run.runId,
    codeVersion: run.identity.codeVersion,
  });
}

function tabsOf(data: ResearchReportData, model: Model | undefined): readonly Tab[] {
  const { run } = data;
  const hasMetrics = Object.keys(run.metrics.metrics).length > 0;
  return [
    { id: 'evidence', name: 'Evidence', parts: [evidenceTiles(data), gatesPart(data), selectionPart(data)] },
    { id: 'folds', name: 'Folds', parts: [rowsPart(data), foldsPart(data), yearsPart(data), purgePart(data), fitsPart(data)] },
    {
      id: 'performance',
      name: 'Performance',
      parts: [
        equityPart(model),
        rivalsPart(data),
        costPart(data),
        ...(model === undefined ? [] : [calendarPart(model), dipsPart(model)]),
        hasMetrics ? metricsPart({ data: run }) : undefined,
      ],
    },
    { id: 'signal', name: 'Signal', parts: [signalPart(data), reliabilityPart(data), importancePart(data)] },
    { id: 'tuning', name: 'Tuning', parts: [tuningPart(data)] },
    { id: 'stability', name: 'Stability', parts: [pathsPart(data), stabilityPart(data), lookAheadPart({ data: run })] },
    { id: 'data', name: 'Data lineage', parts: [lineagePart({ data: run }), artifactsPart(data)] },
    { id: 'config', name: 'Config', parts: [settingsPart({ data: run }), identityPart({ data: run })] },
    { id: 'logs', name: 'Logs', parts: [logsPart({ data: run })] },
  ];
}
