import type { Press } from '../../src/platform/discord/call.ts';
import type { Body, File } from '../../src/platform/discord/reply.ts';
import { UserError } from '../../src/platform/errors.ts';
import type { Version } from '../../src/work/contracts/rules.ts';
import type { Team } from '../../src/work/teams/rules.ts';
import type { Services } from '../services.ts';
import { changeLog } from './contracts.ts';

/** A file of a version, as an attachment that only whoever asked reads. */
export async function contractFile(
  services: Services,
  press: Press,
  found: { readonly team: Team; readonly version: Version },
  which: string,
): Promise<Body> {
  const file = await fileOf(services, press, found, which);
  if (file === undefined) throw new UserError({ key: 'common:error.old-button' });
  return { content: press.t('contracts:files.here', { name: file.name }), files: [file] };
}

async function fileOf(
  { contracts }: Services,
  press: Press,
  { team, version }: { readonly team: Team; readonly version: Version },
  which: string,
): Promise<File | undefined> {
  const stem = `contract-${version.number}`;
  const found = await contracts.document(version.id);
  if (found === undefined) return undefined;
  switch (which) {
    case 'document':
      return plain(nameOf(version, stem), found.document);
    case 'types':
      return plain(`${stem}.d.ts`, await contracts.documents.types(found.normalised));
    case 'examples':
      return plain(`${stem}-examples.json`, await contracts.documents.examples(found.normalised));
    case 'changes': {
      const versions = await contracts.history(team.id);
      const agreed = versions.filter(
        (each) => each.version.agreedAt !== null || each.version.id === version.id,
      );
      const entries = [];
      for (const each of agreed)
        entries.push({
          version: each.version,
          diff: await contracts.diff(team, each.version, press.caller.id),
        });
      return { name: 'changes.md', contentType: 'text/markdown', data: changeLog(press, entries) };
    }
    default:
      return undefined;
  }
}

function plain(name: string, text: string): File {
  return { name, contentType: 'text/plain', data: Buffer.from(text) };
}

/** The name of the file that was handed in, else one that says what it is. */
function nameOf({ source, sourceName, format }: Version, stem: string): string {
  const extension = /\.(?:json|ya?ml|graphqls?)$/i.exec(source === 'file' ? sourceName : '')?.[0];
  return `${stem}${extension?.toLowerCase() ?? (format === 'graphql' ? '.graphql' : '.json')}`;
}
