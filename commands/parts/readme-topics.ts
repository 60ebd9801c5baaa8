import { topicsModal } from '../../src/journal/readme/cards.ts';
import type { Lists } from '../../src/journal/readme/rules/list.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import type { Form, Reopen, Route } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { answer, modal } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';

const DRAFT = 'readme-topics';
interface Kept {
  readonly cohortId: number;
  readonly lists: Lists;
}

/** Staff change what the learners of a cohort pick their topics from. */
export function readmeTopics(services: Services): {
  readonly route: Route;
  readonly form: Form;
  readonly reopen: Reopen;
  /** Whoever is in no cohort has no README; staff among them find the topics here. */
  readonly strangerTo: (call: Call) => Promise<UserError>;
} {
  const { readmes, cohorts } = services;
  return {
    async strangerTo({ guildId, caller }) {
      const open = caller.isStaff ? await cohorts.open(guildId) : [];
      const help = open.slice(0, 4).map(
        ({ id, name }) =>
          ({
            label: { key: 'readme:button.topics-of', params: { name } },
            to: ['readme.topics', id],
          }) as const,
      );
      return new UserError({ key: 'readme:error.not-in-cohort' }, { help });
    },
    route: {
      name: 'readme.topics',
      access: 'staff',
      run: async (press, [id]) => modal(topicsModal(press.t, idIn(id), await readmes.lists(idIn(id)))),
    },
    form: {
      // readme.topics.send:<cohort>
      name: 'readme.topics.send',
      access: 'staff',
      async run(call, [id], fields) {
        const lists = {
          technology: fields.text('technology'),
          concept: fields.text('concept'),
          practice: fields.text('practice'),
        };
        const content: Kept = { cohortId: idIn(id), lists };
        return await withDraft(services, call, { kind: DRAFT, content }, async () => {
          await readmes.setLists(call.guildId, idIn(id), lists);
          return answer(call.t('readme:topics-saved'));
        });
      },
    },
    reopen: {
      kind: DRAFT,
      modal(call, _, content) {
        const { cohortId, lists } = content as Kept;
        return topicsModal(call.t, cohortId, lists);
      },
    },
  };
}
