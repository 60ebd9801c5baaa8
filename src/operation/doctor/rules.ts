/** One thing that was looked at. `warn`: Nexus works, but not for long or not everywhere; `mend`: it does not. */
export interface Finding {
  readonly about: string;
  readonly state: 'ok' | 'warn' | 'mend';
  /** What is there; where it is not ok, what to do. */
  readonly says: string;
}

export const ok = (about: string, says: string): Finding => ({ about, state: 'ok', says });
export const warn = (about: string, says: string): Finding => ({ about, state: 'warn', says });
export const mend = (about: string, says: string): Finding => ({ about, state: 'mend', says });

const LABELS = { ok: 'ok  ', warn: 'look', mend: 'MEND' } as const;

/** As a person reads them: one line each, what needs somebody last. */
export function asText(findings: readonly Finding[]): string {
  const order = ['ok', 'warn', 'mend'];
  const width = Math.max(...findings.map(({ about }) => about.length));
  const lines = findings
    .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
    .map(({ about, state, says }) => `${LABELS[state]}  ${about.padEnd(width)}  ${says}`);
  const count = (state: Finding['state']) => findings.filter((each) => each.state === state).length;
  const [mending, looking] = [count('mend'), count('warn')];
  const sum =
    mending + looking === 0 ? 'All is well.' : `${mending} to mend, ${looking} to look at; the rest is well.`;
  return [...lines, '', sum].join('\n');
}

/** `2 h`, `3 days`: how long a span (ms) is, roughly. */
export function span(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** `340 MB` */
export function size(bytes: number): string {
  return `${Math.round(bytes / 1_000_000).toLocaleString('en')} MB`;
}
