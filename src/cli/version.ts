import { readFileSync } from 'node:fs';

/** Version of this package: beside both `dist/` and `src/cli/` there is one package.json, one or two folders up. */
export const VERSION: string = packageVersion();

function packageVersion(): string {
  for (const up of ['../package.json', '../../package.json']) {
    const version = versionIn(new URL(up, import.meta.url));
    if (version !== undefined) return version;
  }
  return '0.0.0';
}

function versionIn(file: URL): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('name' in value && 'version' in value)) return undefined;
  return value.name === 'quanttradeai' && typeof value.version === 'string' ? value.version : undefined;
}
