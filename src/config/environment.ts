import { type ConfigNode, mapEntries, type Path, type ScalarNode } from './node.ts';
import type { Problems } from './problem.ts';
import { plainScalar } from './read-yaml.ts';

/** `$${`, `${NAME}` or `${NAME:-text}`. */
const REFERENCE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;
const WHOLE_REFERENCE = /^\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}$/;
const SECRET_NAME = /KEY|SECRET|TOKEN|PASSWORD|WEBHOOK/i;

/** Texts that are a credential by their form. */
const SECRET_SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^sk-[A-Za-z0-9_-]{16,}$/,
  /^(PK|AK|CK)[A-Z0-9]{18}$/,
  /^AKIA[A-Z0-9]{16}$/,
  /^AIza[A-Za-z0-9_-]{35}$/,
  /^gh[pousr]_[A-Za-z0-9]{30,}$/,
  /^xox[abprs]-[A-Za-z0-9-]{10,}$/,
  /https?:\/\/(\w+\.)?discord(app)?\.com\/api\/webhooks\/\d+\/\S+/,
  /https?:\/\/hooks\.slack\.com\/services\/\S+/,
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]+:[^/\s@]+@/i,
];
const ENV_NAME = /^[A-Z][A-Z0-9_]*$/;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reports SECRET_IN_CONFIG for every scalar that holds a credential or asks the environment for one. */
export function findSecrets(root: ConfigNode, problems: Problems): void {
  const seen = new Set<ConfigNode>();
  const visit = (node: ConfigNode, path: Path): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.kind === 'list') for (const [index, item] of node.items.entries()) visit(item, [...path, index]);
    else if (node.kind === 'map') for (const [key, entry] of node.entries) visit(entry.value, [...path, key]);
    else checkSecret(node, path, problems);
  };
  visit(root, []);
}

function checkSecret(node: ScalarNode, path: Path, problems: Problems): void {
  if (typeof node.value !== 'string') return;
  for (const match of node.text.matchAll(REFERENCE)) {
    const name = match[1];
    if (name !== undefined && SECRET_NAME.test(name)) {
      problems.add({
        code: 'SECRET_IN_CONFIG',
        path,
        message: `a secret may be named, not written: use a field that ends in _env with the name ${name}`,
        hint: 'secrets are read from the environment at the moment of use and never stored',
        span: node.span,
      });
      return;
    }
  }
  const key = path.at(-1);
  const misplaced =
    typeof key === 'string' &&
    key.endsWith('_env') &&
    node.text.length >= 16 &&
    !ENV_NAME.test(node.text) &&
    !/\s/.test(node.text);
  if (!misplaced && !SECRET_SHAPES.some((shape) => shape.test(node.text))) return;
  problems.add({
    code: 'SECRET_IN_CONFIG',
    path,
    message: misplaced
      ? `a secret may be named, not written: use the NAME of an environment variable in ${key}`
      : 'a secret may be named, not written: use an environment variable and a field that ends in _env',
    hint: 'put the value into a variable of the environment; if this file was shared, replace the secret',
    span: node.span,
    secret: true,
  });
}

/**
 * The tree with `${NAME}` and `${NAME:-text}` replaced. A value that is one reference is read as its field's type; `$${` is a literal
 * `${`. Unset variables are ENV_MISSING and leave the text as it is.
 */
export function resolveEnvironment(node: ConfigNode, env: Environment, problems: Problems, path: Path = []): ConfigNode {
  if (node.kind === 'list') {
    const items = node.items.map((item, index) => resolveEnvironment(item, env, problems, [...path, index]));
    return items.every((item, index) => item === node.items[index]) ? node : { ...node, items };
  }
  if (node.kind === 'map') {
    let changed = false;
    const entries = mapEntries(node, (value, key) => {
      const resolved = resolveEnvironment(value, env, problems, [...path, key]);
      changed ||= resolved !== value;
      return resolved;
    });
    return changed ? { ...node, entries } : node;
  }
  return typeof node.value === 'string' && node.text.includes('${') ? resolveScalar(node, env, problems, path) : node;
}

function resolveScalar(node: ScalarNode, env: Environment, problems: Problems, path: Path): ScalarNode {
  const lookUp = (name: string, fallback: string | undefined, written: string): string => {
    const value = SECRET_NAME.test(name) ? undefined : env[name];
    if (value !== undefined) return value;
    if (fallback !== undefined) return fallback;
    if (!SECRET_NAME.test(name)) {
      problems.add({
        code: 'ENV_MISSING',
        path,
        message: `the environment variable ${name} is not set`,
        hint: `set it, or give a default: \${${name}:-value}`,
        span: node.span,
      });
    }
    return written;
  };
  const whole = WHOLE_REFERENCE.exec(node.text);
  if (whole !== null) {
    const text = lookUp(whole[1]!, whole[2], node.text);
    // A variable that is set is never nothing: it may be an empty text.
    return { ...node, value: plainScalar(text) ?? text, text, reference: true };
  }
  const text = node.text.replace(REFERENCE, (written: string, name: string | undefined, fallback: string | undefined) =>
    name === undefined ? '${' : lookUp(name, fallback, written),
  );
  return { ...node, value: text, text };
}
