import { csv } from '../../platform/csv.ts';
import type { LeftoverReason, RoundLeftover, RoundPair, RoundPlace } from './explanation.ts';

/** How ids read in a report. */
export interface ReportNames {
  /** A member's name. */
  member: (id: string) => string;
  /** What they are called in the certificate; '' for who takes no part in the round. */
  number: (id: string) => string;
  /** A project's title. */
  project: (id: string) => string;
  /** A member's track and brief, as they are stored. */
  track: (id: string) => string;
  brief: (id: string) => string;
}

/** `pairs.csv`: one line a pair. The owner is whose project it is, the backend's where both have one. */
export function pairsCsv(pairs: readonly RoundPair[], names: ReportNames): string {
  const lines = pairs.map(({ backend, frontend, score, reasons }) => {
    const [owner, partner] = ownerFirst(backend, frontend);
    return [
      owner.project === null ? '' : names.project(owner.project),
      names.member(owner.id),
      names.number(owner.id),
      names.member(partner.id),
      names.number(partner.id),
      score.total,
      score.overlapMinutes ?? '',
      reasons.map(({ key, points }) => `${key} ${points}`).join('; '),
    ];
  });
  return csv(
    ['project', 'owner', 'owner_number', 'partner', 'partner_number', 'score', 'overlap_minutes', 'reasons'],
    lines,
  );
}

/** `unmatched.csv`: one line for each who is left over. */
export function unmatchedCsv(leftovers: readonly RoundLeftover[], names: ReportNames): string {
  const lines = leftovers.map(({ id, reason, help }) => [
    names.member(id),
    names.number(id),
    names.track(id),
    names.brief(id),
    reasonText(reason),
    help.map(helpText).join('; '),
  ]);
  return csv(['member', 'number', 'track', 'brief', 'reason', 'what_would_help'], lines);
}

/** The place whose project the pair works on, then the other. */
function ownerFirst(backend: RoundPlace, frontend: RoundPlace): [owner: RoundPlace, partner: RoundPlace] {
  return backend.project === null && frontend.project !== null ? [frontend, backend] : [backend, frontend];
}

/** Keys and numbers, as in the data: a report is read by machines and in any language. */
function reasonText(reason: LeftoverReason): string {
  if (reason.key === 'competition')
    return `competition: ${reason.seekers} seek ${reason.sought}, ${reason.partners} offer ${reason.offered}`;
  const removed = Object.entries(reason.breakdown.removed).filter(([, times]) => times > 0);
  return [`nobody: pool ${reason.breakdown.pool}`, ...removed.map(([key, times]) => `${key} ${times}`)].join(
    ', ',
  );
}

function helpText(help: RoundLeftover['help'][number]): string {
  if (help.key === 'add-hours') return `${help.key} ${help.preset} +${help.adds}`;
  if (help.key === 'lower-floor') return `${help.key} ${help.minutes} +${help.adds}`;
  return `${help.key} +${help.adds}`;
}
