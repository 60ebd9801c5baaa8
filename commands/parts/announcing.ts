import {
  announcementModal,
  droppedBody,
  previewBody,
  sentBody,
} from '../../src/calendar/announcements/cards.ts';
import {
  type Announcement,
  LACKING,
  type Lacking,
  LIMITS,
  type NewAnnouncement,
} from '../../src/calendar/announcements/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import {
  type Action,
  action,
  type Fields,
  type Form,
  type Reopen,
  type Route,
} from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { CHANNEL_TYPES } from '../../src/platform/discord/inspector.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, modal, type Reply, update } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { literal } from '../../src/platform/text.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';
import { zoneFor } from './hours.ts';
import { inServer, pickCohort, suggestCohorts } from './pick.ts';
import { readMoment } from './when.ts';

const DRAFT = 'announcement';
const CHANGE = 'announcement-change';

/** What staff typed and chose, kept between the preview and *Send*. */
interface Typed {
  readonly title: string;
  readonly body?: string | undefined;
  readonly translation?: string | undefined;
  readonly channelId?: string | undefined;
  readonly roleId?: string | undefined;
  readonly lacking?: Lacking | undefined;
  readonly cohortId?: number | undefined;
  readonly acknowledge?: boolean | undefined;
  /** As typed, and the moment it means (ms UTC). */
  readonly when?: string | undefined;
  readonly dueAt?: number | undefined;
}

/** What a window holds. */
interface Words {
  readonly title: string;
  readonly body: string;
  readonly translation: string;
  readonly when?: string | undefined;
}

const words = {
  title: { kind: 'text', required: true, ...LIMITS.title },
  body: { kind: 'text', lines: true, ...LIMITS.body },
  translation: { kind: 'text', lines: true, ...LIMITS.translation },
} as const;

interface Values {
  readonly title: string;
  readonly body?: string | undefined;
  readonly translation?: string | undefined;
  readonly channel?: string | undefined;
  readonly role?: string | undefined;
  readonly lacking?: Lacking | undefined;
  readonly acknowledge?: boolean | undefined;
  readonly cohort?: string | undefined;
  readonly when?: string | undefined;
}

/** `/announcement post` and `schedule`: typed, shown to whoever types it, and sent from there. */
export function announcing(services: Services): {
  post: Action;
  schedule: Action;
  forms: Form[];
  reopens: Reopen[];
  routes: Route[];
  mayPublish: (announcement: Announcement) => Promise<boolean>;
} {
  const { announcements, communities, cohorts, drafts, inspector } = services;
  const options = optionsOf(services);

  function keep(call: Call, content: Typed): Promise<string> {
    return drafts.keep({ guildId: call.guildId, userId: call.caller.id, kind: DRAFT, content });
  }

  async function typedFrom(call: Call, values: Values): Promise<Typed> {
    const { title, body, translation, channel: channelId, role: roleId, lacking, acknowledge, when } = values;
    if (roleId === call.guildId) throw new UserError({ key: 'announcements:error.everyone' });
    if (roleId !== undefined && lacking !== undefined)
      throw new UserError({ key: 'announcements:error.role-with-lacking' });
    const cohortId = lacking === undefined ? undefined : (await pickCohort(services, call, values.cohort)).id;
    return { title, body, translation, channelId, roleId, lacking, cohortId, acknowledge, when };
  }

  /** What everybody reads needs a channel; what is told to some alone does not. */
  async function channelOf(guildId: string, typed: Typed): Promise<string | undefined> {
    if (typed.lacking !== undefined || typed.channelId !== undefined) return typed.channelId;
    const { channels } = await communities.get(guildId);
    const channel = channels.announcements ?? channels.projects;
    if (channel === null) throw new UserError({ key: 'announcements:error.no-channel' });
    return channel;
  }

  /** The moment is asked about where it has several readings, or none. */
  async function dueAt(call: Call, { when }: Typed): Promise<number | 'edit' | undefined> {
    if (when === undefined) return undefined;
    const read = readMoment(call, when, await zoneFor(services, call.guildId, call.caller.id));
    return read === 'edit' ? 'edit' : read.instant;
  }

  async function preview(call: Call, asked: Typed): Promise<Reply> {
    const due = await dueAt(call, asked);
    const typed: Typed = { ...asked, dueAt: due === 'edit' ? undefined : due };
    const channelId = await channelOf(call.guildId, typed);
    const draftId = await keep(call, typed);
    const many = manyLines(typed);
    if (many !== undefined) throw many.kept(draftId);
    if (typed.body === undefined || due === 'edit')
      return modal(announcementModal(call.t, ['announcement.typed', draftId], typed));
    const to = await recipients(call.guildId, typed);
    const body = previewBody(call.t, {
      draftId,
      announcement: {
        title: typed.title,
        body: typed.body,
        translation: typed.translation ?? null,
        roleId: typed.roleId ?? null,
        lacking: typed.lacking ?? null,
        acknowledge: typed.acknowledge === true,
      },
      channelId,
      cohort: to?.name,
      reach: to === undefined ? undefined : await announcements.reach(to),
      dueAt: typed.dueAt,
    });
    return answer(body);
  }

  async function recipients(guildId: string, { lacking, cohortId }: Typed) {
    if (lacking === undefined || cohortId === undefined) return undefined;
    const cohort = await cohorts.find(cohortId);
    if (cohort?.guildId !== guildId) throw new UserError({ key: 'cohorts:error.unknown' });
    if (cohort.archivedAt !== null)
      throw new UserError({ key: 'cohorts:error.archived', params: { name: literal(cohort.name) } });
    return { lacking, cohortId, name: cohort.name };
  }

  async function draftOf(call: Call, draftId: string): Promise<Typed> {
    const draft = await drafts.find(draftId, call.caller.id);
    if (draft?.kind !== DRAFT) throw new UserError({ key: 'common:error.draft-gone' });
    return draft.content as Typed;
  }

  async function send(call: Call, draftId: string): Promise<Reply> {
    const before = await announcements.ofDraft(call.guildId, draftId);
    if (before !== undefined) return await shown(call, before);
    const typed = await draftOf(call, draftId);
    const { title, body, translation, channelId, roleId, acknowledge, dueAt } = typed;
    if (body === undefined) throw new UserError({ key: 'common:error.draft-gone' });
    await channelOf(call.guildId, typed);
    const to = await recipients(call.guildId, typed);
    const made: NewAnnouncement = {
      guildId: call.guildId,
      authorId: call.caller.id,
      draftId,
      title,
      body,
      translation,
      channelId,
      roleId,
      to: to === undefined ? undefined : { lacking: to.lacking, cohortId: to.cohortId },
      acknowledge: acknowledge === true,
      dueAt,
    };
    return await shown(call, await announcements.send(made));
  }

  /** What became of a preview, in its place. */
  async function shown(call: Call, sent: Announcement): Promise<Reply> {
    return update(sentBody(call.t, sent, await mayPublish(sent)));
  }

  async function mayPublish(announcement: Announcement): Promise<boolean> {
    const { guildId, lacking, state, publishAskedAt, posted } = announcement;
    if (lacking !== null || state !== 'out' || publishAskedAt !== null) return false;
    const channelId =
      posted?.channelId ??
      (await channelOf(guildId, { title: '', channelId: announcement.channelId ?? undefined }));
    return channelId !== undefined && (await inspector.canPublish(guildId, channelId));
  }

  const keepRaw: Action['keep'] = (call, { title = '', body, translation, when }) =>
    keep(call, { title, body, translation, when });

  return {
    mayPublish,
    post: action({
      access: 'staff',
      options: { ...words, ...options },
      run: async (call, values) => preview(call, await typedFrom(call, values)),
      keep: keepRaw,
    }),
    schedule: action({
      access: 'staff',
      options: { ...words, when: { kind: 'text', required: true, max: 100 }, ...options },
      run: async (call, values) => preview(call, await typedFrom(call, values)),
      keep: keepRaw,
    }),
    forms: [
      {
        // announcement.typed:<draft>: the window after the command, or *Edit* under the preview.
        name: 'announcement.typed',
        access: 'staff',
        async run(call, [draftId = ''], fields) {
          const before = await draftOf(call, draftId);
          const typed = wordsIn(fields);
          const content = { ...before, ...typed };
          return await withDraft(services, call, { kind: DRAFT, content }, () =>
            preview(call, { ...before, ...read(typed), when: typed.when ?? before.when }),
          );
        },
      },
      {
        // announcement.changed:<announcement>
        name: 'announcement.changed',
        access: 'staff',
        async run(call, [id], fields) {
          const typed = wordsIn(fields);
          const content = { id: idIn(id), typed };
          return await withDraft(services, call, { kind: CHANGE, content }, async () => {
            const { title } = await announcements.change(call.guildId, idIn(id), read(typed));
            return answer(call.t('announcements:changed-now', { title: literal(title) }));
          });
        },
      },
    ],
    reopens: [
      {
        kind: DRAFT,
        modal: (call, draftId, content) =>
          announcementModal(call.t, ['announcement.typed', draftId], content as Typed),
      },
      {
        kind: CHANGE,
        modal(call, _, content) {
          const { id, typed } = content as { id: number; typed: Words };
          return announcementModal(call.t, ['announcement.changed', id], typed);
        },
      },
    ],
    routes: [
      {
        // announcement.send:<draft>
        name: 'announcement.send',
        access: 'staff',
        run: (press, [draftId = '']) => send(inServer(press), draftId),
      },
      {
        name: 'announcement.drop',
        access: 'staff',
        async run(press, [draftId = '']) {
          const call = inServer(press);
          const sent = await announcements.drop(call.guildId, call.caller.id, draftId);
          return sent === undefined ? update(droppedBody(call.t)) : await shown(call, sent);
        },
      },
    ],
  };
}

function optionsOf(services: Services) {
  return {
    channel: { kind: 'channel', types: CHANNEL_TYPES.announcements },
    role: { kind: 'role' },
    lacking: { kind: 'choice', values: LACKING, names: 'lacking' },
    acknowledge: { kind: 'boolean' },
    cohort: {
      kind: 'offered',
      suggest: (call: Call, typed: string) => suggestCohorts(services, call, typed),
    },
  } as const;
}

function wordsIn(fields: Fields): Words {
  const when = fields.text('when');
  return {
    title: fields.text('title'),
    body: fields.text('body'),
    translation: fields.text('translation'),
    ...(when === '' ? {} : { when }),
  };
}

/** Why a text has too many lines; undefined when none has. */
function manyLines({
  body = '',
  translation = '',
}: Pick<Typed, 'body' | 'translation'>): UserError | undefined {
  const count = Math.max(...[body, translation].map((each) => each.trim().split('\n').length));
  if (count <= LIMITS.lines) return undefined;
  return new UserError({ key: 'announcements:error.lines', params: { max: LIMITS.lines, lines: count } });
}

/** Throws a UserError for a field that is too short or too long. */
function read(typed: Words): { title: string; body: string; translation: string | undefined } {
  const many = manyLines(typed);
  if (many !== undefined) throw many;
  return {
    title: readText('title', typed.title, { ...LIMITS.title, required: true }) ?? '',
    body: readText('body', typed.body, { ...LIMITS.body, lines: true, required: true }) ?? '',
    translation: readText('translation', typed.translation, { ...LIMITS.translation, lines: true }),
  };
}
