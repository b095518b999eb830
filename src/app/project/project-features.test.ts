import { expect, test } from 'vitest';
import { HEAD } from './problem-cases.testkit.ts';
import { loadText } from './project.testkit.ts';

const AGENT = 'agents:\n  - { name: a, kind: rule, rule: { entry: "rsi_14 < 30 and bar_shape.body > 0" } }\n';
const problems = (yaml: string): unknown[] =>
  loadText(`${HEAD}${yaml}`).problems.map(({ code, path, message }) => [code, path, message]);

test('rules may name the features of the set without a definition', () => {
  expect(problems(`features: { set: core40 }\n${AGENT}`)).toEqual([]);
  expect(problems(AGENT)).toEqual([
    ['RULE_UNKNOWN_NAME', 'agents[0].rule.entry', 'nothing is named "rsi_14"'],
    ['RULE_UNKNOWN_NAME', 'agents[0].rule.entry', 'nothing is named "bar_shape.body"'],
  ]);
});

test('a definition with the name of one of the set must be the same', () => {
  const own = (rest: string): unknown[] =>
    problems(`features: { set: core40, definitions: [{ name: rsi_14, type: technical${rest} }] }\n${AGENT}`);
  expect(own('')).toEqual([]);
  expect(own(', params: { period: 14 }')).toEqual([]);
  expect(own(', timeframe: 1w')).toEqual([
    [
      'NAME_DUPLICATE',
      'features.definitions[0].name',
      'features.set core40 has a feature "rsi_14" of its own, which is not this one',
    ],
  ]);
});

test('research trains on every definition and every column of the set unless it names its own', () => {
  const columns = (yaml: string): readonly string[] | undefined =>
    loadText(`${HEAD}features: { set: core40, definitions: [{ name: sma_9, type: technical }] }\n${yaml}`).project?.research
      ?.features;
  const all = columns('research: { labels: { type: forward_return }, evaluation: { use_configured_test_window: false } }\n');
  expect([all?.length, all?.[0], all?.at(-1)]).toEqual([41, 'sma_9', 'calendar.turn_of_month']);
  expect(
    columns(
      'research: { labels: { type: forward_return }, evaluation: { use_configured_test_window: false }, features: [rsi_14, bollinger_20_2.width] }\n',
    ),
  ).toEqual([...['rsi_14', 'bollinger_20_2.width']]);
});

test('a series feature names an entry of data.series, however its type is written', () => {
  const feature = (text: string): unknown[] =>
    problems(`features: { definitions: [${text}] }\n`).filter(
      (problem) => Array.isArray(problem) && problem[0] !== 'SETTING_UNUSED',
    );
  const expected = [['SERIES_UNKNOWN', 'features.definitions[0].params.id', 'no series is named "cpi"']];
  expect(feature('{ name: cpi, type: series, params: { id: cpi } }')).toEqual(expected);
  expect(feature('{ name: cpi, type: technical, kind: series, params: { id: cpi } }')).toEqual(expected);
});
