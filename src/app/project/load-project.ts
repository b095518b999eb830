import { dirname, isAbsolute, join, relative } from 'node:path';
import { AppError, canonicalJson, didYouMean } from '../../base/index.ts';
import {
  applyProfile,
  type ConfigNode,
  chosenProfile,
  type Environment,
  inSchemaOrder,
  isRecord,
  leaves,
  loadFile,
  type MapNode,
  mapLegacy,
  nodeAt,
  nodeFrom,
  type OriginOf,
  originText,
  otherProfiles,
  type Path,
  type PlacedProblem,
  Problems,
  parsePath,
  pathText,
  renderProblems,
  resolvedYaml,
  resolveEnvironment,
  schemaInput,
  schemaProblems,
  withoutProfileSections,
  withoutValue,
  withValue,
  writtenPath,
} from '../../config/index.ts';
import { runChecks } from './checks/run-checks.ts';
import { type Deciding, decidingOf } from './deciding.ts';
import { hashedConfig } from './hash.ts';
import { type InactiveSetting, inactiveParts, inactiveSettings } from './inactive.ts';
import { prepareTree } from './prepare.ts';
import type { Project } from './project.ts';
import { type FilledOrigins, fillProject } from './resolve.ts';
import { MERGED_SECTIONS, type ParsedProject, projectSchema } from './schema.ts';

/** Files as the loader sees them, by absolute path. */
export interface ProjectFiles {
  /** Undefined when there is no such file. */
  readonly read: (path: string) => Uint8Array | undefined;
  readonly exists: (path: string) => boolean;
}

/** A value given on the command line: stronger than every file. */
export interface Override {
  /** `operations.workers.max_concurrency`, `agents[0].mode`. */
  readonly path: string;
  /** Undefined: what the files say about it is taken away. */
  readonly value: unknown;
  /** `--max-concurrency`; what origins call it. */
  readonly flag: string;
}

export interface LoadProjectInput {
  /** Absolute path of the project file. */
  readonly configPath: string;
  readonly env: Environment;
  readonly files: ProjectFiles;
  /** `sha256:` and the digest of a text. */
  readonly sha256: (text: string) => string;
  /** Stronger than `project.profile`. */
  readonly profile?: string | undefined;
  readonly overrides?: readonly Override[] | undefined;
  /** YYYY-MM-DD, for what expires; absent: such checks are left out. */
  readonly today?: string | undefined;
}

export interface ResolvedValue {
  readonly value: unknown;
  readonly origin: string;
}

/** A project file as read. `project` is there exactly when no problem is an error. */
export interface LoadedProject {
  readonly project: Project | undefined;
  readonly valid: boolean;
  /** In the order of the text. */
  readonly problems: readonly PlacedProblem[];
  /** Folder that every path starts from. */
  readonly projectDir: string;
  /** The project file as seen from there: `config/project.yaml`. */
  readonly configFile: string;
  readonly profile: string | undefined;
  /** Every leaf with its value and origin, in section order; empty when the project is invalid. */
  readonly resolved: ReadonlyMap<string, ResolvedValue>;
  /** Path of a leaf → `default`, `config/project.yaml:9`, `profile paper (…)`, `from name`, `flag --seed`. */
  readonly origins: ReadonlyMap<string, string>;
  readonly resolvedYaml: string;
  /** `sha256:…` of the values that can change a result. */
  readonly configHash: string;
  /** What decides in it, for the trial ledger; undefined when the project is invalid. */
  readonly deciding: Deciding | undefined;
  /** Settings that were written, are accepted and do nothing yet. */
  readonly inactive: readonly InactiveSetting[];
  /** Checks another project of the same files, that differs in numbers of agents and features only or in anything; undefined when this one is invalid. */
  readonly variant: ((project: Project, onlyNumbers: boolean) => CheckedVariant) | undefined;
}

/** What is to be said about a project that differs from one that was read. */
export interface CheckedVariant {
  readonly problems: readonly PlacedProblem[];
  readonly deciding: Deciding;
}

/** The configuration has errors; `problems` holds them, `rendered` as people read them. */
export class ConfigError extends AppError {
  readonly code = 'CONFIG_INVALID';
  readonly problems: readonly PlacedProblem[];
  readonly rendered: string;
  constructor(problems: readonly PlacedProblem[], configFile: string) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    super(`${configFile} has ${errors.length} error${errors.length === 1 ? '' : 's'}`);
    this.problems = problems;
    this.rendered = renderProblems(errors);
  }
}

/** The project, or @throws ConfigError when the file has errors. */
export function requireProject(loaded: LoadedProject): Project {
  if (loaded.project === undefined) throw new ConfigError(loaded.problems, loaded.configFile);
  return loaded.project;
}

/** The parent of a `config` folder that holds the file, else the file's own folder (CONFIG 2.4). */
export function projectFolder(configPath: string): string {
  const folder = dirname(configPath);
  return /(^|[/\\])config$/.test(folder) ? dirname(folder) : folder;
}

/**
 * Reads `config/project.yaml`: includes, profile, environment, legacy names, schema, defaults, cross checks. Never throws for what
 * the user wrote: everything is in `problems`.
 */
export function loadProject(input: LoadProjectInput): LoadedProject {
  const projectDir = projectFolder(input.configPath);
  const configFile = relative(projectDir, input.configPath).replaceAll('\\', '/');
  const problems = new Problems(configFile);
  const root = loadFile({
    file: configFile,
    shown: input.configPath,
    readBytes: (file) => input.files.read(join(projectDir, file)),
    env: input.env,
    problems,
  });
  const loading = root === undefined ? undefined : new Loading(input, root, problems, projectDir).run();
  const base = { projectDir, configFile, profile: loading?.profile, problems: problems.sorted() };
  if (loading?.project === undefined || problems.hasErrors) return { ...base, ...NOTHING };
  return { ...base, ...resolvedParts(loading, loading.project, { input, projectDir, configFile }) };
}

const NOTHING = {
  project: undefined,
  valid: false,
  resolved: new Map<string, ResolvedValue>(),
  origins: new Map<string, string>(),
  resolvedYaml: '',
  configHash: '',
  deciding: undefined,
  inactive: [],
  variant: undefined,
} as const;

interface Loaded {
  readonly project: Project | undefined;
  readonly tree: ConfigNode;
  readonly filled: FilledOrigins;
  readonly profile: string | undefined;
  /** The cross checks of a project of this tree. */
  readonly check: (project: Project, problems: Problems, onlyNumbers: boolean) => void;
}

class Loading {
  readonly #input: LoadProjectInput;
  readonly #root: MapNode;
  readonly #problems: Problems;
  readonly #projectDir: string;

  constructor(input: LoadProjectInput, root: MapNode, problems: Problems, projectDir: string) {
    this.#input = input;
    this.#root = root;
    this.#problems = problems;
    this.#projectDir = projectDir;
  }

  run(): Loaded {
    const root = this.#withProfileName();
    const choice = chosenProfile(root, this.#input.profile);
    const merged = choice === undefined ? root : applyProfile(root, choice, this.#problems);
    for (const other of otherProfiles(root, choice?.name)) this.#checkProfile(root, other);
    const plain = this.#withOverrides(this.#withoutMerged(merged));
    const tree = prepareTree(asMap(mapLegacy(resolveEnvironment(plain, this.#input.env, this.#problems), this.#problems)));
    const parsed = parseTree(tree, this.#problems);
    const profile = choice?.name;
    if (parsed === undefined) return { project: undefined, tree, filled: new Map(), profile, check: () => undefined };
    const { project, filled, names } = fillProject(parsed.project, parsed.tree, this.#problems);
    const { input } = this;
    const check = (one: Project, problems: Problems, onlyNumbers: boolean): void =>
      runChecks({
        onlyNumbers,
        ...{ project: one, names, tree: parsed.tree, declared: tree, problems, env: input.env, today: input.today },
        exists: (path) => input.files.exists(isAbsolute(path) ? path : join(this.#projectDir, path)),
      });
    check(project, this.#problems, false);
    return { project, tree, filled, profile, check };
  }

  get input(): LoadProjectInput {
    return this.#input;
  }

  /** References are resolved after the merge; only the name of the profile is needed before it. */
  #withProfileName(): MapNode {
    const node = nodeAt(this.#root, ['project', 'profile']);
    if (node === undefined || this.#input.profile !== undefined) return this.#root;
    const name = resolveEnvironment(node, this.#input.env, this.#problems, ['project', 'profile']);
    return asMap(withValue(this.#root, ['project', 'profile'], name));
  }

  /** `include` has done its work; sections of profiles are merged or checked. */
  #withoutMerged(root: MapNode): MapNode {
    const include = nodeAt(root, ['include']);
    const checked = include?.kind === 'list' || include === undefined ? asMap(withoutValue(root, ['include'])) : root;
    return withoutProfileSections(checked, MERGED_SECTIONS);
  }

  #withOverrides(root: MapNode): ConfigNode {
    let result: ConfigNode = root;
    if (this.#input.profile !== undefined) {
      result = withValue(result, ['project', 'profile'], nodeFrom(this.#input.profile, { kind: 'flag', flag: '--profile' }));
    }
    for (const { path, value, flag } of this.#input.overrides ?? []) {
      const at = parsePath(path);
      if (value !== undefined) result = withValue(result, at, nodeFrom(value, { kind: 'flag', flag }));
      else if (nodeAt(result, at) !== undefined) result = withoutValue(result, at);
    }
    return result;
  }

  /** A profile that is not chosen is checked too: what it would bring in, not the rest of the file. */
  #checkProfile(root: MapNode, name: string): void {
    const own = new Problems('');
    const merged = applyProfile(root, { name, fromFlag: false }, own);
    const tree = prepareTree(asMap(mapLegacy(this.#withoutMerged(merged), own)));
    const layerOf = (path: Path): boolean => {
      let node: ConfigNode | undefined = tree;
      for (const part of path) {
        node = node === undefined ? undefined : nodeAt(node, [part]);
        if (node?.layer.kind === 'profile') return true;
      }
      return false;
    };
    const input = schemaInput(projectSchema, tree);
    const result = projectSchema.safeParse(input);
    if (result.success) return;
    const issues = result.error.issues.filter((issue) => {
      const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
      const isReference = /\$\{/.test(String(nodeText(tree, path)));
      return !isReference && (layerOf(path) || keys.some((key) => layerOf([...path, key])));
    });
    schemaProblems(issues, { root: tree, schema: projectSchema, input, problems: this.#problems });
  }
}

function nodeText(tree: ConfigNode, path: Path): string {
  const node = nodeAt(tree, path);
  return node?.kind === 'scalar' ? node.text : '';
}

function asMap(node: ConfigNode): MapNode {
  return node.kind === 'map' ? node : { kind: 'map', span: node.span, layer: node.layer, entries: new Map() };
}

const MAX_REPAIRS = 8;

/**
 * Checks the tree. What is wrong is reported and taken away, so that the rest can be cross-checked in the same run: one run shows
 * everything. Undefined when too little is left.
 */
function parseTree(
  tree: ConfigNode,
  problems: Problems,
): { readonly project: ParsedProject; readonly tree: ConfigNode } | undefined {
  let current = tree;
  const removed: Path[] = [];
  for (let attempt = 0; attempt < MAX_REPAIRS; attempt += 1) {
    const input = schemaInput(projectSchema, current);
    const result = projectSchema.safeParse(input);
    if (result.success) return { project: result.data, tree: current };
    const bad = schemaProblems(result.error.issues, { root: current, schema: projectSchema, input, problems, removed });
    const root = current;
    removed.push(...bad.map((path) => writtenPath(root, path)));
    const shorter = withoutPaths(current, bad);
    if (shorter === current) return undefined;
    current = shorter;
  }
  return undefined;
}

/** Deepest and last first, so that the indexes of what is still to go stay right. */
function withoutPaths(tree: ConfigNode, paths: readonly Path[]): ConfigNode {
  const unique = new Map(paths.filter((path) => path.length > 0).map((path) => [pathText(path), path]));
  const ordered = [...unique.values()].sort(compareForRemoval);
  let result = tree;
  for (const path of ordered) if (nodeAt(result, path) !== undefined) result = withoutValue(result, path);
  return result;
}

function compareForRemoval(a: Path, b: Path): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const [x, y] = [a[i], b[i]];
    if (typeof x === 'number' && typeof y === 'number' && x !== y) return y - x;
  }
  return b.length - a.length;
}

function resolvedParts(
  loaded: Loaded,
  project: Project,
  {
    input,
    projectDir,
    configFile,
  }: { readonly input: LoadProjectInput; readonly projectDir: string; readonly configFile: string },
): Omit<LoadedProject, 'projectDir' | 'configFile' | 'profile' | 'problems'> {
  const resolved = new Map<string, ResolvedValue>();
  const origins = new Map<string, string>();
  const ordered = inSchemaOrder(projectSchema, project);
  const deciding = (of: Project): Deciding =>
    decidingOf({
      project: of,
      sha256: input.sha256,
      textHash: (path) => {
        const bytes = input.files.read(isAbsolute(path) ? path : join(projectDir, path));
        return bytes === undefined ? undefined : input.sha256(new TextDecoder().decode(bytes));
      },
    });
  for (const { path, value } of leaves(ordered)) {
    const text = pathText(path);
    const node = nodeAt(loaded.tree, path);
    const origin = loaded.filled.get(text) ?? (node === undefined ? 'default' : originText(node));
    resolved.set(text, { value, origin });
    origins.set(text, origin);
  }
  return {
    project,
    valid: true,
    resolved,
    origins,
    resolvedYaml: projectText(project, (path) => origins.get(path)),
    configHash: input.sha256(canonicalJson(hashedConfig(project))),
    deciding: deciding(project),
    variant: (other, onlyNumbers) => {
      const problems = new Problems(configFile);
      loaded.check(other, problems, onlyNumbers);
      return { problems: problems.sorted(), deciding: deciding(other) };
    },
    inactive: [
      ...inactiveSettings([...origins].filter(([, origin]) => origin !== 'default').map(([path]) => path)),
      ...inactiveParts(project),
    ],
  };
}

/** A project as text that can be read again; `originOf` says what stands behind a value as its comment. */
export function projectText(project: Project, originOf: OriginOf): string {
  const ordered = inSchemaOrder(projectSchema, project);
  return resolvedYaml(isRecord(ordered) ? ordered : {}, originOf);
}

/** The agent of a name. @throws AgentUnknownError with the nearest name */
export function requireAgent(project: Project, name: string): Project['agents'][number] {
  const agent = project.agents.find((candidate) => candidate.name === name);
  if (agent === undefined)
    throw new AgentUnknownError(
      name,
      project.agents.map((candidate) => candidate.name),
    );
  return agent;
}

/** A command names an agent that the project does not declare. */
export class AgentUnknownError extends AppError {
  readonly code = 'AGENT_UNKNOWN';
  readonly asked: string;
  constructor(asked: string, declared: readonly string[]) {
    super(`no agent is named "${asked}"`, { hint: didYouMean(asked, declared) });
    this.asked = asked;
  }
}
