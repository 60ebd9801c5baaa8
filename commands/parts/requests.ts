import { whyLines } from '../../src/pairing/partners/cards.ts';
import { declinedBody, declineModal, detailsBody } from '../../src/people/requests/cards.ts';
import { LIMITS, otherOf } from '../../src/people/requests/rules.ts';
import type { Press } from '../../src/platform/discord/call.ts';
import type { Command, Route } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, modal, type Reply } from '../../src/platform/discord/reply.ts';
import { timestamp } from '../../src/platform/discord/times.ts';
import { reportRow } from '../../src/staff/moderation/cards.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';

const DECLINE_DRAFT = 'decline';
/** How long the answer to an acceptance waits for the thread (ms). */
const THREAD_PATIENCE = 20_000;

type Answer = (press: Press, id: number) => Promise<Reply>;

/** The buttons of every request, whatever it is about. They work in direct messages too. */
export function requestParts(services: Services): Required<Pick<Command, 'routes' | 'forms' | 'reopens'>> {
  const { cohorts, outbox, partners, requests } = services;

  async function accept(press: Press, id: number): Promise<Reply> {
    const accepted = await requests.accept(id, press.caller.id);
    if ('waitsFor' in accepted) {
      const { waitsFor, request } = accepted;
      const params = { person: `<@${waitsFor}>`, when: timestamp(request.expiresAt) };
      return answer(press.t('rounds:accepted-waits', params));
    }
    const { body, fulfilled } = accepted;
    const { thread } = fulfilled;
    const now = body(press.t, thread?.id ?? null);
    if (thread === undefined || thread.id !== null) return answer(now);
    return answer(now, async () => {
      const sent = await outbox.settled(thread.key, THREAD_PATIENCE);
      return sent === undefined ? undefined : body(press.t, sent.channelId);
    });
  }

  async function decline(press: Press, id: number): Promise<Reply> {
    const declined = await requests.decline(id, press.caller.id);
    return answer(declinedBody(press.t, declined, otherOf(declined.request, press.caller.id)));
  }

  async function details(press: Press, id: number): Promise<Reply> {
    const worded = await requests.get(id, press.caller.id);
    const { cohortId, projectId } = worded.request;
    const cohort = await cohorts.find(cohortId);
    const other = otherOf(worded.request, press.caller.id);
    const why =
      cohort === undefined
        ? undefined
        : await partners.why(cohort, projectId ?? undefined, press.caller.id, other);
    const lines = why === undefined ? [] : whyLines(press.t, press.locale, why);
    const body = detailsBody(press.t, worded, press.caller.id, lines);
    const { senderId } = worded.request;
    const report =
      senderId === null || senderId === press.caller.id ? [] : [reportRow(press.t, 'request', id)];
    return answer({ ...body, components: [...(body.components ?? []), ...report] });
  }

  async function cancel(press: Press, id: number): Promise<Reply> {
    await requests.cancel(id, press.caller.id);
    return answer(press.t('requests:cancelled'));
  }

  /** A button of before all requests were in one table: its number is one of that time. */
  function old(kind: 'side' | 'round', act: Answer): Route['run'] {
    return async (press, [id]) => await act(press, await requests.byOldId(kind, idIn(id)));
  }

  return {
    routes: [
      { name: 'request.accept', run: (press, [id]) => accept(press, idIn(id)) },
      { name: 'request.decline', run: (press, [id]) => decline(press, idIn(id)) },
      { name: 'request.details', run: (press, [id]) => details(press, idIn(id)) },
      { name: 'request.cancel', run: (press, [id]) => cancel(press, idIn(id)) },
      { name: 'side.accept', run: old('side', accept) },
      { name: 'side.decline', run: old('side', decline) },
      { name: 'side.details', run: old('side', details) },
      { name: 'side.cancel', run: old('side', cancel) },
      { name: 'round.accept', run: old('round', accept) },
      { name: 'round.decline', run: old('round', decline) },
      { name: 'round.details', run: old('round', details) },
      {
        name: 'decline.explain',
        async run(press, [id]) {
          await requests.toExplain(idIn(id), press.caller.id);
          return modal(declineModal(press.t, idIn(id)));
        },
      },
    ],
    forms: [
      {
        name: 'decline.send',
        async run(call, [id], fields) {
          const typed = fields.text('reason');
          const content = { id: idIn(id), reason: typed };
          return await withDraft(services, call, { kind: DECLINE_DRAFT, content }, async () => {
            const reason = readText('reason', typed, { ...LIMITS.reason, required: true });
            await requests.explain(idIn(id), call.caller.id, reason ?? '');
            return answer(call.t('requests:decline.passed-on'));
          });
        },
      },
    ],
    reopens: [
      {
        kind: DECLINE_DRAFT,
        modal(call, _draftId, content) {
          const { id, reason } = content as { id: number; reason: string };
          return declineModal(call.t, id, reason);
        },
      },
    ],
  };
}
