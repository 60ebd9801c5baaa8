import { archiveBody } from '../../src/people/cohorts/cards.ts';
import { type Action, action, type Route } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { answer, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { literal } from '../../src/platform/text.ts';
import type { Services } from '../services.ts';
import { inServer, pickCohort, suggestCohorts } from './pick.ts';

/** `/cohort archive`: everything of it ends and stays as it is; asked about first. */
export function cohortArchive(services: Services): { action: Action; routes: Route[] } {
  const { cohorts, overview } = services;

  return {
    action: action({
      access: 'staff',
      options: {
        cohort: { kind: 'offered', suggest: (call, typed) => suggestCohorts(services, call, typed) },
      },
      async run(call, { cohort: named }) {
        const cohort = await pickCohort(services, call, named);
        if (cohort.archivedAt !== null)
          throw new UserError({ key: 'cohorts:error.archived', params: { name: literal(cohort.name) } });
        return answer(archiveBody(call.t, cohort, await overview.size(cohort.id)));
      },
    }),
    routes: [
      {
        // cohort.archive:<cohort>:<yes or no>
        name: 'cohort.archive',
        access: 'staff',
        async run(press, [id, choice]) {
          const call = inServer(press);
          const cohort = await cohorts.find(idIn(id));
          if (cohort?.guildId !== call.guildId) throw new UserError({ key: 'cohorts:error.unknown' });
          const params = { name: literal(cohort.name) };
          if (cohort.archivedAt !== null) throw new UserError({ key: 'cohorts:error.archived', params });
          if (choice !== 'yes') return update(call.t('cohorts:archive.kept', params));
          await cohorts.archive(cohort.id);
          return update(call.t('cohorts:archive.done', params));
        },
      },
    ],
  };
}
