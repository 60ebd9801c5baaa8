import { askBody, isWord, type Where, WORD, wordModal } from '../src/people/privacy/cards.ts';
import { action, type Command } from '../src/platform/discord/command.ts';
import { answer, modal, type Reply } from '../src/platform/discord/reply.ts';
import { UserError } from '../src/platform/errors.ts';
import { inServer } from './parts/pick.ts';
import type { Commands, Services } from './services.ts';

export const commands: Commands = [myData];

function placeIn(arg: string | undefined): Where {
  return arg === 'everywhere' ? 'everywhere' : 'here';
}

function myData({ privacy, clock }: Services): Command {
  return {
    type: 'slash',
    name: 'my-data',
    subcommands: {
      export: action({
        async run(call): Promise<Reply> {
          const found = await privacy.export(call.caller.id);
          const servers = found.filter(({ guildId }) => guildId !== undefined);
          const file = {
            member: call.caller.id,
            made: new Date(clock.now()).toISOString(),
            servers: servers.map(({ guildId, kept }) => ({ server: guildId ?? null, kept })),
            'in no server': found.find(({ guildId }) => guildId === undefined)?.kept ?? {},
          };
          const data = Buffer.from(JSON.stringify(file, undefined, 2));
          return answer({
            content: call.t('privacy:export', { count: servers.length }),
            files: [{ name: 'my-data.json', data, contentType: 'application/json' }],
          });
        },
      }),
      delete: action({ run: (call) => Promise.resolve(answer(askBody(call.t))) }),
    },
    routes: [
      {
        // my-data.delete:<here|everywhere>
        name: 'my-data.delete',
        run: (press, [where]) => Promise.resolve(modal(wordModal(press.t, placeIn(where)))),
      },
    ],
    forms: [
      {
        name: 'my-data.delete',
        async run(call, [arg], fields) {
          const where = placeIn(arg);
          if (!isWord(call.t, fields.text(WORD))) {
            const label = { key: 'privacy:button.again' } as const;
            throw new UserError(
              { key: 'privacy:error.word', params: { word: call.t('privacy:word') } },
              { help: [{ label, to: ['my-data.delete', where] }] },
            );
          }
          const { guildId } = inServer(call);
          const isNew = await privacy.forget(call.caller.id, where === 'here' ? guildId : undefined);
          return answer(call.t(isNew ? `privacy:begun.${where}` : 'privacy:under-way'));
        },
      },
    ],
  };
}
