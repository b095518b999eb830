import { isoTime } from '../../base/index.ts';
import { blocks, LEAK_CHECKS, LEAKS, type LeakCheck, type LeakFinding, RUN_CHECKS } from './finding.ts';

/** Version of the suite: it changes when a check does. */
export const LEAK_SUITE = '1';

export type CheckVerdict = 'PASS' | 'FAIL' | 'NOT APPLICABLE';

/** One line of a certificate: a check of one subject. */
export interface CertificateCheck {
  readonly name: LeakCheck;
  readonly subject: string;
  readonly verdict: CheckVerdict;
  /** Rows, cuts or columns that were compared. */
  readonly checked: number;
  readonly failures: number;
  readonly seed: number | null;
  /** The first offending place; null where there is none. Values that are missing are null. */
  readonly first: {
    readonly column: string;
    readonly bar: string | null;
    readonly expected: number | null;
    readonly got: number | null;
  } | null;
}

/** A leak as the file tells it. */
export interface CertificateFinding {
  readonly code: string;
  readonly check: LeakCheck;
  readonly subject: string;
  readonly symbol: string | null;
  readonly row: number | null;
  readonly bar: string | null;
  /** The value as the run used it, and with later data unknown. */
  readonly with_future: number | null;
  readonly without_future: number | null;
  readonly fact: string;
  readonly fix: string;
  /** False: worth knowing, and no leak. */
  readonly blocking: boolean;
}

/** `certificate.json`: that a run does not look ahead, and on how many of its decisions that was shown. */
export interface Certificate {
  readonly suite: string;
  readonly data_fingerprint: string;
  readonly config_hash: string;
  readonly verdict: 'PASS' | 'FAIL';
  /** `proved` decision times were replayed with everything after them unknown; `of`: all decision times of the run. */
  readonly decisions: { readonly proved: number; readonly of: number; readonly exhaustive: boolean };
  /** In rows of a column: what the run itself computes, and what the replays computed on top. */
  readonly work: { readonly run: number; readonly certificate: number };
  readonly checks: readonly CertificateCheck[];
  readonly findings: readonly CertificateFinding[];
}

/** Counts what was compared and keeps the first finding of each kind and subject. */
export class LeakLedger {
  readonly seed: number;
  readonly #lines = new Map<string, { name: LeakCheck; subject: string; checked: number; failures: number }>();
  readonly #findings = new Map<string, LeakFinding>();

  constructor(seed: number) {
    this.seed = seed;
  }

  /** `count` rows, cuts or columns of a subject were compared. */
  checked(name: LeakCheck, subject: string, count: number): void {
    this.#line(name, subject).checked += count;
  }

  /** A leak was seen. The one at the earliest row is kept. */
  found(finding: LeakFinding): void {
    this.#line(finding.check, finding.subject).failures += blocks(finding) ? 1 : 0;
    const key = `${finding.kind} ${finding.subject}`;
    const known = this.#findings.get(key);
    if (known === undefined || finding.row < known.row) this.#findings.set(key, finding);
  }

  /** Counts and findings of another ledger as if they were made here. */
  takeOver(other: LeakLedger): void {
    for (const { name, subject, checked } of other.#lines.values()) this.checked(name, subject, checked);
    for (const finding of other.#findings.values()) this.found(finding);
  }

  /** Findings in the order of the checks. */
  findings(): readonly LeakFinding[] {
    const order = (finding: LeakFinding): number => LEAK_CHECKS.indexOf(finding.check);
    return [...this.#findings.values()].sort((a, b) => order(a) - order(b));
  }

  certificate(facts: {
    readonly dataFingerprint: string;
    readonly configHash: string;
    readonly decisions: Certificate['decisions'];
    readonly work: Certificate['work'];
  }): Certificate {
    const findings = this.findings();
    return {
      suite: LEAK_SUITE,
      data_fingerprint: facts.dataFingerprint,
      config_hash: facts.configHash,
      verdict: findings.some(blocks) ? 'FAIL' : 'PASS',
      decisions: facts.decisions,
      work: facts.work,
      checks: this.#checks(findings),
      findings: findings.map(fileFinding),
    };
  }

  #checks(findings: readonly LeakFinding[]): readonly CertificateCheck[] {
    const lines = [...this.#lines.values()];
    return LEAK_CHECKS.flatMap((name): CertificateCheck[] => {
      const own = lines.filter((line) => line.name === name);
      if (own.length === 0) return RUN_CHECKS.some((check) => check === name) ? [emptyLine(name)] : [];
      return own.map(({ subject, checked, failures }) => {
        const first = findings.find((finding) => finding.check === name && finding.subject === subject && blocks(finding));
        return {
          name,
          subject,
          verdict: failures > 0 ? 'FAIL' : 'PASS',
          checked,
          failures,
          seed: this.seed,
          first: first === undefined ? null : firstOf(first),
        };
      });
    });
  }

  #line(name: LeakCheck, subject: string): { checked: number; failures: number } {
    const key = `${name} ${subject}`;
    const known = this.#lines.get(key) ?? { name, subject, checked: 0, failures: 0 };
    this.#lines.set(key, known);
    return known;
  }
}

function emptyLine(name: LeakCheck): CertificateCheck {
  return { name, subject: 'run', verdict: 'NOT APPLICABLE', checked: 0, failures: 0, seed: null, first: null };
}

function firstOf(finding: LeakFinding): CertificateCheck['first'] {
  const { bar, with_future, without_future, subject } = fileFinding(finding);
  return { column: subject, bar, expected: without_future, got: with_future };
}

function fileFinding(finding: LeakFinding): CertificateFinding {
  const { code, fix } = LEAKS[finding.kind];
  return {
    code,
    check: finding.check,
    subject: finding.subject,
    symbol: finding.symbol ?? null,
    row: finding.row < 0 ? null : finding.row,
    bar: Number.isNaN(finding.time) ? null : isoTime(finding.time),
    with_future: known(finding.withFuture),
    without_future: known(finding.withoutFuture),
    fact: finding.fact,
    fix,
    blocking: blocks(finding),
  };
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The first leak in one sentence, for the verdict line; undefined when there is none. */
export function leakLine({ findings }: Certificate): string | undefined {
  const first = findings.find(({ blocking }) => blocking);
  if (first === undefined) return undefined;
  const place = [first.symbol, first.bar?.slice(0, 10)].filter((part) => part !== null && part !== undefined).join(' ');
  return `${first.code}: ${first.subject}${place === '' ? '' : ` (${place})`}`;
}

/** What a certificate shows, in one line: `no look-ahead: proved on 5,091 of 5,091 decisions`. */
export function certificateLine({
  verdict,
  decisions,
  findings,
}: Pick<Certificate, 'verdict' | 'decisions'> & { readonly findings: readonly { readonly blocking: boolean }[] }): string {
  const leaks = findings.filter(({ blocking }) => blocking).length;
  if (verdict === 'FAIL') return `look-ahead: ${leaks} ${leaks === 1 ? 'leak' : 'leaks'} found`;
  return `no look-ahead: proved on ${grouped(decisions.proved)} of ${grouped(decisions.of)} decisions`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
