import { didYouMean } from '../base/index.ts';
import { mergeNodes } from './merge.ts';
import { childOf, type MapEntry, type MapNode, nodeAt, textAt, withLayer, withoutValue } from './node.ts';
import { type Problems, spanAt } from './problem.ts';

/** Keys of a profile that are no section: they stay in `profiles`. */
const OWN_KEYS: ReadonlySet<string> = new Set(['mode']);
const NOT_MERGED: ReadonlySet<string> = new Set(['project', 'profiles', 'include']);

export interface ProfileChoice {
  readonly name: string;
  /** Given on the command line: problems have no place in the file. */
  readonly fromFlag: boolean;
}

/** The profile that a flag or `project.profile` names; the text must be free of references. */
export function chosenProfile(root: MapNode, flag: string | undefined): ProfileChoice | undefined {
  if (flag !== undefined) return { name: flag, fromFlag: true };
  const name = textAt(root, ['project', 'profile']);
  return name === undefined ? undefined : { name, fromFlag: false };
}

/** The sections of the profile laid over the file. PROFILE_UNKNOWN leaves the file as it is. */
export function applyProfile(root: MapNode, choice: ProfileChoice, problems: Problems): MapNode {
  const profile = nodeAt(root, ['profiles', choice.name]);
  if (profile?.kind !== 'map') {
    if (profile === undefined) reportUnknown(root, choice, problems);
    return root;
  }
  const sections = new Map<string, MapEntry>();
  for (const [key, entry] of profile.entries) {
    if (OWN_KEYS.has(key) || NOT_MERGED.has(key)) continue;
    sections.set(key, { key: entry.key, value: withLayer(entry.value, { kind: 'profile', name: choice.name }) });
  }
  const merged = mergeNodes(root, { ...root, entries: sections }, { nullRemoves: true });
  return merged.kind === 'map' ? merged : root;
}

/** `profiles` with only what is not merged: the modes, and whatever does not belong there. */
export function withoutProfileSections(root: MapNode, sections: ReadonlySet<string>): MapNode {
  const profiles = childOf(root, 'profiles');
  let result = root;
  if (profiles?.kind !== 'map') return root;
  for (const [name, { value }] of profiles.entries) {
    if (value.kind !== 'map') continue;
    for (const key of value.entries.keys()) {
      if (!sections.has(key) || NOT_MERGED.has(key)) continue;
      const shorter = withoutValue(result, ['profiles', name, key]);
      if (shorter.kind === 'map') result = shorter;
    }
  }
  return result;
}

/** Names of the profiles that hold sections, beside the chosen one. */
export function otherProfiles(root: MapNode, chosen: string | undefined): readonly string[] {
  const profiles = childOf(root, 'profiles');
  if (profiles?.kind !== 'map') return [];
  return [...profiles.entries.keys()].filter((name) => {
    const profile = childOf(profiles, name);
    return name !== chosen && profile?.kind === 'map' && [...profile.entries.keys()].some((key) => !OWN_KEYS.has(key));
  });
}

function reportUnknown(root: MapNode, choice: ProfileChoice, problems: Problems): void {
  const profiles = childOf(root, 'profiles');
  const known = profiles?.kind === 'map' ? [...profiles.entries.keys()] : [];
  problems.add({
    code: 'PROFILE_UNKNOWN',
    path: ['project', 'profile'],
    message: `no profile is named "${choice.name}"`,
    hint: known.length === 0 ? 'the file has no profiles section' : didYouMean(choice.name, known),
    span: choice.fromFlag ? undefined : spanAt(root, ['project', 'profile']),
  });
}
