import type { Call, Press } from '../../src/platform/discord/call.ts';
import type { Command } from '../../src/platform/discord/command.ts';
import { idIn } from '../../src/platform/discord/custom-id.ts';
import { type OptionSpecs, readOptions } from '../../src/platform/discord/options.ts';
import { answer, type Modal, modal, type Reply } from '../../src/platform/discord/reply.ts';
import type { Translate } from '../../src/platform/i18n/index.ts';
import { editedBody, fieldsOf, type ProjectFields, projectModal } from '../../src/work/projects/cards.ts';
import { BRIEFS, LIMITS, type Project } from '../../src/work/projects/rules.ts';
import type { Services } from '../services.ts';
import { withDraft } from './drafts.ts';
import { inServer, pickOwned } from './pick.ts';
import { linksOf, typedIn } from './project-fields.ts';
import { requireRunning } from './running.ts';

const EDIT_DRAFT = 'project-edit';

/** The fields of the modal, checked again as the options of /announce-project are. */
const TEXTS = {
  title: { kind: 'text', required: true, ...LIMITS.title },
  brief: { kind: 'choice', required: true, values: BRIEFS, names: 'brief' },
  summary: { kind: 'text', required: true, ...LIMITS.summary },
  stack: { kind: 'text', max: LIMITS.stack.max },
} as const satisfies OptionSpecs;

/** A project's texts are changed in a form. */
export function projectEditing(services: Services): Required<Pick<Command, 'routes' | 'forms' | 'reopens'>> {
  const { projects } = services;

  async function edited(call: Call, id: number, fields: ProjectFields): Promise<Reply> {
    return await withDraft(services, call, { kind: EDIT_DRAFT, content: { id, fields } }, async () => {
      const { title = '', brief = '', summary = '', stack = '', links = '' } = fields;
      const sent = Object.entries({ title, brief, summary, stack }).map(([name, value]) => ({ name, value }));
      const texts = readOptions(TEXTS, sent, call, {});
      const [repo = '', docs = ''] = linksOf(links);
      const saved = await projects.edit(id, call.caller.id, {
        ...texts,
        stack: texts.stack ?? '',
        repo,
        docs,
      });
      return answer(editedBody(call.t, saved));
    });
  }

  return {
    routes: [
      {
        name: 'project.edit',
        async run(press, [id = '']) {
          const found = await pickOwned(services, inServer(press), id);
          return await editForm(services, press, found);
        },
      },
    ],
    forms: [
      { name: 'project.edit.send', run: (call, [id], fields) => edited(call, idIn(id), typedIn(fields)) },
    ],
    reopens: [
      {
        kind: EDIT_DRAFT,
        modal(call, _draftId, content) {
          const { id, fields } = content as { id: number; fields: ProjectFields };
          return editModal(call.t, id, fields);
        },
      },
    ],
  };
}

/** Opens the texts of a project to be changed. */
export async function editForm(services: Services, { t }: Pick<Press, 't'>, found: Project): Promise<Reply> {
  await requireRunning(services, found.cohortId);
  return modal(editModal(t, found.id, fieldsOf(found)));
}

function editModal(t: Translate, id: number, kept: ProjectFields): Modal {
  return projectModal(t, t('projects:edited.modal'), ['project.edit.send', id], kept);
}
