import { MARKS } from '../../src/journal/marks/rules.ts';
import type { Route } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { answer } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { Services } from '../services.ts';
import { inServer } from './pick.ts';

/** *Helped me* and *Outdated*: entry.mark:<blocker or solution>:<id>:<helped or outdated>. */
export function markRoute({ marks }: Services): Route {
  return {
    name: 'entry.mark',
    async run(press, [kind, id, said]) {
      const { guildId, caller, t } = inServer(press);
      const mark = MARKS.find((each) => each === said);
      if (mark === undefined || (kind !== 'blocker' && kind !== 'solution'))
        throw new UserError({ key: 'common:error.old-button' });
      const isNew = await marks.mark(guildId, { kind, id: idIn(id) }, caller.id, mark);
      return answer(t(isNew ? `journal:marked.${mark}` : 'journal:marked.already'));
    },
  };
}
