import { codePoints, oneLine } from '../src/platform/text.ts';
import type { Learner } from './cast.ts';
import type { Entry } from './learners-file.ts';

/** The learners whose week is told; a small file may lack some. */
export interface Leads {
  /** Announces first and, on the third evening, asks for a partner. */
  readonly first: Learner | undefined;
  /** Uses Discord in French; in the picture on the second day. */
  readonly french: Learner | undefined;
}

/** The cast with two of them given the habits the story needs: a backend learner, and one whose Discord is French. */
export function cast(learners: readonly Learner[]): { learners: Learner[]; leads: Leads } {
  const able = learners.filter((learner) => isOrdinary(learner.entry));
  const isFrench = ({ member }: Learner): boolean => member.locale === 'fr';
  const likely = able.filter((each) => !isFrench(each) && each.entry.partnerOf === undefined);
  const chosen =
    likely.find(({ entry }) => entry.track === 'backend' && entry.brief === 'ecommerce') ?? able[0];
  const other = able.find((learner) => isFrench(learner) && learner !== chosen);

  const first: Learner | undefined = chosen && {
    ...chosen,
    day: 1,
    zone: 'Africa/Lagos',
    hours: [{ days: 'mon-fri', from: '18:00', to: '21:30' }],
    early: false,
    forgetful: false,
    slow: false,
  };
  const french: Learner | undefined = other && {
    ...other,
    day: 2,
    hours: [{ days: 'lun-ven', from: '18h30', to: '21h' }],
    forgetful: false,
  };
  return {
    learners: learners.map((each) => (each === chosen ? first : each === other ? french : each) ?? each),
    leads: { first, french },
  };
}

/** Whose announcement Nexus takes: a hostile or empty title makes no story. */
function isOrdinary({ title, technologies }: Entry): boolean {
  const length = codePoints(oneLine(title ?? ''));
  return length >= 3 && length <= 80 && technologies.length <= 40;
}
