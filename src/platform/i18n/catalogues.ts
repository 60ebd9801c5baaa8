import { readdirSync, readFileSync } from 'node:fs';

/**
 * The texts by namespace. `locales/<language>/<namespace>.json` holds a namespace; its feature declares it in `texts.ts`,
 * so that the compiler takes the keys from English.
 */
export interface Catalogue {
  readonly commands: { readonly choices: Choices };
}

/** What a command's options offer, by the name of the list. */
export interface Choices {}

export type Namespace = keyof Catalogue;

const LOCALES = new URL('../../../locales/', import.meta.url);

export const catalogues: Readonly<Record<'en' | 'fr', Catalogue>> = {
  en: catalogueOf('en'),
  fr: catalogueOf('fr'),
};

/** Commands have a file each, all of one namespace: `commands/<command>.json`. */
function catalogueOf(language: string): Catalogue {
  const folder = new URL(`${language}/`, LOCALES);
  const commands = namespacesIn(new URL('commands/', folder)).map(([, texts]) => texts);
  const texts: unknown = { ...Object.fromEntries(namespacesIn(folder)), commands: merged(commands) };
  return texts as Catalogue;
}

function namespacesIn(folder: URL): [namespace: string, texts: Tree][] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [
      file.slice(0, -'.json'.length),
      JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Tree,
    ]);
}

interface Tree {
  readonly [key: string]: string | Tree;
}

/** Two files may add to one branch: each its own lists of choices. */
function merged(trees: readonly Tree[]): Tree {
  const all: Record<string, string | Tree> = {};
  for (const tree of trees)
    for (const [key, value] of Object.entries(tree)) {
      const there = all[key];
      all[key] = typeof there === 'object' && typeof value === 'object' ? merged([there, value]) : value;
    }
  return all;
}
