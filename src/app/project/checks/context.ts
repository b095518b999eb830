import {
  type Aim,
  type ConfigNode,
  type Environment,
  nodeAt,
  originText,
  type Path,
  type ProblemCode,
  type Problems,
  pathText,
  type Severity,
  spanAt,
  textSpan,
  writtenPath,
} from '../../../config/index.ts';
import type { Agent, Project } from '../project.ts';

export interface CheckInput {
  readonly project: Project;
  /** Bar fields, features and their outputs. */
  readonly names: ReadonlySet<string>;
  /** The tree that the project was read from. */
  readonly tree: ConfigNode;
  /** The tree before parts with errors were taken away: names declared there count as declared. */
  readonly declared: ConfigNode;
  readonly problems: Problems;
  readonly env: Environment;
  readonly today: string | undefined;
  /** Paths from the project folder, or absolute. */
  readonly exists: (path: string) => boolean;
}

export interface ReportOptions {
  readonly hint?: string | undefined;
  readonly aim?: Aim;
  readonly severity?: Severity;
  /** A piece of the text, its first character being column 1. */
  readonly column?: number | undefined;
  readonly length?: number | undefined;
}

/** What the cross checks see: the project, where each value was written, and a place for problems. */
export class CheckContext {
  readonly project: Project;
  readonly names: ReadonlySet<string>;
  readonly env: Environment;
  readonly today: string | undefined;
  readonly exists: (path: string) => boolean;
  readonly #tree: ConfigNode;
  readonly #declared: ConfigNode;
  readonly #problems: Problems;

  constructor(input: CheckInput) {
    this.project = input.project;
    this.names = input.names;
    this.env = input.env;
    this.today = input.today;
    this.exists = input.exists;
    this.#tree = input.tree;
    this.#declared = input.declared;
    this.#problems = input.problems;
  }

  report(code: ProblemCode, path: Path, message: string, options: ReportOptions = {}): void {
    const span =
      options.column === undefined
        ? spanAt(this.#tree, path, options.aim ?? 'value')
        : textSpan(this.#tree, path, options.column, options.length);
    this.#problems.add({
      code,
      path: writtenPath(this.#tree, path),
      message,
      hint: options.hint,
      severity: options.severity,
      span,
    });
  }

  node(path: Path): ConfigNode | undefined {
    return nodeAt(this.#tree, path);
  }

  /** True when the file (or a profile, include, flag) holds the path, with or without a problem of its own. */
  written(path: Path): boolean {
    return nodeAt(this.#declared, writtenPath(this.#tree, path)) !== undefined;
  }

  /** `default`, or where the value was written. */
  origin(path: Path): string {
    const node = this.node(path);
    return node === undefined ? 'default' : originText(node);
  }

  /** Names in a list of named objects, those of broken entries included. */
  declaredNames(path: Path): readonly string[] {
    const list = nodeAt(this.#declared, path);
    if (list?.kind !== 'list') return [];
    return list.items.flatMap((item) => {
      const name = nodeAt(item, ['name']);
      return name?.kind === 'scalar' && name.value !== null ? [name.text] : [];
    });
  }

  /** The agents that are not switched off, with their place in the list. */
  agents(): readonly { readonly agent: Agent; readonly path: Path }[] {
    return this.project.agents.map((agent, index) => ({ agent, path: ['agents', index] }));
  }

  label(path: Path): string {
    return pathText(writtenPath(this.#tree, path));
  }
}

export type Check = (context: CheckContext) => void;
