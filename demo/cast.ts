import type { Member } from '@nexus/simulator';
import { BRIEF_NAMES, type Entry } from './learners-file.ts';
import type { Stage } from './stage.ts';
import { at } from './stage.ts';

/** A learner of the file as a person in the server, with habits that depend on nothing but the id. */
export interface Learner {
  readonly entry: Entry;
  readonly member: Member;
  readonly zone: string;
  readonly hours: readonly Hours[];
  readonly hoursPerWeek: number;
  /** The day of the cohort, 1 to 5, on which they announce. */
  readonly day: number;
  /** They press *Start here* on the first morning whatever the day they announce. */
  readonly early: boolean;
  /** Whether they give their hours before somebody reminds them. */
  readonly forgetful: boolean;
  /** They answer a request on the next day only. */
  readonly slow: boolean;
  readonly summary: string;
}

export interface Hours {
  readonly days: string;
  readonly from: string;
  readonly to: string;
}

const NAMES =
  `Abena Achieng Adaeze Aisha Akosua Alem Amara Amina Asha Ayo Baraka Bola Chidi Chipo Dalila Dawit Efua Emeka
  Esi Eyob Fatou Femi Folake Funmi Gakuru Habiba Hana Ife Imani Ines Jabari Jelani Kagiso Karim Keza Khadija Kofi Kwame
  Lamia Lerato Liya Lwazi Makena Malik Mariam Mehdi Meron Mosi Mumbi Naledi Nana Neema Ngozi Nia Nkechi Nuru Obinna Oumar
  Rania Ruta Sadio Salma Samir Sanaa Sefu Selam Sipho Tariq Temi Thabo Tiwa Uche Wambui Yaa Yara Yemi Youssef Zainab Zola Zuri`
    .trim()
    .split(/\s+/);
const INITIALS = 'ABDEFGHKLMNORSTWYZ';
const FRENCH_NAMES = [
  'Aïcha',
  'Awa',
  'Benoît',
  'Célestine',
  'Fatoumata',
  'Inès',
  'Jean-Luc',
  'Koffi',
  'Léa',
  'Mamadou',
];

const ZONES = [
  'Africa/Lagos',
  'Africa/Nairobi',
  'Africa/Accra',
  'Africa/Lagos',
  'Africa/Kigali',
  'Africa/Addis_Ababa',
  'Africa/Casablanca',
  'Africa/Johannesburg',
];
const WEEKS: readonly (readonly Hours[])[] = [
  [{ days: 'mon-fri', from: '18:00', to: '21:30' }],
  [{ days: 'mon-fri', from: '20:00', to: '23:00' }],
  [{ days: 'sat-sun', from: '09:00', to: '15:00' }],
  [
    { days: 'tue, thu', from: '19:00', to: '22:00' },
    { days: 'sat', from: '10:00', to: '16:00' },
  ],
  [{ days: 'mon, wed, fri', from: '05:30', to: '08:00' }],
  [
    { days: 'mon-thu', from: '6pm', to: '10pm' },
    { days: 'sun', from: '14:00', to: '18:00' },
  ],
];
/** The day each tenth of the cohort announces: half of real learners begin late. */
const DAYS = [1, 1, 1, 1, 2, 2, 3, 3, 4, 5];

/** Brings the learners into the server, in the order of the file. */
export function gather(stage: Stage, entries: readonly Entry[]): Learner[] {
  const taken = new Set<string>();
  return entries.map((entry) => {
    const dice = diceOf(entry.id);
    const french = entry.french || dice(9) === 0;
    const name = freeName(french ? FRENCH_NAMES : NAMES, dice, taken);
    return {
      entry,
      member: stage.guild.addMember({ name, locale: french ? 'fr' : 'en-US' }),
      zone: pick(ZONES, dice),
      hours: pick(WEEKS, dice),
      hoursPerWeek: 6 + 2 * dice(10),
      day: pick(DAYS, dice),
      early: dice(3) > 0,
      forgetful: dice(4) === 0,
      slow: dice(3) === 0,
      summary: summaryOf(entry),
    };
  });
}

/** What they type into `summary`: a sentence made of facts. */
function summaryOf({ brief, track, technologies }: Entry): string {
  const what = BRIEF_SENTENCES[brief];
  const side = { backend: 'The backend', frontend: 'The frontend', fullstack: 'Both sides' }[track];
  const tools = technologies.slice(0, 4).join(', ');
  return `${what} ${side}${tools === '' ? '' : `, with ${tools}`}.`.slice(0, 1000);
}

const BRIEF_SENTENCES: Readonly<Record<Entry['brief'], string>> = {
  ecommerce: 'A shop: products with search and filters, a cart, orders and payments.',
  'social-feed': 'A feed of posts with comments, likes and shares that loads as one scrolls.',
  'movie-recommendation': 'Trending and recommended films, with favourites kept for each user.',
  'job-board': 'Job postings with roles, categories, search and applications.',
  'online-poll': 'Polls with live results, where everybody votes once.',
  other: 'An idea of my own, from the data model to the hosted product.',
};

export function briefName(entry: Entry): string {
  return BRIEF_NAMES[entry.brief];
}

/** The morning on which they do their first things, spread over an hour and a half. */
export function arrival(learner: Learner, index: number): number {
  return at(learner.day, 8, 5 + (index % 45));
}

/** Numbers that look random and are the same for the same id in every run (FNV-1a, then a xorshift). */
function diceOf(id: string): (sides: number) => number {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(id)) state = Math.imul(state ^ byte, 0x01000193);
  state = state === 0 ? 1 : state;
  return (sides) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % sides;
  };
}

function pick<T>(list: readonly [T, ...T[]] | readonly T[], dice: (sides: number) => number): T {
  const found = list[dice(list.length)];
  if (found === undefined) throw new Error('an empty list');
  return found;
}

function freeName(names: readonly string[], dice: (sides: number) => number, taken: Set<string>): string {
  const first = pick(names, dice);
  const candidates = [first, ...Array.from(INITIALS, (letter) => `${first} ${letter}`)];
  const name = candidates.find((each) => !taken.has(each)) ?? `${first} ${taken.size}`;
  taken.add(name);
  return name;
}
