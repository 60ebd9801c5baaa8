import { addedBody, learningModal, learningsBody } from '../src/journal/learnings/cards.ts';
import { KINDS, LIMITS } from '../src/journal/learnings/rules.ts';
import type { Call } from '../src/platform/discord/call.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { idIn, numberIn } from '../src/platform/discord/custom-id.ts';
import { readOptions } from '../src/platform/discord/options.ts';
import { answer, type Body, modal, type Reply, update } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { literal, oneLine, truncated } from '../src/platform/text.ts';
import { withDraft } from './parts/drafts.ts';
import { inServer, pickCohort } from './parts/pick.ts';
import { withReadme } from './parts/readme-line.ts';
import { requireEntrance } from './parts/running.ts';
import { askAboutSecrets } from './parts/stand.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [learning];

const DRAFT = 'learning';
/** Ids of one answer are shared together: at most so many. */
const TOGETHER = LIMITS.lines;

interface Typed {
  readonly kind?: string | undefined;
  readonly text?: string | undefined;
  readonly week?: string | undefined;
}

const REQUIRED = {
  kind: { kind: 'choice', required: true, values: KINDS, names: 'learning' },
  text: { kind: 'text', required: true, ...LIMITS.text },
  week: { kind: 'integer', ...LIMITS.week },
} as const;

function learning(services: Services): Command {
  const { learnings } = services;

  async function cohortId(call: Call): Promise<number> {
    const cohort = await pickCohort(services, call, undefined);
    await services.cohorts.enter(cohort.id, call.caller.id);
    return cohort.id;
  }

  async function form(call: Call, typed: Typed): Promise<Reply> {
    // Which of several is asked when it is sent; without any it would be filled in for nothing.
    await requireEntrance(services, call);
    return modal(learningModal(call.t, typed));
  }

  async function add(call: Call, typed: Typed): Promise<Reply> {
    return await withDraft(services, call, { kind: DRAFT, content: typed }, async () => {
      const sent = Object.entries(typed).flatMap(([name, value]: [string, string | undefined]) =>
        value === undefined || value.trim() === '' ? [] : [{ name, value }],
      );
      const { kind, text, week } = readOptions(REQUIRED, sent, call, {});
      if (askAboutSecrets(call, [text]) === 'edit') return await form(call, typed);
      const { guildId, caller } = call;
      const cohort = await cohortId(call);
      const added = await learnings.add({
        guildId,
        cohortId: cohort,
        userId: caller.id,
        kind,
        text,
        week,
      });
      return answer(await withReadme(services, call, cohort, addedBody(call.t, added)));
    });
  }

  async function list(call: Call, offset = 0): Promise<Body> {
    const cohort = await pickCohort(services, call, undefined);
    return learningsBody(call.t, await learnings.ofMember(cohort.id, call.caller.id), offset);
  }

  return {
    type: 'slash',
    name: 'learning',
    subcommands: {
      add: action({
        options: {
          kind: { kind: 'choice', values: KINDS, names: 'learning' },
          text: { kind: 'text', ...LIMITS.text },
          week: { kind: 'integer', ...LIMITS.week },
        },
        run(call, { kind, text, week }) {
          const typed = { kind, text, week: week === undefined ? undefined : String(week) };
          return kind === undefined || text === undefined ? form(call, typed) : add(call, typed);
        },
        keep: (call, raw) =>
          services.drafts.keep({ guildId: call.guildId, userId: call.caller.id, kind: DRAFT, content: raw }),
      }),
      list: action({ run: async (call) => answer(await list(call)) }),
    },
    routes: [
      {
        // *I learned something*: learning.new:<kind that is chosen beforehand>
        name: 'learning.new',
        run: (press, [kind]) => form(inServer(press), { kind }),
      },
      {
        // *Share with the server*: learning.share:<first>:<last of those that were added together>
        name: 'learning.share',
        async run(press, [first, last]) {
          const from = idIn(first);
          const count = Math.min(TOGETHER, Math.max(1, idIn(last) - from + 1));
          const ids = Array.from({ length: count }, (_, index) => from + index);
          const shared = await learnings.share(ids, press.caller.id);
          if (shared.length === 0) throw new UserError({ key: 'journal:error.public-already' });
          return update(press.t('journal:learning.now-shared', { count: shared.length }));
        },
      },
      {
        name: 'learning.pick',
        async run(press, _, [id]) {
          const call = inServer(press);
          await learnings.share([idIn(id)], call.caller.id);
          return update(await list(call));
        },
      },
      {
        name: 'learning.remove',
        async run(press, _, [id]) {
          const call = inServer(press);
          const { text } = await learnings.remove(idIn(id), call.caller.id);
          const words = literal(truncated(oneLine(text), 150));
          return answer(call.t('journal:learning.removed', { text: words }));
        },
      },
      {
        name: 'learning.list',
        async run(press, [offset]) {
          return update(await list(inServer(press), numberIn(offset, { min: 0, max: 100_000 })));
        },
      },
    ],
    forms: [
      {
        name: 'learning.add',
        run: (call, _, fields) =>
          add(call, { kind: fields.values('kind')[0], text: fields.text('text'), week: fields.text('week') }),
      },
    ],
    reopens: [{ kind: DRAFT, modal: (call, _, content) => learningModal(call.t, content as Typed) }],
  };
}
