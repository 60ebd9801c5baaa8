import type { Command, Member, OptionValues, Reply } from '@nexus/simulator';
import type { World } from '../world.ts';
import { chance, pick, type Run, serverOf } from './run.ts';

type Option = NonNullable<Command['options']>[number];

/** Words for options and fields by name: mostly such as people type, some that are refused. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  title: ['Bazaar', 'Movie Night', 'Job Finder', 'Quick Poll', 'bazaar ', 'ab'],
  summary: ['Products, carts, orders and payments.', 'A summary that is long enough for a card.', 'short'],
  stack: ['django, postgres', 'react, typescript', ''],
  api: ['rest', 'graphql'],
  timezone: ['Africa/Lagos', 'Nairobi', 'Asia/Kathmandu', 'Afrika/Lagos'],
  days: ['mon-fri', 'sat', 'week-end', 'lun-ven', 'mon,wed', 'never'],
  from: ['18:00', '6pm', '22:00', '18h30', '25:00'],
  to: ['21:30', '02:00', '9pm'],
  when: ['tomorrow 9am', 'in 3 days', 'every monday 18:00', 'demain 9h', 'yesterday', 'soon'],
  what: ['water the plants', 'push the branch'],
  note: ['Hello! Shall we?', ''],
  reason: ['No time this month', 'Busy'],
  name: ['The Builders', 'December'],
  start: ['2026-11-09', '2026-12-01', 'tomorrow'],
  deadline: ['2026-11-29', '2026-12-20', '2026-11-01'],
  brief: ['ecommerce', 'job-board', 'E-Commerce', 'nonsense'],
  links: ['https://example.org/repo', 'nonsense'],
  languages: ['en, fr', 'sw'],
  time: ['09:00', '18:30', '9'],
  text: ['Today in {cohort}, before {deadline}.', 'Hello {nobody}', 'Plain words'],
};

export function words(run: Run, name: string): string {
  return pick(run, WORDS[name] ?? []) ?? pick(run, ['7', 'hello there', '1', 'Bazaar']) ?? '';
}

async function value(run: Run, member: Member, line: string, option: Option) {
  const { type, name, choices, min_value: min = 0, max_value: max = 10 } = option;
  if (choices !== undefined && choices.length > 0) return pick(run, choices)?.value;
  if (type === 3 && option.autocomplete === true && chance(run, 0.8)) {
    const offered = await member.autocomplete(line, name, '');
    const chosen = pick(run, offered);
    if (chosen !== undefined) return chosen.value;
  }
  if (type === 3) return fitting(option, words(run, name));
  if (type === 4 || type === 10) return Math.round(min + run.random() * (max - min));
  if (type === 5) return chance(run, 0.5);
  if (type === 6) return pick(run, serverOf(run, member).people);
  if (type === 7) return serverOf(run, member).channels.projects;
  return undefined;
}

/** What the client lets through: within the lengths of the option. */
function fitting({ min_length: min = 0, max_length: max = 6000 }: Option, typed: string): string {
  return typed.padEnd(Math.max(1, min), '.').slice(0, max);
}

/** Every command line there is with its options. */
function lines(world: World): [line: string, options: readonly Option[]][] {
  return [...world.sim.world.commands.values()]
    .filter(({ type }) => type === 1)
    .flatMap(({ name, options = [] }): [string, readonly Option[]][] => {
      const subcommands = options.filter(({ type }) => type <= 2);
      return subcommands.length === 0
        ? [[`/${name}`, options]]
        : subcommands.map((sub) => [`/${name} ${sub.name}`, sub.options ?? []]);
    });
}

export async function typeCommand(run: Run, member: Member): Promise<Reply | undefined> {
  const { staff, channels } = serverOf(run, member);
  const isStaff = member.id === staff.id;
  const offered = lines(run.world).filter(([line]) => isStaff || !line.startsWith('/setup'));
  const [line, options] = pick(run, offered) ?? ['/help', []];
  const given: Record<string, OptionValues[string]> = {};
  for (const option of options) {
    if (option.required !== true && !chance(run, 0.25)) continue;
    given[option.name] = await value(run, member, line, option);
  }
  if (line === '/setup channels') given['projects'] = channels.projects;
  const channel = chance(run, 0.3) ? pick(run, member.threads()) : undefined;
  run.story.push(`${member.name} types ${line}`);
  return await member.slash(line, given, channel === undefined ? {} : { channel });
}
