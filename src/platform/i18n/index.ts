import { createInstance } from 'i18next';
import { type Catalogue, catalogues, type Namespace } from './catalogues.ts';

export const LOCALES = ['en', 'fr'] as const;
/** The languages members are spoken to in. */
export type Locale = (typeof LOCALES)[number];

type Leaves<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${Singular<K>}` : Leaves<T[K], `${Prefix}${K}.`>;
}[keyof T & string];
/** i18next finds plural forms by suffix: the key itself is the part before it. */
type Singular<K extends string> = K extends `${infer Base}_${'one' | 'other' | 'zero' | 'many'}` ? Base : K;

/** Every text there is: `namespace:path.to.text`. Checked by the compiler against the English catalogue. */
export type Key = { [N in Namespace]: `${N}:${Leaves<Catalogue[N]>}` }[Namespace];
export type Params = Readonly<Record<string, string | number>>;

/** A text before it is known who reads it. */
export interface Message {
  readonly key: Key;
  readonly params?: Params;
}

/** Translates into one language. `count` in the params chooses the plural form. */
export type Translate = (key: Key, params?: Params) => string;

const i18n = createInstance();
void i18n.init({
  initAsync: false,
  lng: 'en',
  fallbackLng: 'en',
  ns: Object.keys(catalogues.en),
  resources: { en: { ...catalogues.en }, fr: { ...catalogues.fr } },
  // Messages are Discord markdown, not HTML; what members typed is escaped where it is put into a card.
  interpolation: { escapeValue: false },
  returnEmptyString: false,
});

const translators: Record<Locale, Translate> = { en: fixed('en'), fr: fixed('fr') };

export function translator(locale: Locale): Translate {
  return translators[locale];
}

/**
 * i18next finds each text, with its plural form, once; from then on only its parameters are put in: finding it took a fifth
 * of what a `/find-partner` costs.
 */
function fixed(locale: Locale): Translate {
  const t = i18n.getFixedT(locale);
  const plurals = new Intl.PluralRules(locale);
  const known = new Map<string, readonly string[] | 'nested'>();

  function find(key: Key, count: number | undefined): readonly string[] | 'nested' {
    // As i18next chooses: none at all may have a form of its own.
    const form = count === undefined ? key : `${key} ${count === 0 ? 'zero' : plurals.select(count)}`;
    let pieces = known.get(form);
    if (pieces === undefined) {
      pieces = piecesOf(t(key, { ...(count === undefined ? {} : { count }), skipInterpolation: true }));
      known.set(form, pieces);
    }
    return pieces;
  }

  return (key, params = {}) => {
    const { count } = params;
    const pieces = find(key, typeof count === 'number' ? count : undefined);
    if (pieces === 'nested') return t(key, { ...params });
    let text = '';
    for (const [index, piece] of pieces.entries())
      text += index % 2 === 0 ? after(text, piece) : (params[piece] ?? `{{${piece}}}`);
    return text;
  };
}

/** What was cut short ends with an ellipsis, and takes no full stop. */
function after(text: string, piece: string): string {
  return piece.startsWith('.') && text.endsWith('…') ? piece.slice(1) : piece;
}

/** A text cut at its parameters: words and names in turns. What names another text or a format is left to i18next. */
function piecesOf(text: string): readonly string[] | 'nested' {
  if (/\$t\(|\{\{\w*[^\w}]/.test(text)) return 'nested';
  return text.split(/\{\{(\w+)\}\}/);
}

/** "Label: value" as the language sets it: French has a no-break space before the colon. */
export function labelled(t: Translate, label: string, value: string | number): string {
  return t('common:label', { label, value });
}

export function say(t: Translate, message: Message): string {
  return t(message.key, message.params);
}

/** What it says to whoever reads it at `/help` itself: the text of the same name with `@home`, where there is one. */
export function atHome(message: Message): Message {
  const key = `${message.key}@home` as Key;
  return i18n.exists(key, { ...message.params }) ? { ...message, key } : message;
}

/** Discord's locale codes (https://docs.discord.com/developers/reference#locales): only French has its own catalogue. */
export function localeOf(discordLocale: string | null | undefined): Locale {
  return discordLocale?.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

/** "A, B and C" in the reader's language. */
export function list(
  locale: Locale,
  items: readonly string[],
  type: 'conjunction' | 'disjunction' = 'conjunction',
): string {
  return listFormats[locale][type].format(items);
}

const listFormats = { en: listFormatsOf('en'), fr: listFormatsOf('fr') };

function listFormatsOf(locale: Locale) {
  return {
    conjunction: new Intl.ListFormat(locale, { type: 'conjunction' }),
    disjunction: new Intl.ListFormat(locale, { type: 'disjunction' }),
  };
}
