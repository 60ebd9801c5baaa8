import { otherOf } from '../../src/people/requests/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import type { Form, Reopen, Route } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, modal } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import { reportModal } from '../../src/staff/moderation/cards.ts';
import { LIMITS, REPORTED, type Reported, type ReportedKind } from '../../src/staff/moderation/rules.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';
import { inServer } from './pick.ts';

const DRAFT = 'report';

/** *Report*, under what a member can read: only staff hear of it, and one thing has one case. */
export function reporting(services: Services): { routes: Route[]; forms: Form[]; reopens: Reopen[] } {
  const { moderation, projects, requests, solutions, teams } = services;

  /** As it stands, for a member who can read it. Throws a UserError for anybody else, the same as for what is not there. */
  async function readable(call: Call, kind: ReportedKind, id: number): Promise<Reported> {
    const { guildId, caller } = call;
    if (kind === 'project') {
      const { ownerId: aboutId, title, summary } = await projects.get(guildId, String(id));
      return { guildId, kind, id, aboutId, title, words: summary };
    }
    if (kind === 'solution') {
      const found = await solutions.get(guildId, id);
      const isOpen = found.publicAt !== null || found.userId === caller.id;
      if (!isOpen && !(await teams.memberIds(found.teamId ?? 0)).includes(caller.id))
        throw new UserError({ key: 'journal:error.no-solution' });
      return {
        guildId,
        kind,
        id,
        aboutId: found.authorId ?? found.userId,
        title: found.title,
        words: found.solution,
      };
    }
    const { request, words } = await requests.get(id, caller.id);
    if (request.guildId !== guildId) throw new UserError({ key: 'requests:error.not-yours' });
    const aboutId = request.senderId ?? otherOf(request, caller.id);
    return { guildId, kind, id, aboutId, title: words.title ?? `#${id}`, words: request.note ?? '' };
  }

  function kindIn(argument: string | undefined): ReportedKind {
    const kind = REPORTED.find((each) => each === argument);
    if (kind === undefined) throw new UserError({ key: 'common:error.old-button' });
    return kind;
  }

  return {
    routes: [
      {
        // report:<kind>:<id>
        name: 'report',
        async run(press, [kind, id]) {
          const reported = await readable(inServer(press), kindIn(kind), idIn(id));
          if (reported.aboutId === press.caller.id) throw new UserError({ key: 'moderation:error.own' });
          return modal(reportModal(press.t, kindIn(kind), idIn(id)));
        },
      },
    ],
    forms: [
      {
        name: 'report.send',
        async run(call, [kindName, id], fields) {
          const kind = kindIn(kindName);
          const typed = fields.text('reason');
          const reported = await readable(call, kind, idIn(id));
          const content = { kind, id: idIn(id), typed };
          return await withDraft(services, call, { kind: DRAFT, content }, async () => {
            const reason = readText('reason', typed, { ...LIMITS.reason, required: true }) ?? '';
            const isNew = await moderation.report(reported, call.caller.id, reason);
            return answer(call.t(isNew ? 'moderation:report.sent' : 'moderation:report.before'));
          });
        },
      },
    ],
    reopens: [
      {
        kind: DRAFT,
        modal(call, _, content) {
          const { kind, id, typed } = content as { kind: ReportedKind; id: number; typed: string };
          return reportModal(call.t, kind, id, typed);
        },
      },
    ],
  };
}
