import { helpersOf, solvedBody, solveModal } from '../../src/journal/blockers/cards.ts';
import { type Answer, LIMITS } from '../../src/journal/blockers/rules.ts';
import type { Call } from '../../src/platform/discord/call.ts';
import type { Fields, Form, Reopen, Route } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { readText } from '../../src/platform/discord/options.ts';
import { answer, modal, type Reply } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { Services } from '../services.ts';
import { pointsOutAlike } from './alike.ts';
import { withDraft } from './drafts.ts';
import { inServer } from './pick.ts';
import { withReadme } from './readme-line.ts';
import { requireRunning } from './running.ts';
import { askAboutSecrets } from './stand.ts';

const SOLVING = 'blocker-solving';

/** Saying what a blocker was: the form with what is known, and what becomes of it. */
export function blockerSolving(services: Services): {
  readonly form: (call: Call, id: number) => Promise<Reply>;
  readonly route: Route;
  readonly submitted: Form;
  readonly reopen: Reopen;
} {
  const { blockers } = services;

  async function solveForm(call: Call, id: number): Promise<Reply> {
    const found = await blockers.get(call.guildId, id);
    if (!(await blockers.maySolve(found, actor(call))))
      throw new UserError({ key: 'blockers:error.not-yours-to-solve' });
    await requireRunning(services, found.cohortId);
    return modal(solveModal(call.t, id, found.answer));
  }

  async function solve(call: Call, id: number, typed: Answer): Promise<Reply> {
    const draft = { kind: SOLVING, content: { id, typed } };
    return await withDraft(services, call, draft, async () => {
      const read = (name: keyof Answer) => readText(name, typed[name] ?? '', LIMITS.answer) ?? null;
      const words: Answer = {
        rootCause: read('rootCause'),
        diagnosis: read('diagnosis'),
        solution: readText('solution', typed.solution ?? '', { ...LIMITS.answer, required: true }) ?? null,
        lesson: read('lesson'),
      };
      if (askAboutSecrets(call, Object.values(words) as (string | null)[]) === 'edit')
        return modal(solveModal(call.t, id, typed));
      const solved = await blockers.solve(id, actor(call), words);
      if (solved.teamId !== null) await services.silences.sign(solved.teamId, call.caller.id);
      const body = solvedBody(call.t, solved, helpersOf(solved, await blockers.answers(id)));
      const cohortId = solved.ownerId === call.caller.id ? solved.cohortId : null;
      const saved = { kind: 'blocker', sourceId: solved.id, title: solved.title } as const;
      const told = solved.publicAt === null ? body : await pointsOutAlike(services, call, saved, body);
      return answer(await withReadme(services, call, cohortId, told));
    });
  }

  return {
    form: solveForm,
    route: { name: 'blocker.solve', run: (press, [id]) => solveForm(inServer(press), idIn(id)) },
    // blocker.solving:<id>
    submitted: {
      name: 'blocker.solving',
      run: (call, [id], fields) => solve(call, idIn(id), answerIn(fields)),
    },
    reopen: {
      kind: SOLVING,
      modal(call, _, content) {
        const { id, typed } = content as { id: number; typed: Answer };
        return solveModal(call.t, id, typed);
      },
    },
  };
}

function actor({ caller, guildId }: Call) {
  return { userId: caller.id, isStaff: caller.isStaff, guildId };
}

function answerIn(fields: Fields): Answer {
  return {
    rootCause: fields.text('rootCause'),
    diagnosis: fields.text('diagnosis'),
    solution: fields.text('solution'),
    lesson: fields.text('lesson'),
  };
}
