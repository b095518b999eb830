import { calendarPart } from './calendar.ts';
import { costsPart } from './costs.ts';
import { curvesPart, rollingPart } from './curves.ts';
import type { ReportData } from './data.ts';
import { definitionsPart, identityPart, lineagePart, metricsPart, settingsPart } from './facts.ts';
import { head } from './head.ts';
import { logsPart } from './logs.ts';
import { lookAheadPart } from './look-ahead.ts';
import { modelOf } from './model.ts';
import { modelsPart } from './models.ts';
import { pageText } from './page.ts';
import { dipsPart } from './risk.ts';
import { crisisPart, fanPart } from './robustness.ts';
import { spreadPart } from './spread.ts';
import { tiles } from './tiles.ts';
import { tradesPart } from './trades.ts';

/** The report of a run: one HTML file that needs no network, readable in light, dark and print. Same data, same bytes. */
export function renderReport(data: ReportData): string {
  const model = modelOf(data);
  return pageText({
    title: `${data.name} · ${data.verdictLine}`,
    head: head(data),
    tabs: [
      { id: 'overview', name: 'Overview', parts: [tiles(model), curvesPart(model), calendarPart(model), metricsPart(model)] },
      { id: 'trades', name: 'Trades', parts: [tradesPart(model)] },
      { id: 'risk', name: 'Risk', parts: [dipsPart(model), rollingPart(model), spreadPart(model)] },
      {
        id: 'robustness',
        name: 'Robustness',
        parts: [costsPart(model), crisisPart(model), fanPart(model), lookAheadPart(model)],
      },
      { id: 'data', name: 'Data lineage', parts: [lineagePart(model), modelsPart(model), identityPart(model)] },
      { id: 'config', name: 'Config', parts: [settingsPart(model)] },
      { id: 'logs', name: 'Logs', parts: [logsPart(model)] },
    ],
    definitions: definitionsPart(model),
    runId: data.runId,
    codeVersion: data.identity.codeVersion,
  });
}
