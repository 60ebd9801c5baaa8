import { type APISelectMenuOption, ComponentType } from 'discord.js';
import {
  button,
  container,
  field,
  form,
  menu,
  type Row,
  row,
  text,
} from '../../../platform/discord/components.ts';
import { customId } from '../../../platform/discord/custom-id.ts';
import type { Body, Modal } from '../../../platform/discord/reply.ts';
import { timestamp } from '../../../platform/discord/times.ts';
import { labelled, type Translate } from '../../../platform/i18n/index.ts';
import { literal, truncated } from '../../../platform/text.ts';
import { answerLines, code, HASH_SHOWN, problemLines, titleOf, workButton } from '../cards.ts';
import { authenticationSentence, lintSentence, type Summary, type Use } from '../documents/index.ts';
import { type Answer, LIMITS, type Version } from '../rules.ts';

/** Private pages about a contract: what is in it, what changed, who agreed when, what one uses of it. */

const CALM = 0x5865f2;
/** Below Discord's 4000 characters of all texts of a message, with room for what stands under it. */
const PAGE = 2_800;
export const ENDPOINTS_A_PAGE = 25;

export interface ShowView {
  readonly version: Version;
  readonly answers: readonly Answer[];
  readonly missing: readonly string[];
  readonly summary: Summary;
  /** The agreed one beside a proposal, and the other way round. */
  readonly other: Version | undefined;
  readonly readerId: string;
  readonly mayWork: boolean;
  readonly hasBefore: boolean;
}

export function showBody(t: Translate, view: ShowView, page: number): Body {
  const { version } = view;
  const pages = pagesOf(t, view);
  const number = Math.min(page, pages.length - 1);
  const head = [
    `### ${t(`contracts:card.${version.state}`, { number: version.number })}`,
    titleOf(t, version),
  ];
  const foot = pages.length > 1 ? [t('contracts:page', { page: number + 1, pages: pages.length })] : [];
  const body = [...head, pages[number] ?? '', ...foot].join('\n');
  return {
    card: true,
    components: [container([text(body)], CALM), ...showRows(t, view, number, pages.length)],
  };
}

/** The first page says how it stands; the endpoints and data formats follow. */
function pagesOf(t: Translate, { version, answers, missing, summary }: ShowView): string[] {
  const auth = summary.authentication.map((each) => authenticationSentence(each, t));
  const first = [
    ...(summary.servers.length === 0
      ? []
      : [labelled(t, t('contracts:show.servers'), summary.servers.slice(0, 3).map(code).join(', '))]),
    ...auth,
    ...(summary.lint.length === 0 ? [] : ['', t('contracts:show.lint')]),
    ...summary.lint.map((lint) => `- ${lintSentence(lint, t)}`),
    ...(version.problemCount === 0
      ? []
      : ['', t('contracts:show.problems'), ...problemLines(t, version.problems, version.problemCount)]),
    ...answerLines(t, { version, answers, missing }),
    '',
    version.endpointCount === 0
      ? t('contracts:card.empty')
      : t('contracts:card.endpoints', { count: version.endpointCount }),
  ];
  const endpoints = summary.groups.flatMap(({ name, endpoints }) => [
    ...(name === '' ? [] : [`**${literal(truncated(name, 60))}**`]),
    ...endpoints.map((endpoint) => endpointLine(t, endpoint)),
  ]);
  const formats = summary.formats.map(
    ({ name, fields }) =>
      `**${literal(truncated(name, 60))}** ${fields
        .slice(0, 30)
        .map(
          ({ name: id, type, isRequired }) =>
            `${code(`${id}${isRequired ? '' : '?'}`)} ${literal(truncated(type, 40))}`,
        )
        .join(', ')}`,
  );
  const all = [
    ...first,
    ...endpoints,
    ...(formats.length === 0 ? [] : ['', t('contracts:show.formats'), ...formats]),
  ];
  return chunked(all);
}

function endpointLine(
  t: Translate,
  { id, takes, gives, needsToken, isDeprecated }: Summary['groups'][number]['endpoints'][number],
): string {
  const parts = [
    code(id),
    ...(takes.length === 0 ? [] : [labelled(t, t('contracts:show.takes'), namesText(takes))]),
    ...(gives.length === 0 ? [] : [givesText(t, gives)]),
    ...(needsToken ? [t('contracts:show.token')] : []),
    ...(isDeprecated ? [t('contracts:show.deprecated')] : []),
  ];
  return `- ${parts.join(' · ')}`;
}

/** A list says so. */
function givesText(t: Translate, gives: readonly string[]): string {
  const [first, ...rest] = gives;
  return first === '[]' ? t('contracts:show.list', { names: namesText(rest) }) : `→ ${namesText(gives)}`;
}

function namesText(names: readonly string[]): string {
  return truncated(names.slice(0, 20).map(literal).join(', '), 200);
}

function chunked(lines: readonly string[]): string[] {
  const pages: string[] = [];
  let page = '';
  for (const each of lines) {
    const line = truncated(each, PAGE);
    if (page !== '' && page.length + line.length + 1 > PAGE) {
      pages.push(page);
      page = '';
    }
    page = page === '' ? line : `${page}\n${line}`;
  }
  return [...pages, page];
}

function showRows(t: Translate, view: ShowView, page: number, pages: number): Row[] {
  const { version, other, answers, readerId, mayWork, hasBefore } = view;
  const turn = [
    ...(page > 0 ? [button(t('contracts:button.back'), ['contract.page', version.id, page - 1])] : []),
    ...(page < pages - 1
      ? [button(t('contracts:button.next'), ['contract.page', version.id, page + 1])]
      : []),
  ];
  const stance = answers.find(({ userId }) => userId === readerId)?.stance;
  const isOpen = version.state === 'proposed';
  const actions = [
    ...(isOpen && stance !== 'agree'
      ? [
          button(
            t('contracts:button.agree'),
            ['contract.agree', version.id, version.hash.slice(0, HASH_SHOWN)],
            'success',
          ),
        ]
      : []),
    ...(hasBefore ? [button(t('contracts:button.diff'), ['contract.diff', version.id, 0])] : []),
    button(t('contracts:button.files'), ['contract.files', version.id]),
    button(t('contracts:button.uses'), ['contract.uses', version.teamId, 0]),
    ...(other === undefined
      ? []
      : [
          button(t(`contracts:button.other-${other.state === 'agreed' ? 'agreed' : 'proposed'}`), [
            'contract.page',
            other.id,
            0,
          ]),
        ]),
  ];
  const work = isOpen && mayWork && version.proposerId === readerId ? [row(workButton(t, version.id))] : [];
  return [...(turn.length === 0 ? [] : [row(...turn)]), row(...actions), ...work];
}

/** Nothing is proposed yet: the three ways to begin. */
export function startBody(t: Translate, teamId: number): Body {
  return { content: t('contracts:start'), components: [startRow(t, teamId)] };
}

export function startRow(t: Translate, teamId: number): Row {
  return row(
    button(t('contracts:button.template'), ['contract.template', teamId], 'primary'),
    button(t('contracts:button.type'), ['contract.type', teamId]),
  );
}

export function typeModal(t: Translate, teamId: number, lines: string): Modal {
  return form(
    t('contracts:type.title'),
    ['contract.typed', teamId],
    [
      field('lines', t('contracts:type.lines'), {
        long: true,
        required: true,
        ...LIMITS.lines,
        value: lines,
        hint: t('contracts:type.hint'),
      }),
      field('note', t('contracts:type.note'), { max: LIMITS.note.max }),
    ],
  );
}

export function reasonModal(
  t: Translate,
  what: 'object' | 'accept',
  to: readonly [string, ...(string | number)[]],
): Modal {
  const reason = field('reason', t(`contracts:${what}.reason`), {
    long: true,
    required: true,
    ...LIMITS.reason,
    hint: t(`contracts:${what}.hint`),
  });
  return form(t(`contracts:${what}.title`), to, [reason]);
}

export function historyBody(
  t: Translate,
  versions: readonly { readonly version: Version; readonly answers: readonly Answer[] }[],
): Body {
  const lines = versions.slice(0, 15).map(({ version, answers }) => {
    const who = version.proposerId === null ? t('contracts:somebody') : `<@${version.proposerId}>`;
    const agreed = answers.filter(({ stance }) => stance === 'agree').map(({ userId }) => `<@${userId}>`);
    const parts = [
      `**${version.number}.** ${titleOf(t, version)}`,
      t(`contracts:history.${version.state}`),
      t('contracts:history.proposed-by', { person: who, when: timestamp(version.createdAt, 'f') }),
      ...(version.agreedAt === null
        ? []
        : [
            t('contracts:history.agreed-by', {
              people: agreed.join(', '),
              when: timestamp(version.agreedAt, 'f'),
            }),
          ]),
    ];
    return `- ${parts.join(' · ')}`;
  });
  const options = versions.slice(0, 25).map(({ version }) => ({
    label: t('contracts:history.version', { number: version.number }),
    value: String(version.id),
  }));
  return {
    card: true,
    components: [
      container([text([`### ${t('contracts:history.head')}`, ...lines].join('\n').slice(0, 3_700))], CALM),
      menu(['contract.version'], t('contracts:history.choose'), options),
    ],
  };
}

/** Twenty-five endpoints at a time, those one uses chosen. */
export function usesBody(
  t: Translate,
  view: {
    readonly teamId: number;
    readonly endpoints: readonly string[];
    readonly uses: readonly Use[];
    readonly isMuted: boolean;
  },
  page: number,
): Body {
  const { teamId, endpoints, uses } = view;
  const last = Math.max(0, Math.ceil(endpoints.length / ENDPOINTS_A_PAGE) - 1);
  const number = Math.min(page, last);
  const shown = endpoints.slice(number * ENDPOINTS_A_PAGE, (number + 1) * ENDPOINTS_A_PAGE);
  const mine = uses.map(({ endpoint, fields }) =>
    fields === undefined ? endpoint : `${endpoint} ${fields.join(' ')}`,
  );
  const lines = [
    t(uses.length === 0 ? 'contracts:uses.none' : 'contracts:uses.yours', {
      list: truncated(mine.slice(0, 20).map(code).join(', '), 900),
    }),
    t('contracts:uses.how'),
    ...(last > 0 ? [t('contracts:page', { page: number + 1, pages: last + 1 })] : []),
  ];
  const turn = [
    ...(number > 0 ? [button(t('contracts:button.back'), ['contract.uses', teamId, number - 1])] : []),
    ...(number < last ? [button(t('contracts:button.next'), ['contract.uses', teamId, number + 1])] : []),
    button(t(view.isMuted ? 'contracts:button.unmute' : 'contracts:button.mute'), [
      'contract.mute',
      teamId,
      view.isMuted ? 'off' : 'on',
    ]),
  ];
  return { content: lines.join('\n'), components: [usesMenu(t, teamId, number, shown, uses), row(...turn)] };
}

function usesMenu(
  t: Translate,
  teamId: number,
  page: number,
  shown: readonly string[],
  uses: readonly Use[],
): Row {
  const options: APISelectMenuOption[] = shown.map((endpoint, index) => ({
    label: truncated(endpoint, 100),
    value: String(page * ENDPOINTS_A_PAGE + index),
    default: uses.some((use) => use.endpoint === endpoint),
  }));
  return {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: customId('contract.used', teamId, page),
        placeholder: truncated(t('contracts:uses.choose'), 150),
        min_values: 0,
        max_values: options.length,
        options,
      },
    ],
  };
}

export function filesBody(t: Translate, version: Version): Body {
  const of = (what: string) => ['contract.file', version.id, what] as const;
  return {
    content: t('contracts:files.which', { title: titleOf(t, version) }),
    components: [
      row(
        button(t('contracts:files.document'), of('document')),
        button(t('contracts:files.types'), of('types'), 'primary'),
        button(t('contracts:files.examples'), of('examples')),
        button(t('contracts:files.changes'), of('changes')),
      ),
    ],
  };
}
