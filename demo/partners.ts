import { buttons, type Message, type Reply } from '@nexus/simulator';
import { translator } from '../src/platform/i18n/index.ts';
import type { Acting } from './acting.ts';
import type { Learner } from './cast.ts';
import type { News } from './picture.ts';

/** What an evening's search came to. */
export type Search =
  | { readonly ended: 'asked' | 'looked' | 'waits' | 'nobody' }
  | { readonly ended: 'failed'; readonly why: string };

/** Looks for a partner and, where `asks`, asks the best one that `may` be asked; who finds nobody joins the waiting list. */
export async function search(
  acting: Acting,
  { member }: Learner,
  options: { asks: boolean; note: string; prefers: string | undefined; may: (userId: string) => boolean },
): Promise<Search> {
  const t = translator(member.locale === 'fr' ? 'fr' : 'en');
  const [ask, more, wait] = [t('partners:button.ask'), t('partners:button.more'), t('partners:button.wait')];
  let found = await acting.slash(member, '/find-partner');
  if (peopleIn(found.message).length === 0) {
    if (!has(found, wait)) return { ended: 'nobody' };
    await acting.click(member, found.message, wait);
    return { ended: 'waits' };
  }
  if (!options.asks || !has(found, ask)) return { ended: 'looked' };
  for (let page = 1; page <= PAGES; page++) {
    const people = peopleIn(found.message);
    const preferred = people.indexOf(options.prefers ?? '');
    const index = preferred >= 0 ? preferred : people.findIndex((userId) => options.may(userId));
    if (index >= 0) {
      const form = await acting.click(member, found.message, ask, index);
      if (form.response !== 'modal') return { ended: 'looked' };
      await acting.submit(member, form.modal, { [t('partners:ask.note')]: options.note });
      return { ended: 'asked' };
    }
    if (!has(found, more)) break;
    found = await acting.click(member, found.message, more);
  }
  return { ended: 'looked' };
}

/** How far people read on. */
const PAGES = 4;

function has(reply: Reply, label: string): boolean {
  return buttons(reply.message).some((button) => button.label === label);
}

/** The members a search lists, in its order: the first mention of each section. */
function peopleIn(message: Message): string[] {
  const sections = message.components
    .flatMap((part) => part.components ?? [])
    .filter((part) => part.type === SECTION);
  return sections.flatMap((section) => {
    const words = (section.components ?? []).map((part) => part.content ?? '').join('\n');
    return /<@(\d+)>/.exec(words)?.[1] ?? [];
  });
}

const SECTION = 9;

/** Requests as the asked find them: a message that mentions them and has *Accept*. */
export function requestsIn(news: readonly News[]): { to: string; message: Message }[] {
  return news.flatMap(({ message, pinged }) =>
    buttons(message).some((button) => ACCEPT.has(button.label))
      ? [...pinged].map((to) => ({ to, message }))
      : [],
  );
}

const ACCEPT = new Set((['en', 'fr'] as const).map((locale) => translator(locale)('requests:button.accept')));

/** Says yes. The message may be in the server's language or, as a direct message, in the member's own. */
export async function accept(acting: Acting, learner: Learner, message: Message): Promise<Reply> {
  const label = buttons(message).find((button) => ACCEPT.has(button.label))?.label ?? '';
  return acting.click(learner.member, message, label);
}

export function isAnswered(message: Message): boolean {
  return !buttons(message).some((button) => ACCEPT.has(button.label));
}
