import { buttons, type Member } from '@nexus/simulator';
import type { Acting } from './acting.ts';
import type { News, Picture } from './picture.ts';
import type { Stage } from './stage.ts';

/** What the story of a blocker needs of the week. */
interface Parts {
  readonly stage: Stage;
  readonly acting: Acting;
  readonly picture: Picture;
  readonly show: (news: readonly News[]) => void;
}

const TITLE = 'Celery does not reach RabbitMQ in Docker';
const DETAILS =
  'The worker stops with "Connection refused" on amqp://localhost:5672. It works outside of Docker.';
const ANSWER =
  'Inside compose every service has its own localhost. Use the name of the service as host: amqp://rabbitmq:5672';

/** The lead is stuck and somebody else knows why; the lead says so, which everybody finds from then on. */
export async function solveBlocker(
  { stage, acting, picture, show }: Parts,
  { lead, helper }: { readonly lead: Member; readonly helper: Member },
): Promise<void> {
  await acting.slash(lead, '/progress', {
    update: 'Products and orders answer; next is the mail queue.',
    hours: 6,
  });
  await acting.slash(lead, '/blocker open', { title: TITLE, details: DETAILS, tech: 'Celery, Docker' });
  await stage.settle();
  show(picture.news());
  const card = lead
    .sees(stage.projects)
    .findLast((message) => buttons(message).some(({ label }) => label === 'I can help'));
  const thread = helper.threads().find(({ name }) => name === TITLE);
  if (card === undefined || thread === undefined) return;
  picture.add(helper);
  await acting.click(helper, card, 'I can help');
  const answer = acting.write(helper, ANSWER, thread);
  picture.remove(helper);
  await acting.menu(lead, 'This solved it', answer);
  await stage.settle();
  show(picture.news());
  picture.showChanges();
}

/** Somebody else runs into the same thing, in other words and with slips of the finger. */
export async function findAgain({ acting, picture }: Parts, seeker: Member): Promise<void> {
  picture.add(seeker);
  await acting.slash(seeker, '/knowledge search', { query: 'celery cant conect to rabbitmq localhost' });
  picture.remove(seeker);
}
