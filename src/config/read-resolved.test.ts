import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathText } from './node.ts';
import { readResolved } from './read-resolved.ts';
import { leaves, resolvedYaml } from './resolved-yaml.ts';

test('values, places and origins come back', () => {
  const value = { data: { symbols: ['SPX'], csv: {}, timeframe: '1d' }, agents: [{ name: 'a', stops: { stop_loss_pct: 0.05 } }] };
  const origins = new Map([
    ['data.symbols', 'config/project.yaml:9'],
    ['data.timeframe', 'default'],
    ['agents[0].stops.stop_loss_pct', 'profile paper (config/project.yaml:6)'],
  ]);
  expect(readResolved(resolvedYaml(value, (path) => origins.get(path)))).toEqual([
    { path: 'data.symbols', text: '[SPX]', origin: 'config/project.yaml:9' },
    { path: 'data.csv', text: '{}', origin: '' },
    { path: 'data.timeframe', text: '"1d"', origin: 'default' },
    { path: 'agents[0].name', text: 'a', origin: '' },
    { path: 'agents[0].stops.stop_loss_pct', text: '0.05', origin: 'profile paper (config/project.yaml:6)' },
  ]);
});

test('every leaf of any resolved config is read again', () => {
  const key = fc.stringMatching(/^[a-z_]{1,8}$/);
  const leaf = fc.oneof(
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.array(fc.string()),
  );
  const tree = fc.letrec((tie) => ({
    map: fc.dictionary(
      key,
      fc.oneof({ depthSize: 'small' }, leaf, tie('map'), fc.array(tie('map'), { minLength: 1, maxLength: 3 })),
      {
        minKeys: 1,
        maxKeys: 4,
      },
    ),
  })).map;
  fc.assert(
    fc.property(tree, (value) => {
      const record = value as Record<string, unknown>;
      const settings = readResolved(resolvedYaml(record, (path) => `at ${path}`));
      expect(settings.map(({ path, origin }) => [path, origin])).toEqual(
        leaves(record).map(({ path }) => [pathText(path), `at ${pathText(path)}`]),
      );
    }),
  );
});
