import { posix } from 'node:path';
import ts from 'typescript';
import {
  AMBIENT,
  FACES_OF_PARTS,
  GENERATED,
  LONG_BECAUSE,
  MAX_FILE_LINES,
  MAX_FUNCTION_LINES,
  OUTER,
  PLATFORM_MATH,
  packageAllowed,
  ROWS,
  TEST_PACKAGES,
  VAGUE_NAMES,
} from './layout-rules.ts';

/** Where a rule is broken, as `src/engine/step.ts:12 imports features: …`. */
export type Violation = string;

interface SourceFile {
  readonly path: string;
  readonly folder: string;
  readonly isTest: boolean;
  readonly tree: ts.SourceFile;
}

/** Checks TypeScript files under src/, given as path from the checkout and text. */
export function checkSources(files: ReadonlyMap<string, string>): Violation[] {
  const violations: Violation[] = [];
  for (const [path, text] of files) {
    const folder = path.split('/')[1] ?? '';
    if (ROWS[folder] === undefined) {
      violations.push(`${path}:1 is in a folder that has no row: ${folder}`);
      continue;
    }
    const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
    const file: SourceFile = { path, folder, isTest: /\.(test|testkit)\.ts$/.test(path), tree };
    checkNames(file, violations);
    checkSize(file, violations);
    visit(tree, file, violations);
  }
  return violations;
}

function visit(node: ts.Node, file: SourceFile, violations: Violation[]): void {
  const report = (rule: string): void => {
    violations.push(`${file.path}:${lineOf(node, file.tree)} ${rule}`);
  };
  checkImport(node, file, report);
  checkForm(node, report);
  if (!file.isTest) checkFunction(node, file, report);
  if (!OUTER.has(file.folder) && !file.isTest) checkPure(node, file, report);
  ts.forEachChild(node, (child) => visit(child, file, violations));
}

type Report = (rule: string) => void;

/** The text after `from`, of `import('…')`, `import type X = import('…')`, `export … from` and side-effect imports. */
function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  return undefined;
}

function checkImport(node: ts.Node, file: SourceFile, report: Report): void {
  const specifier = specifierOf(node);
  if (specifier === undefined) return;
  if (!ts.isStringLiteralLike(specifier)) {
    if (!OUTER.has(file.folder) && !file.isTest) report('imports something that is not a fixed text');
    return;
  }
  const name = specifier.text;
  if (name.startsWith('.')) checkRelative(name, file, report);
  else if (name.startsWith('/') || name.startsWith('file:')) report(`imports an absolute path: ${name}`);
  else checkPackage(name, file, report);
}

function checkRelative(name: string, file: SourceFile, report: Report): void {
  // The AssemblyScript compiler adds the extension itself.
  const isWhole = /\.(ts|json)$/.test(name) || GENERATED.has(name) || file.path.startsWith('src/kernels/assembly/');
  if (!isWhole) report(`imports ${name} without its extension .ts`);
  const target = posix.join(posix.dirname(file.path), name);
  const [top, folder = '', ...rest] = target.split('/');
  if (top !== 'src') {
    if (!file.isTest) report(`imports from outside src/: ${name}`);
    return;
  }
  if (/\.(test|testkit)\.ts$/.test(target)) {
    if (!file.isTest) report(`imports a test file: ${name}`);
    return;
  }
  if (folder === file.folder) return;
  const row = ROWS[file.folder] ?? [];
  if (!file.isTest && !row.includes(folder)) report(`imports ${folder}, which is not in the row of ${file.folder}`);
  if (!isFace(folder, rest)) report(`imports past the face of ${folder}: ${name}`);
}

/** `index.ts` of a folder; where parts are loaded one by one also their own `index.ts`, and a part that is a single file. */
function isFace(folder: string, rest: readonly string[]): boolean {
  if (FACES_OF_PARTS.has(folder)) return rest.length === 1 || rest.at(-1) === 'index.ts';
  return rest.length === 1 && rest[0] === 'index.ts';
}

function checkPackage(name: string, file: SourceFile, report: Report): void {
  const base = name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
  if (name.startsWith('node:')) {
    if (!OUTER.has(file.folder) && !file.isTest) report(`imports ${name} in a pure folder`);
  } else if (!packageAllowed(file.folder, base) && !(file.isTest && TEST_PACKAGES.has(base))) {
    report(`imports the package ${base}, which ${file.folder} may not use`);
  }
}

function checkForm(node: ts.Node, report: Report): void {
  if (ts.isExportAssignment(node)) report('has a default export');
  if (ts.isEnumDeclaration(node)) report('declares an enum');
  if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword)) {
    report('has a default export');
  }
  if (ts.isExportSpecifier(node) && node.name.text === 'default') report('has a default export');
  const isAmbient = node.getSourceFile().isDeclarationFile;
  if (ts.isModuleDeclaration(node) && !isAmbient && (node.flags & ts.NodeFlags.Namespace) !== 0) report('declares a namespace');
}

/** What the compiler cannot see in pure folders: clocks, chance, default locales, the surroundings, platform-dependent maths. */
function checkPure(node: ts.Node, file: SourceFile, report: Report): void {
  if (ts.isNewExpression(node) && isName(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0)
    report('reads the clock: new Date()');
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) checkCall(node, report);
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) checkMember(node, file, report);
  if (ts.isIdentifier(node) && AMBIENT.has(node.text) && isReference(node)) report(`reaches for its surroundings: ${node.text}`);
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer !== undefined) {
    if (isName(node.initializer, 'Math') || isName(node.initializer, 'Date'))
      report('takes functions out of Math or Date, which hides them');
  }
  if (ts.isBinaryExpression(node) && isPower(node.operatorToken.kind) && !mayUsePlatformMath(file)) {
    if (!ts.isNumericLiteral(node.left) || !ts.isNumericLiteral(node.right))
      report('uses **, whose last bit depends on the platform');
  }
}

function isPower(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken;
}

/** Report draws pictures, no bit of it is compared; base/math is the one place that wraps these functions. */
function mayUsePlatformMath({ folder, path }: SourceFile): boolean {
  return folder === 'report' || /^src\/base\/math(\/|[.-])/.test(path);
}

function checkMember(node: ts.PropertyAccessExpression | ts.ElementAccessExpression, file: SourceFile, report: Report): void {
  const member = memberName(node);
  if (isName(node.expression, 'Date') && member === 'now') report('reads the clock: Date.now');
  if (!isName(node.expression, 'Math')) return;
  if (member === 'random') report('uses Math.random');
  else if (member === undefined) report('uses Math by a computed name, which hides the function');
  else if (PLATFORM_MATH.has(member) && !mayUsePlatformMath(file))
    report(`uses Math.${member}, whose last bit depends on the platform`);
}

/** Texts that depend on the default locale or zone, and `Date()` called as a function. */
function checkCall(node: ts.CallExpression | ts.NewExpression, report: Report): void {
  if (ts.isCallExpression(node) && isName(node.expression, 'Date')) report('reads the clock: Date()');
  if (!ts.isPropertyAccessExpression(node.expression)) return;
  const name = node.expression.name.text;
  const locale = node.arguments?.[name === 'localeCompare' ? 1 : 0];
  const takesLocale = name === 'localeCompare' || name.startsWith('toLocale') || isName(node.expression.expression, 'Intl');
  if (takesLocale && (locale === undefined || isName(locale, 'undefined'))) report(`uses the default locale: ${name}`);
}

function checkNames({ path }: SourceFile, violations: Violation[]): void {
  const parts = path.split('/').slice(1);
  const file = parts.at(-1) ?? '';
  if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|testkit|d))?\.ts$/.test(file)) violations.push(`${path}:1 is not named in kebab-case`);
  const vague = parts.find((part) => VAGUE_NAMES.has(part.replace(/\.ts$/, '')));
  if (vague !== undefined) violations.push(`${path}:1 has a name that says nothing: ${vague.replace(/\.ts$/, '')}`);
}

function checkSize({ path, tree }: SourceFile, violations: Violation[]): void {
  const lines = tree.text.split('\n');
  if (lines.length - 1 > MAX_FILE_LINES && !LONG_BECAUSE.test(tree.text)) {
    violations.push(`${path}:1 has ${lines.length - 1} lines, the limit is ${MAX_FILE_LINES}`);
  }
  const unfinished = /\b(TODO|FIXME|XXX|HACK)\b/;
  const at = lines.findIndex((line) => unfinished.test(line));
  if (at >= 0) violations.push(`${path}:${at + 1} is unfinished: ${lines[at]?.trim()}`);
}

function checkFunction(node: ts.Node, { tree }: SourceFile, report: Report): void {
  if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) return;
  const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
  const last = tree.getLineAndCharacterOfPosition(node.getEnd()).line;
  const lines = last - first + 1;
  if (lines > MAX_FUNCTION_LINES && !LONG_BECAUSE.test(node.getFullText(tree))) {
    report(`has a function of ${lines} lines, the limit is ${MAX_FUNCTION_LINES}`);
  }
}

function memberName(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
}

function isName(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

/** A name that stands for a value here: not a property, key, parameter, type or declaration of the same name. */
function isReference(node: ts.Identifier): boolean {
  const parent = node.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent)) return parent.initializer === node;
  if (ts.isParameter(parent)) return parent.initializer === node;
  return !(
    ts.isTypeNode(parent) ||
    ts.isTypeElement(parent) ||
    ts.isClassElement(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isExportSpecifier(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isJSDoc(parent)
  );
}

function lineOf(node: ts.Node, tree: ts.SourceFile): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** Does a folder's tsconfig.json hold exactly its row (of the folders that exist) and no more surroundings than it may? */
export function checkProject(folder: string, text: string, existing: ReadonlySet<string>): Violation[] {
  const path = `src/${folder}/tsconfig.json`;
  const parsed = ts.parseConfigFileTextToJson(path, text);
  const config: unknown = parsed.config;
  if (parsed.error !== undefined || !isRecord(config)) return [`${path} cannot be read`];
  const violations: Violation[] = [];
  const wanted = (ROWS[folder] ?? []).filter((name) => existing.has(name)).sort();
  const references = Array.isArray(config['references']) ? config['references'] : [];
  const found = references
    .map((reference: unknown) => (isRecord(reference) ? String(reference['path']).replace('../', '') : ''))
    .sort();
  if (found.join() !== wanted.join())
    violations.push(`${path} refers to [${found.join(', ')}], the row is [${wanted.join(', ')}]`);
  if (config['extends'] !== '../../tsconfig.base.json') violations.push(`${path} does not extend tsconfig.base.json`);
  const options = isRecord(config['compilerOptions']) ? config['compilerOptions'] : {};
  const allowed = new Set([
    'rootDir',
    'outDir',
    'tsBuildInfoFile',
    ...(OUTER.has(folder) ? ['types', 'lib', 'jsx', 'jsxImportSource'] : []),
  ]);
  for (const key of Object.keys(options)) if (!allowed.has(key)) violations.push(`${path} changes ${key}`);
  return violations;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Texts that belong to one machine: home folders, work folders, package registries. Built from pieces so that this file is clean. */
const MACHINE = new RegExp(
  [
    `/${'work'}/[a-z]`,
    `/${'root'}/`,
    `/${'home'}/[a-z][a-z0-9_-]*/`,
    `/${'Users'}/[A-Za-z][A-Za-z0-9_-]*/`,
    `/${'tmp'}/[a-z0-9_-]+/`,
    `registry\\.${'npm'}`,
    `${'npm'}mirror`,
    `${'arti'}factory`,
    `"${'resolved'}": "http`,
  ].join('|'),
);

/** Lines of tracked files that name a place which exists on one machine only. */
export function checkMachine(files: ReadonlyMap<string, string>): Violation[] {
  const violations: Violation[] = [];
  for (const [path, text] of files) {
    if (!MACHINE.test(text)) continue;
    text.split('\n').forEach((line, index) => {
      const match = MACHINE.exec(line);
      if (match !== null) violations.push(`${path}:${index + 1} names a place of one machine: ${match[0]}`);
    });
  }
  return violations;
}
