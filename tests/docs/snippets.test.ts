import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { anchorOf } from '../../docs/.vitepress/pages.ts';
import { loadText } from '../../src/app/project/project.testkit.ts';
import { ArgumentMissingError, NotActiveError } from '../../src/cli/command.ts';
import { readCommandLine } from '../../src/cli/program.ts';
import { renderProblems } from '../../src/config/index.ts';
import { root } from '../e2e/cli.testkit.ts';
import { type Block, readBlocks } from './markdown.testkit.ts';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('.'))
    .map((name) => `docs/${name}`),
].map((page) => [page, readFileSync(join(root, page), 'utf8')] as const);

/** What a part of a project is laid over before it is checked. */
const BASE = {
  project: { name: 'snippet' },
  data: { source: 'sample', symbols: ['SPX'], start_date: '2000-01-03', end_date: '2020-04-17', timeframe: '1d' },
  features: { definitions: [{ name: 'rsi_14', type: 'technical', params: { period: 14 } }] },
  agents: [{ name: 'agent', kind: 'rule', rule: { preset: 'rsi_threshold', feature: 'rsi_14', buy_below: 30, sell_above: 70 } }],
};

type Tree = { readonly [key: string]: unknown };
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

function over(base: Tree, part: Tree): Tree {
  const merged = Object.entries(part).map(([key, value]) => {
    const below = base[key];
    return [key, isTree(value) && isTree(below) ? over(below, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(merged) };
}

/** The errors of a project or of a part of one; undefined when the block is something else. */
function errorsOf(block: Block, files: Readonly<Record<string, string>>, copiesData = false): string | undefined {
  const tree: unknown = parse(block.text);
  if (!isTree(tree)) return 'no map of keys';
  if (block.path !== undefined && !block.path.startsWith('config/')) return undefined;
  const whole = 'project' in tree ? block.text : stringify(over(BASE, tree));
  const counts = ({ severity, code }: { severity: string; code: string }): boolean =>
    severity === 'error' && !(copiesData && code === 'FILE_MISSING');
  return renderProblems(loadText(whole, { files }).problems.filter(counts));
}

describe('YAML on a page is a project, or a part of one, without an error', () => {
  const withYaml = pages.filter(([, text]) => readBlocks(text).some(({ language }) => language === 'yaml'));
  test.each(withYaml)('%s', (_, text) => {
    const blocks = readBlocks(text);
    // A page may show a project before the files that it names.
    const files = Object.fromEntries(blocks.flatMap(({ path, text: content }) => (path === undefined ? [] : [[path, content]])));
    for (const block of blocks) {
      if (block.language === 'yaml') expect(errorsOf(block, files, text.includes('$DATA')) ?? '', `line ${block.line}`).toBe('');
    }
  });
  const yaml = (text: string): Block => readBlocks(`\`\`\`yaml\n${text}\n\`\`\``)[0]!;
  test('a key that does not exist, a wrong value and a list are found', () => {
    expect(errorsOf(yaml('data: { adjustment: splits }'), {})).toBe('');
    expect(errorsOf(yaml('data: { adjustmnt: splits }'), {})).toContain('adjustmnt');
    expect(errorsOf(yaml('data: { adjustment: often }'), {})).toContain('adjustment');
    expect(errorsOf(yaml('- a'), {})).toBe('no map of keys');
  });
});

/** Command lines of blocks and of running text, up to a pipe, a redirection or a comment. */
function commandsOf(text: string): readonly string[] {
  const inBlocks = readBlocks(text).flatMap(({ kind, text: lines }) => (kind === 'commands' ? lines.split('\n') : []));
  const inText = [...text.matchAll(/`((?:quanttradeai|qta) [^`\n]+)`/g)].map(([, words]) => words ?? '');
  return [...inBlocks, ...inText]
    .filter((line) => /^(quanttradeai|qta) /.test(line))
    .map((line) => line.split(/\s(?:[|>&#;]|\|\|)/)[0]!);
}

/** Why the program would not take these words; undefined when it would, also where a word is left out or a later version does it. */
function refusalOf(command: string): string | undefined {
  const words = command
    .replaceAll(/\$\(.*\)/g, 'x')
    .split(/\s+/)
    .slice(1);
  try {
    readCommandLine(
      words.filter((word) => word !== '…').map((word) => word.replaceAll(/["']/g, '')),
      '0.0.0',
    );
    return undefined;
  } catch (error) {
    if (error instanceof ArgumentMissingError || error instanceof NotActiveError) return undefined;
    return String(error);
  }
}

test.each(pages)('every command that %s names is one, with flags that it has', (_, text) => {
  for (const command of commandsOf(text)) expect(refusalOf(command), command).toBeUndefined();
});

test('a command and a flag that do not exist are found', () => {
  const [flag, right, command] = commandsOf(
    '`quanttradeai runs verfy x`\n```sh\nquanttradeai verify --refs a | cat\nqta runs list # all\n```\n',
  );
  expect(refusalOf(flag!)).toContain("unknown option '--refs'");
  expect(refusalOf(right!)).toBeUndefined();
  expect(refusalOf(command!)).toContain("unknown command 'verfy'");
});

test.each(pages)('links of %s to a heading or a page of the site meet one', (page, text) => {
  for (const [, target = '', anchor = ''] of text.matchAll(/\]\(([^)#\s:]*)#([^)\s]+)\)/g)) {
    const file = target === '' ? join(root, page) : join(root, page, '..', target);
    const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''));
    expect(headings, `${target}#${anchor}`).toContain(anchor);
  }
  for (const [, link] of text.matchAll(/^ +link: (\/\S+)$/gm)) expect(existsSync(join(root, `docs${link}.md`)), link).toBe(true);
});

test.each([
  ['equity_curve.csv', 'equity_curvecsv'],
  ['`runs report <id>`', 'runs-report-id'],
  ['1. A project', '1-a-project'],
  ['Can you trust the number?', 'can-you-trust-the-number'],
])('the heading %s is linked as #%s', (heading, anchor) => {
  expect(anchorOf(heading)).toBe(anchor);
});
