import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from './command.ts';

export interface ErrorClass {
  readonly code: string;
  readonly exitCode: string;
  /** First paragraph of the class's comment. */
  readonly meaning: string;
}

export interface CodesInUse {
  readonly classes: readonly ErrorClass[];
  /** Codes of warnings and other values that carry `code: '…'`. */
  readonly values: readonly string[];
  /** Reasons of refusals: `reason: '…'`. */
  readonly reasons: readonly string[];
}

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

/** Reads every source of src/ (not tests) and collects what can be printed as a code. Sorted. */
export function codesInUse(files: ReadonlyMap<string, string> = sources()): CodesInUse {
  const classes = new Map<string, ErrorClass>();
  const values = new Set<string>();
  const reasons = new Set<string>();
  for (const [path, text] of files) {
    const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
    const visit = (node: ts.Node): void => {
      if (ts.isClassDeclaration(node)) for (const one of errorClasses(node)) classes.set(one.code, one);
      const property =
        ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && ts.isStringLiteral(node.initializer) ? node : undefined;
      if (property !== undefined && ts.isStringLiteral(property.initializer) && CODE.test(property.initializer.text)) {
        if (property.name.getText() === 'code') values.add(property.initializer.text);
        if (property.name.getText() === 'reason') reasons.add(property.initializer.text);
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  const byCode = [...classes.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
  return { classes: byCode, values: [...values].sort(), reasons: [...reasons].sort() };
}

function errorClasses(node: ts.ClassDeclaration): ErrorClass[] {
  const code = textOf(member(node, 'code'));
  if (code === undefined || !CODE.test(code)) return [];
  return [{ code, exitCode: member(node, 'exitCode')?.getText() ?? '2', meaning: commentOf(node) }];
}

function member(node: ts.ClassDeclaration, name: string): ts.Expression | undefined {
  const found = node.members.find((one) => ts.isPropertyDeclaration(one) && one.name.getText() === name);
  const value = found !== undefined && ts.isPropertyDeclaration(found) ? found.initializer : undefined;
  return value !== undefined && ts.isAsExpression(value) ? value.expression : value;
}

function textOf(node: ts.Expression | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;
}

function commentOf(node: ts.ClassDeclaration): string {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.comment;
  const text = ts.getTextOfJSDocComment(comment) ?? '';
  return (text.split(/\n\s*\n/)[0] ?? '').replace(/\s+/g, ' ').trim();
}

function sources(): Map<string, string> {
  const folder = join(root, 'src');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /(?<!\.test|\.testkit|\.d)\.ts$/.test(name),
  );
  return new Map(names.sort().map((name) => [`src/${name}`, readFileSync(join(folder, name), 'utf8')]));
}
