import type { Learners } from '../../people/learners/service.ts';
import { mentionedIds, unmentioned } from './rules.ts';

export interface Entries {
  /** Texts as they are kept: nothing stored ever mentions anybody. Empty ones are left as they are. */
  withoutMentions<Texts extends Readonly<Record<string, string | null>>>(
    guildId: string,
    texts: Texts,
  ): Promise<Texts>;
}

export function createEntries({ learners }: { learners: Pick<Learners, 'findMany'> }): Entries {
  return {
    async withoutMentions<Texts extends Readonly<Record<string, string | null>>>(
      guildId: string,
      texts: Texts,
    ): Promise<Texts> {
      const ids = mentionedIds(Object.values(texts).join('\n'));
      const people = ids.length === 0 ? [] : await learners.findMany(guildId, ids);
      const names = new Map(people.map(({ userId, displayName }) => [userId, displayName]));
      return Object.fromEntries(
        Object.entries(texts).map(([name, text]) => [name, text === null ? null : unmentioned(text, names)]),
      ) as Texts;
    },
  };
}
