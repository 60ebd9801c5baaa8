/**
 * The real learners as members of a cohort, with made-up hours: the data say what they build and with what, not when.
 * The file is not part of the project; where it is absent there is nothing to test.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { RoundMember } from '../../../src/pairing/matching/input.ts';
import type { ApiStyle, Brief, Track } from '../../../src/pairing/partners/rules.ts';
import { plainLearner } from '../partners/learners.ts';
import { Maker } from './cohort.ts';

interface RealLearner {
  id: string;
  track: Track;
  /** What the README says. */
  brief?: Brief | 'none';
  /** What the code says where the README does not. */
  briefFromCode?: Brief | null;
  apiStyle?: string[];
  technologies?: string[];
  readmeLanguage?: string;
}

const FILE = new URL('../../../shared/data/learners.json', import.meta.url);

export const hasRealLearners = existsSync(FILE);

/** Each seeks one partner for the brief they really built; hours, zones and commitment are made up from `seed`. */
export function realMembers(seed: number): RoundMember[] {
  const maker = new Maker(seed);
  const learners = JSON.parse(readFileSync(FILE, 'utf8')) as RealLearner[];
  return learners.map((real) => {
    const brief = real.brief === 'none' ? real.briefFromCode : real.brief;
    return {
      learner: plainLearner({
        id: real.id,
        track: real.track,
        briefs: brief === null || brief === undefined ? [] : [brief],
        languages: real.readmeLanguage === 'en' ? ['en'] : [],
        zone: maker.zone(),
        availability: maker.chance(0.08) ? [] : maker.availability(),
        apiStyle: apiStyleOf(real.apiStyle ?? []),
        hoursPerWeek: 5 + 5 * maker.below(7),
        knows: real.technologies ?? [],
        experience: null,
        goal: null,
      }),
      projects: [],
    };
  });
}

function apiStyleOf(styles: readonly string[]): ApiStyle | null {
  const [rest, graphql] = [styles.includes('rest'), styles.includes('graphql')];
  if (rest && graphql) return 'both';
  if (rest) return 'rest';
  return graphql ? 'graphql' : null;
}
