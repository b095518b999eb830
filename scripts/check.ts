import { checkTypes } from './build.ts';
import { runNode, tools } from './command.ts';
import { buildSite } from './site.ts';

export interface Check {
  readonly name: string;
  run(): Promise<boolean>;
}

const succeeded = async (result: Promise<{ readonly code: number | undefined }>): Promise<boolean> => (await result).code === 0;

/** The checks that run no code of ours. Each prints what it finds. */
export const CHECKS: readonly Check[] = [
  { name: 'types', run: checkTypes },
  { name: 'lint', run: () => succeeded(runNode(tools.biome, ['ci', '--colors=off', '.'])) },
  { name: 'unused', run: () => succeeded(runNode(tools.knip, ['--no-progress'])) },
];

/** What a change must pass before it lands, without the slow tests: types, lint, dead code, the site, layout and unit tests beside the sources. */
export async function check(): Promise<number> {
  let failed = 0;
  for (const { name, run } of [...CHECKS, { name: 'site', run: buildSite }]) {
    if (await run()) continue;
    process.stdout.write(`failed: ${name}\n`);
    failed += 1;
  }
  const tests = await runNode(tools.vitest, ['run', 'src', 'tests/layout.test.ts', 'tests/house', '--reporter=dot']);
  if (tests.code !== 0) failed += 1;
  return failed === 0 ? 0 : 1;
}
