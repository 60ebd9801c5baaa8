import type { Call } from '../../src/platform/discord/call.ts';
import type { Form, Reopen, Route } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, modal, type Reply, update } from '../../src/platform/discord/reply.ts';
import { reviewBody, reviewModal, stoppedBody } from '../../src/work/reviews/cards.ts';
import { LIMITS, type Standing } from '../../src/work/reviews/rules.ts';
import { over } from '../../src/work/reviews/service.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';
import { inServer } from './pick.ts';

const DRAFT = 'peer-review';

interface Draft {
  readonly id: number;
  readonly review: string;
}

/** *Swap a peer review*, and what it leads to. */
export function reviewing(services: Services): {
  readonly routes: readonly Route[];
  readonly forms: readonly Form[];
  readonly reopens: readonly Reopen[];
} {
  const { reviews } = services;

  function shown({ t }: Pick<Call, 't'>, standing: Standing): Reply {
    if (standing.kind === 'none') throw over();
    return answer(reviewBody(t, standing));
  }

  return {
    routes: [
      {
        name: 'review.swap',
        async run(press) {
          const call = inServer(press);
          return shown(call, await reviews.swap(call.guildId, call.caller.id));
        },
      },
      {
        name: 'review.again',
        async run(press) {
          const call = inServer(press);
          return shown(call, await reviews.swap(call.guildId, call.caller.id, { again: true }));
        },
      },
      {
        name: 'review.stop',
        async run(press, [id]) {
          const call = inServer(press);
          await reviews.stop(idIn(id), call.caller.id);
          return update(stoppedBody(call.t));
        },
      },
      {
        name: 'review.write',
        async run(press, [id]) {
          await reviews.toWrite(idIn(id), press.caller.id);
          return modal(reviewModal(inServer(press).t, idIn(id)));
        },
      },
    ],
    forms: [
      {
        name: 'review.send',
        async run(call, [id], fields) {
          const content: Draft = { id: idIn(id), review: fields.text('review') ?? '' };
          return await withDraft(services, call, { kind: DRAFT, content }, async () => {
            const review = readText('review', content.review, { ...LIMITS.review, required: true }) ?? '';
            return shown(call, await reviews.say(content.id, call.caller.id, review));
          });
        },
      },
    ],
    reopens: [
      {
        kind: DRAFT,
        modal(call, _, content) {
          const { id, review } = content as Draft;
          return reviewModal(call.t, id, review);
        },
      },
    ],
  };
}
