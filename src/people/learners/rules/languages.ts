/** Languages people work in: reading them as typed, in English, French or the language itself, and naming them. */
import { distance } from 'fastest-levenshtein';
import { lazily } from '../../../platform/lazily.ts';
import { commaList, oneLine } from '../../../platform/text.ts';

type Locale = 'en' | 'fr';

/** BCP-47 primary subtags, those of the programme's learners first: suggestions come in this order. */
const CODES: readonly string[] = `
  en fr ar sw pt am ha yo ig pcm rw rn ak ee lg ln wo zu xh af st tn ts ss ve nso nd sn ny mg so om ti ff bm dyu kg lu
  lua luo ki kam mer kln luy guz bem tum nyn teo kab zgh mos sg tiv ibb efi din nus gaa fon ewo bas mfe crs kea es de it
  nl ru uk pl ro el tr he fa ur hi bn pa gu mr ta te kn ml si ne my th vi id ms fil zh ja ko ka hy az kk uz mn sv da no
  fi et lv lt hu cs sk sl hr sr bs bg mk sq ca eu gl ga cy is mt ht ps ku sd jv su km lo tg tk ky be eo`
  .trim()
  .split(/\s+/);

/** Names people use that Unicode's tables do not have. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  ak: ['Twi', 'Fante', 'Asante'],
  bn: ['Bengali'],
  ff: ['Fulani', 'Fulfulde', 'Pular'],
  ki: ['Gĩkũyũ'],
  lg: ['Luganda'],
  mos: ['Mooré', 'Moore'],
  nd: ['Ndebele'],
  nso: ['Sepedi', 'Pedi'],
  ny: ['Chichewa', 'Chewa', 'Chinyanja'],
  om: ['Afaan Oromoo', 'Afan Oromo'],
  pcm: ['Pidgin', 'Naija', 'Pidgin English'],
  rn: ['Kirundi'],
  sn: ['Shona'],
  st: ['Sotho'],
  ss: ['siSwati', 'Swazi'],
  sw: ['Kiswahili', 'Swahilli'],
  ts: ['Xitsonga'],
  ve: ['Tshivenda'],
  zgh: ['Tamazight', 'Berber', 'Berbère', 'Amazigh'],
  zh: ['Mandarin', 'Cantonese', 'Cantonais'],
};

const displays = { en: lazily(() => displayNames('en')), fr: lazily(() => displayNames('fr')) };

interface Known {
  readonly code: string;
  /** Folded names, the code first. */
  readonly spellings: readonly string[];
}

const known = lazily((): readonly Known[] =>
  CODES.map((code) => {
    const names = [languageName(code, 'en'), languageName(code, 'fr'), displayNames(code).of(code)];
    const spellings = [code, ...names, ...(ALIASES[code] ?? [])].map((name) => fold(name ?? ''));
    return { code, spellings: [...new Set(spellings)].filter((spelling) => spelling !== '') };
  }),
);

const byName = lazily(
  () =>
    new Map(
      known()
        .toReversed()
        .flatMap(({ code, spellings }) => spellings.map((spelling) => [spelling, code] as const)),
    ),
);

export type ParsedLanguages =
  | { readonly ok: true; readonly codes: readonly string[] }
  /** `closest` are names in the reader's language, best first; empty when nothing is near. */
  | { readonly ok: false; readonly typed: string; readonly closest: readonly string[] };

/**
 * Reads 'English, français et kiswahili', 'en/fr', 'fr-FR', 'English (fluent)' as codes, without repeats; the first
 * item that is no language is refused with the nearest names.
 */
export function parseLanguages(text: string, locale: Locale): ParsedLanguages {
  const codes: string[] = [];
  for (const item of commaList(text.replace(/\([^)]*\)/g, ' ').replace(/\s(?:and|et)\s|[&+/|]/giu, ','))) {
    const code = codeOf(item);
    if (code === undefined) return { ok: false, typed: item, closest: closest(item, locale) };
    codes.push(code);
  }
  return { ok: true, codes: [...new Set(codes)] };
}

/** 'French' or 'français' for 'fr'; the code itself where it has no name. */
export function languageName(code: string, locale: Locale): string {
  // "luba-katanga (kiluba)": a remark in brackets could not be typed back.
  return (displays[locale]().of(code) ?? code).replace(/\s*\([^)]*\)/, '');
}

/** Names in the reader's language of the languages that begin with what was typed, then of those that contain it. */
export function suggestLanguages(typed: string, locale: Locale): string[] {
  const start = fold(typed);
  const starts = known().filter(({ spellings }) => spellings.some((spelling) => spelling.startsWith(start)));
  const contains = known().filter(({ spellings }) => spellings.some((spelling) => spelling.includes(start)));
  return [...new Set([...starts, ...contains])].map(({ code }) => languageName(code, locale));
}

function codeOf(item: string): string | undefined {
  const name = fold(item);
  return (
    byName().get(name) ??
    (/^[a-z]{2,3}[-_][a-z0-9-_]+$/.test(name) ? byName().get(name.split(/[-_]/)[0] ?? '') : undefined)
  );
}

function closest(item: string, locale: Locale): string[] {
  const name = fold(item);
  const farthest = Math.max(1, Math.floor(name.length / 3));
  const near = known()
    .map(({ code, spellings }) => ({
      code,
      steps: Math.min(...spellings.slice(1).map((each) => distance(each, name))),
    }))
    .filter(({ steps }) => steps <= farthest);
  const nearest = Math.min(...near.map(({ steps }) => steps));
  return near
    .filter(({ steps }) => steps === nearest)
    .slice(0, 3)
    .map(({ code }) => languageName(code, locale));
}

/** Lower case, without accents. */
function fold(text: string): string {
  return oneLine(text).normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('’', "'");
}

function displayNames(locale: string): Intl.DisplayNames {
  return new Intl.DisplayNames([locale], { type: 'language' });
}
