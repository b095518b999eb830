import type { ResolvedSetting } from '../../config/index.ts';

/**
 * What trading was assumed to cost, in one line: `fees 5 bps each side · slippage 5 bps · at most 10 % of a bar's volume · fills at the
 * next open`. Empty when the settings do not say.
 */
export function costModelText(settings: readonly ResolvedSetting[], agent: string): string {
  const index = settings.find(({ path, text }) => /^agents\[\d+\]\.name$/.test(path) && plain(text) === agent)?.path;
  if (index === undefined) return '';
  return executionText(settings, `${index.slice(0, -'name'.length)}execution.`);
}

/** {@link costModelText} of the execution settings below a path. */
export function executionText(settings: readonly ResolvedSetting[], prefix: string): string {
  const values = new Map(
    settings.filter(({ path }) => path.startsWith(prefix)).map(({ path, text }) => [path.slice(prefix.length), plain(text)]),
  );
  const get = (key: string): string => values.get(key) ?? '';
  const parts = [fees(get), slippage(get)];
  if (get('liquidity.enabled') === 'true') {
    const share = Number((Number(get('liquidity.max_participation')) * 100).toPrecision(6));
    parts.push(`at most ${share} % of a bar's volume`);
  }
  if (get('impact.enabled') === 'true') parts.push(`impact ${get('impact.model').replaceAll('_', ' ')}`);
  if (get('fill') !== '') parts.push(`fills at the ${get('fill').replaceAll('_', ' ')}`);
  return parts.filter((part) => part !== '').join(' · ');
}

type Get = (key: string) => string;

function fees(get: Get): string {
  if (get('costs.enabled') === '') return '';
  if (get('costs.enabled') !== 'true') return 'no fees';
  const kinds = [
    [get('costs.bps'), ' bps'],
    [get('costs.per_share'), ' a share'],
    [get('costs.per_order'), ' an order'],
  ] as const;
  const named = kinds.filter(([value]) => Number(value) > 0).map(([value, unit]) => `${value}${unit}`);
  const sides = get('costs.apply') === 'both' ? ' each side' : ` on ${get('costs.apply')}`;
  return named.length === 0 ? 'no fees' : `fees ${named.join(' + ')}${sides}`;
}

function slippage(get: Get): string {
  switch (get('slippage.model')) {
    case '':
      return '';
    case 'none':
      return 'no slippage';
    case 'bps':
      return `slippage ${get('slippage.bps')} bps`;
    default:
      return `slippage by ${get('slippage.model').replaceAll('_', ' ')}`;
  }
}

/** A scalar without its quotes. */
function plain(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}
