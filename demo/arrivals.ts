import { buttons, Refused, type Reply, text } from '@nexus/simulator';
import type { Acting } from './acting.ts';
import type { Learner } from './cast.ts';
import type { Stage } from './stage.ts';

/** What became of a learner's announcement. */
export type Arrival = { readonly announced: true } | { readonly announced: false; readonly why: string };

const DOCUMENTATION_ONLY =
  'documentation only: no title and no brief, so they pressed that button on the Start here card';

/**
 * What a learner does on the day they begin: profile, hours, announcement. How it ended is known when the bot has had
 * time to post the card: call what comes back after `stage.settle()`.
 */
export async function arrive(
  stage: Stage,
  acting: Acting,
  learner: Learner,
  how: { asNewcomer: boolean },
): Promise<() => Arrival> {
  const arrival = await begin(stage, acting, learner, how.asNewcomer);
  return typeof arrival === 'function' ? arrival : () => arrival;
}

async function begin(
  stage: Stage,
  acting: Acting,
  learner: Learner,
  asNewcomer: boolean,
): Promise<Arrival | (() => Arrival)> {
  try {
    const { title } = learner.entry;
    if (title === undefined) return await document(stage, acting, learner);
    const reply = await (asNewcomer ? announceFirst : profileFirst)(acting, learner, title);
    return () => outcomeOf(reply);
  } catch (error) {
    // Discord's client would not have let them send it, or the bot gave no answer in time.
    const who = error instanceof Refused ? 'Discord refuses' : 'Nexus failed';
    return {
      announced: false,
      why: `${who}: ${error instanceof Error ? firstLine(error.message) : String(error)}`,
    };
  }
}

/** One press on the *Start here* card. */
export async function join(stage: Stage, acting: Acting, learner: Learner): Promise<void> {
  await acting.click(learner.member, startHere(stage), START_BUTTONS[learner.entry.track]);
}

const START_BUTTONS = {
  backend: 'I build the backend',
  frontend: 'I build the frontend',
  fullstack: 'Both',
} as const;

function startHere(stage: Stage) {
  const card = stage.projects.messages.find((message) => text(message).includes(START_BUTTONS.backend));
  if (card === undefined) throw new Error('There is no Start here card.');
  return card;
}

async function document(stage: Stage, acting: Acting, learner: Learner): Promise<Arrival> {
  await acting.click(learner.member, startHere(stage), 'Documentation only');
  return { announced: false, why: DOCUMENTATION_ONLY };
}

async function profileFirst(acting: Acting, learner: Learner, title: string): Promise<Reply> {
  await setProfile(acting, learner);
  return announce(acting, learner, title);
}

/** Before anything is known of them: the bot asks for the side and goes on with what was typed. */
async function announceFirst(acting: Acting, learner: Learner, title: string): Promise<Reply> {
  const asked = await announce(acting, learner, title);
  const side = { backend: 'Backend', frontend: 'Frontend', fullstack: 'Full stack' }[learner.entry.track];
  const isQuestion = buttons(asked.message).some((button) => button.label === side);
  const reply = isQuestion ? await acting.click(learner.member, asked.message, side) : asked;
  await setProfile(acting, learner);
  return reply;
}

function announce(acting: Acting, learner: Learner, title: string): Promise<Reply> {
  const { member, entry, summary } = learner;
  return acting.slash(member, '/announce-project', {
    title,
    brief: entry.brief,
    summary,
    api: entry.api,
    stack: stackOf(learner),
  });
}

async function setProfile(acting: Acting, learner: Learner): Promise<void> {
  await acting.slash(learner.member, '/profile set', {
    track: learner.entry.track,
    timezone: learner.zone,
    'hours-per-week': learner.hoursPerWeek,
    api: learner.entry.api,
    stack: stackOf(learner),
  });
  if (!learner.forgetful) await giveHours(acting, learner);
}

function stackOf({ entry }: Learner): string | undefined {
  return entry.technologies.length === 0 ? undefined : entry.technologies.join(', ');
}

export async function giveHours(acting: Acting, { member, hours }: Learner): Promise<void> {
  for (const { days, from, to } of hours)
    await acting.slash(member, '/profile availability', { days, from, to });
}

/** The confirmation is edited once, with the link to the card; a refusal never changes. */
function outcomeOf(reply: Reply): Arrival {
  return reply.edits > 0 ? { announced: true } : { announced: false, why: firstLine(text(reply.message)) };
}

function firstLine(words: string): string {
  return words.split('\n')[0] ?? '';
}
