import { definitionList, usedTerms } from '../facts.ts';
import { head } from '../head.ts';
import { pageText, type Tab } from '../page.ts';
import type { BatchReportData } from './data.ts';
import { parametersPart } from './maps.ts';
import { batchTiles, candidatesPart, carryPart, failuresPart, selectionLine } from './selection.ts';

/** The page of a batch: what the best is worth before what it made. One HTML file that needs no network; same data, same bytes. */
export function renderBatchReport(data: BatchReportData): string {
  const top = head(data.head, selectionLine(data));
  const tabs: readonly Tab[] = [
    { id: 'overview', name: 'Overview', parts: [batchTiles(data), candidatesPart(data), failuresPart(data)] },
    { id: 'selection', name: 'Selection', parts: [carryPart(data)] },
    ...(data.kind === 'sweep' ? [{ id: 'parameters', name: 'Parameters', parts: [parametersPart(data)] }] : []),
  ];
  const parts = [top, ...tabs.flatMap(({ parts: list }) => list.filter((part) => part !== undefined))];
  return pageText({
    title: `${data.head.name} · ${data.head.verdictLine}`,
    head: top,
    tabs,
    definitions: definitionList(usedTerms(parts)),
    runId: data.runId,
    codeVersion: data.head.identity.codeVersion,
  });
}
