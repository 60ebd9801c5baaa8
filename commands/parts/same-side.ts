import { reasonLines } from '../../src/pairing/partners/cards.ts';
import { sideDetailsBody, studyModal, teamsBody } from '../../src/pairing/same-side/cards.ts';
import { LIMITS, type SideRequest } from '../../src/pairing/same-side/rules.ts';
import type { Press } from '../../src/platform/discord/call.ts';
import type { Command } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, modal, type Reply } from '../../src/platform/discord/reply.ts';
import { timestamp } from '../../src/platform/discord/times.ts';
import { UserError } from '../../src/platform/errors.ts';
import { rowId } from '../../src/platform/numbers.ts';
import type { Services } from '../services.ts';
import { orKept } from './keep.ts';
import { inServer } from './pick.ts';

/** How long the answer to an acceptance waits for the thread (ms). */
const THREAD_PATIENCE = 20_000;
const STUDY_DRAFT = 'study';

/** What is pressed around study partners and second places in teams; part of `/find-partner`. */
export function sameSideParts(services: Services): Required<Pick<Command, 'routes' | 'forms' | 'reopens'>> {
  const { cohorts, learners, outbox, partners, projects, sameSide } = services;

  function sent(press: Press, request: SideRequest): Reply {
    const params = { person: `<@${request.addresseeId}>`, when: timestamp(request.expiresAt) };
    return answer(press.t(`same-side:sent.${request.kind}`, params));
  }

  async function accept(press: Press, id: number): Promise<Reply> {
    const request = await sameSide.accept(id, press.caller.id);
    if (request.kind === 'second')
      return answer(press.t('same-side:accepted.second', { person: `<@${request.senderId}>` }));
    return answer(press.t('same-side:accepted.study-soon'), async () => {
      const thread = await outbox.settled(sameSide.threadKey(id), THREAD_PATIENCE);
      if (thread === undefined) return undefined;
      return { content: press.t('same-side:accepted.study', { thread: `<#${thread.channelId}>` }) };
    });
  }

  async function details(press: Press, id: number): Promise<Reply> {
    const request = await sameSide.get(id, press.caller.id);
    const cohort = await cohorts.find(request.cohortId);
    const other = request.senderId === press.caller.id ? request.addresseeId : request.senderId;
    const why =
      cohort === undefined ? undefined : await partners.why(cohort, undefined, press.caller.id, other);
    const name = (await sameSide.namesOf([request])).get(request.teamId ?? 0) ?? '';
    const lines = why === undefined ? [] : reasonLines(press.t, press.locale, why);
    return answer(sideDetailsBody(press.t, request, name, lines));
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
        run: (press, [cohortId = '', userId = '']) =>
          Promise.resolve(modal(studyModal(press.t, idIn(cohortId), userId))),
      },
      { name: 'second', run: showTeams },
      {
        name: 'second.ask',
        async run(press, [teamId]) {
          const call = inServer(press);
          return sent(press, await sameSide.second(call.guildId, idIn(teamId), call.caller.id));
        },
      },
      { name: 'side.accept', run: (press, [id]) => accept(press, idIn(id)) },
      {
        name: 'side.decline',
        async run(press, [id]) {
          const request = await sameSide.decline(idIn(id), press.caller.id);
          return answer(press.t('same-side:declined', { person: `<@${request.senderId}>` }));
        },
      },
      { name: 'side.details', run: (press, [id]) => details(press, idIn(id)) },
      {
        name: 'side.cancel',
        async run(press, [id]) {
          await sameSide.cancel(idIn(id), press.caller.id);
          return answer(press.t('same-side:cancelled'));
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
        async run(call, [cohortId = '', userId = ''], fields) {
          const typed = fields.text('note');
          const content = { cohortId: idIn(cohortId), userId, note: typed };
          return await orKept(services, call, { kind: STUDY_DRAFT, content }, async () => {
            const cohort = await cohorts.find(idIn(cohortId));
            if (cohort?.guildId !== call.guildId) throw new UserError({ key: 'cohorts:error.unknown' });
            const note = readText('note', typed, LIMITS.note);
            const request = await sameSide.study(cohort, call.caller.id, userId, note);
            const params = { person: `<@${request.addresseeId}>`, when: timestamp(request.expiresAt) };
            return answer(call.t('same-side:sent.study', params));
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
