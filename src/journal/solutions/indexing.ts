import type { Db } from '../../platform/database/index.ts';
import type { Marks } from '../marks/service.ts';
import type { Search } from '../search/service.ts';
import type { Solution } from './rules.ts';

/** As for blockers. */
const OUTDATED = 2;

/** What is shared with everybody is found by others. */
export function createIndexing({
  marks,
  search,
}: {
  marks: Pick<Marks, 'count'>;
  search: Pick<Search, 'keep'>;
}): (trx: Db, solution: Solution) => Promise<void> {
  return async (trx, solution) => {
    if (solution.state !== 'shared' || solution.publicAt === null) return;
    const { rootCause, diagnosis, lesson, message, guildId } = solution;
    const texts = { cause: rootCause, diagnosis, solution: solution.solution, lesson };
    const { outdated } = await marks.count({ kind: 'solution', id: solution.id }, trx);
    await search.keep(trx, {
      guildId,
      kind: 'solution',
      sourceId: solution.id,
      authorId: solution.authorId ?? undefined,
      title: solution.title,
      texts: Object.fromEntries(
        Object.entries(texts).flatMap(([name, text]) => (text === null ? [] : [[name, text]])),
      ),
      technologies: solution.technologies,
      link:
        message === null
          ? (solution.source ?? undefined)
          : `https://discord.com/channels/${guildId}/${message.channelId}/${message.messageId}`,
      outdated: outdated >= OUTDATED,
      at: solution.publicAt,
    });
  };
}
