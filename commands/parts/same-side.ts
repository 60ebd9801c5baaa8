import { studyModal, teamsBody } from '../../src/pairing/same-side/cards.ts';
import { LIMITS, type Request } from '../../src/people/requests/rules.ts';
import type { Call, Press } from '../../src/platform/discord/call.ts';
import type { Command } from '../../src/platform/discord/command.ts';
import { idIn, memberIn } from '../../src/platform/discord/custom-id.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, modal, type Reply } from '../../src/platform/discord/reply.ts';
import { timestamp } from '../../src/platform/discord/times.ts';
import { UserError } from '../../src/platform/errors.ts';
import { rowId } from '../../src/platform/numbers.ts';
import type { Services } from '../services.ts';
import { saysWhereNewsComes } from './direct-messages.ts';
import { withDraft } from './drafts.ts';
import { inServer } from './pick.ts';
import { requireRunning } from './running.ts';

const STUDY_DRAFT = 'study';

/** What is pressed around study partners and places for one more of a side in teams; part of `/find-partner`. */
export function sameSideParts(services: Services): Required<Pick<Command, 'routes' | 'forms' | 'reopens'>> {
  const { cohorts, learners, projects, sameSide } = services;

  async function sent(call: Call, kind: 'study' | 'second', request: Request): Promise<Reply> {
    const params = { person: `<@${request.askedIds[0] ?? ''}>`, when: timestamp(request.expiresAt) };
    return answer(
      await saysWhereNewsComes(services, call, { content: call.t(`same-side:sent.${kind}`, params) }),
    );
  }

  /** Teams with room for one more of the member's side: second:<cohort>:<project>:<any brief>. */
  async function showTeams(press: Press, args: readonly string[]): Promise<Reply> {
    const call = inServer(press);
    const [cohortId, projectId, anyBrief] = args;
    const cohort = await cohorts.find(idIn(cohortId));
    if (cohort?.guildId !== call.guildId) throw new UserError({ key: 'cohorts:error.unknown' });
    const side = (await learners.find(call.guildId, call.caller.id))?.track;
    if (side !== 'backend' && side !== 'frontend') throw new UserError({ key: 'same-side:error.no-side' });
    const project = await projects.find(rowId(projectId) ?? 0);
    const brief = anyBrief === '1' ? undefined : project?.brief;
    return answer(teamsBody(call.t, side, await sameSide.openTeams(cohort, call.caller.id, { side, brief })));
  }

  return {
    routes: [
      {
        name: 'study.ask',
        async run(press, [cohortId, userId]) {
          await requireRunning(services, idIn(cohortId));
          return modal(studyModal(press.t, idIn(cohortId), memberIn(userId)));
        },
      },
      { name: 'second', run: showTeams },
      {
        name: 'second.ask',
        async run(press, [teamId]) {
          const call = inServer(press);
          const request = await sameSide.askTeam(call.guildId, idIn(teamId), call.caller.id);
          return await sent(call, 'second', request);
        },
      },
      {
        name: 'side.end',
        async run(press, [id]) {
          await sameSide.end(idIn(id), press.caller.id);
          return answer(press.t('same-side:ended'));
        },
      },
    ],
    forms: [
      {
        name: 'study.send',
        async run(call, [cohortId, person], fields) {
          const typed = fields.text('note');
          const userId = memberIn(person);
          const content = { cohortId: idIn(cohortId), userId, note: typed };
          return await withDraft(services, call, { kind: STUDY_DRAFT, content }, async () => {
            const cohort = await cohorts.find(idIn(cohortId));
            if (cohort?.guildId !== call.guildId) throw new UserError({ key: 'cohorts:error.unknown' });
            const note = readText('note', typed, LIMITS.note);
            const request = await sameSide.study(cohort, call.caller.id, userId, note);
            return await sent(call, 'study', request);
          });
        },
      },
    ],
    reopens: [
      {
        kind: STUDY_DRAFT,
        modal(call, _draftId, content) {
          const { cohortId, userId, note } = content as { cohortId: number; userId: string; note: string };
          return studyModal(call.t, cohortId, userId, note);
        },
      },
    ],
  };
}
