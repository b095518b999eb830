import type { ReportLogLine } from '../../report/index.ts';

/** The lines of run.log.jsonl: time, level, message, and every other key as a fact. A line that a killed process left half is left out. */
export function reportLog(text: string): ReportLogLine[] {
  return text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => {
      const { at, level, message, ...facts } = JSON.parse(line) as Record<string, unknown>;
      const written = Object.entries(facts).map(([key, value]) => `${key} ${valueText(value)}`);
      return { at: String(at), level: String(level), message: String(message), facts: written.join(' · ') };
    });
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
