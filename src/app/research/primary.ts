import { runHistory } from '../../engine/index.ts';
import { prepareAgent, type StoredReading } from '../backtest/prepare.ts';
import { engineInput } from '../backtest/simulation.ts';
import { requireAgent } from '../project/index.ts';
import type { PreparedResearch } from './prepare.ts';

/** The sides of the primary agent of meta labels, by symbol of the research data. */
export interface PrimarySides {
  /** By own bar of the symbol: −1, 0 or 1 after the decision at its close. */
  readonly bars: readonly Int8Array[];
  /** The same by row of the common time index; 0 before the first decision. */
  readonly rows: readonly Float64Array[];
}

/**
 * Lets the primary agent decide over the same history and takes the sign of the target that it wants after each close. Undefined where the
 * labels are not meta labels.
 * @throws AgentUnknownError, and what data, models and modules throw
 */
export async function primarySides(
  prepared: Pick<PreparedResearch, 'research' | 'project' | 'loaded'>,
  options: { readonly projectDir: string; readonly stored?: StoredReading },
): Promise<PrimarySides | undefined> {
  const { research, project, loaded } = prepared;
  if (research.labels.type !== 'meta') return undefined;
  const agent = requireAgent(project, research.labels.primary ?? '');
  const own = await prepareAgent({ ...options, project, agent });
  const { dataset } = own.loaded;
  const wanted = dataset.symbols.map(() => new Map<number, number>());
  runHistory(engineInput({ project, agent, prepared: own }), {
    onBlock: (engine) => {
      for (const { row, entries } of engine.decisions())
        for (const { symbol, proposed } of entries)
          if (!Number.isNaN(proposed)) wanted[symbol]!.set(dataset.time[row]!, Math.sign(proposed));
    },
  });
  const { time, symbols } = loaded.dataset;
  const rows = symbols.map(({ instrument }) => {
    const slot = dataset.symbols.findIndex((symbol) => symbol.instrument.symbol === instrument.symbol);
    let side = 0;
    return time.map((at) => {
      side = wanted[slot]?.get(at) ?? side;
      return side;
    });
  });
  const bars = symbols.map((symbol, slot) => {
    const column = rows[slot]!;
    return Int8Array.from({ length: symbol.bars.length }, (_, bar) => column[symbol.rows?.[bar] ?? bar]!);
  });
  return { bars, rows };
}
