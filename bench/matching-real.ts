/**
 * The real learners as a cohort round, as a report in Markdown: `node bench/matching-real.ts [seed of the hours]`.
 * `run` returns the report, or says that the data are absent.
 */
import type { RoundLeftover } from '../src/pairing/matching/explanation.ts';
import { computeRound } from '../src/pairing/matching/round.ts';
import { briefOf } from '../src/pairing/matching/sides.ts';
import { check } from '../tests/pairing/matching/checker.ts';
import { roundOf } from '../tests/pairing/matching/cohort.ts';
import { hasRealLearners, realMembers } from '../tests/pairing/matching/real-learners.ts';

export function run(seed = 1): string {
  if (!hasRealLearners) return 'The real learners (../shared/data/learners.json) are not on this machine.';
  const members = realMembers(seed);
  const { round, certificate } = computeRound(roundOf(members), () => performance.now());
  const wrong = check(JSON.parse([...certificate].join('')));
  const briefs = new Map(members.map((member) => [member.learner.id, briefOf(member) ?? 'none yet']));
  const { objective, blocking, participants } = round;
  const worst = round.pairs[round.worst]?.score;
  const lines = [
    `- ${members.length} learners, ${participants.backend} on the backend side and ${participants.frontend} on the`,
    `  frontend side (${round.given.length} fullstack learners were given theirs); ${round.feasible} feasible pairs.`,
    `- ${objective.pairs} pairs; the worst scores ${objective.worst} (${worst?.overlapMinutes ?? 'unknown'} shared`,
    `  minutes), the mean ${(objective.total / objective.pairs).toFixed(1)}; median overlap`,
    `  ${round.medianOverlapMinutes} minutes, unknown for ${round.unknownOverlap}; ${blocking.count} blocking pairs.`,
    `- ${round.leftovers.length} are left over.`,
    `- The separate checker ${wrong.length === 0 ? 'accepts the certificate' : `REFUSES: ${wrong.join(', ')}`}.`,
    '',
    '| brief | pairs | left, backend | left, frontend |',
    '|---|---|---|---|',
  ];
  for (const brief of [...new Set(briefs.values())].sort()) {
    const left = (side: string) =>
      round.leftovers.filter((each) => each.side === side && briefs.get(each.id) === brief).length;
    const pairs = round.pairs.filter(({ backend }) => briefs.get(backend.id) === brief).length;
    lines.push(`| ${brief} | ${pairs} | ${left('backend')} | ${left('frontend')} |`);
  }
  lines.push('', '| why left over | learners | what would help most of them |', '|---|---|---|');
  const groups = Map.groupBy(round.leftovers, why);
  for (const [reason, group] of groups) {
    const offers = Map.groupBy(group, ({ help }) => best(help[0]));
    const [offer = 'nothing'] = [...offers].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
    lines.push(`| ${reason} | ${group.length} | ${offer} |`);
  }
  return lines.join('\n');
}

function why({ reason }: RoundLeftover): string {
  if (reason.key === 'nobody') return `nobody fits: mostly \`${reason.most}\``;
  return `${reason.seekers} learners compete for ${reason.partners} partners`;
}

function best(help: RoundLeftover['help'][number] | undefined): string {
  if (help === undefined) return 'nothing';
  return help.key === 'add-hours' ? `\`${help.key}\`: ${help.preset}` : `\`${help.key}\``;
}

if (import.meta.main) console.log(run(Number(process.argv[2] ?? 1)));
