import type { Clock } from '../../platform/clock.ts';
import type { Fetched, Fetches } from '../../platform/fetch/service.ts';
import type { Message } from '../../platform/i18n/index.ts';
import type { Documents, Reading, Refusal } from './documents/index.ts';

/** What is said in a team's thread of an address that was fetched. */
export type Report =
  | { readonly what: 'refused'; readonly why: Extract<Fetched, { kind: 'refused' }>['why'] }
  | { readonly what: 'unreachable'; readonly why: Extract<Fetched, { kind: 'unreachable' }>['why'] }
  | { readonly what: 'status'; readonly status: number }
  | { readonly what: 'wait'; readonly of: 'host' | 'member'; readonly again: number }
  | {
      readonly what: 'unreadable';
      readonly reason: Refusal;
      readonly problems: Extract<Reading, { outcome: 'refused' }>['problems'];
      readonly problemCount: number;
    }
  /** It is a contract, and could not be proposed: they do it too often. */
  | { readonly what: 'not-taken'; readonly text: Message }
  | { readonly what: 'same' | 'unchanged' | 'drifted' | 'unwatched' };

/** What an address gave: a contract, or what is to be said. */
export type Got =
  | {
      readonly got: 'contract';
      readonly reading: Extract<Reading, { outcome: 'accepted' }>;
      readonly body: Buffer;
      readonly etag: string | undefined;
    }
  | { readonly got: 'not-modified' }
  /** It may be there in a moment: the host wakes up, or is asked by somebody else. `again`: ms UTC. */
  | { readonly got: 'later'; readonly again: number; readonly report: Report }
  | { readonly got: 'nothing'; readonly report: Report };

/** A free host may take a minute to wake: so long is it asked again before it counts as not answering (ms). */
export const PATIENCE = 90_000;
const AGAIN = 10_000;
const WAKING = new Set([429, 502, 503, 504]);

/** Fetches an address and reads what it gives. GraphQL servers are asked for their schema. */
export async function read(
  { fetches, documents, clock }: { fetches: Fetches; documents: Documents; clock: Clock },
  url: string,
  how: { readonly userId?: string; readonly etag?: string | null },
): Promise<Got> {
  const isGraphql = /graphql\/?(?:$|\?)/i.test(url);
  const answer = await fetches.fetch({
    url,
    method: isGraphql ? 'introspect' : 'GET',
    timeoutMs: PATIENCE,
    headers: {
      accept: 'application/json, application/yaml, text/yaml, */*;q=0.5',
      ...(how.etag == null ? {} : { 'if-none-match': how.etag }),
    },
    ...(how.userId === undefined ? {} : { userId: how.userId }),
  });
  const again = clock.now() + AGAIN;
  switch (answer.kind) {
    case 'refused':
      return { got: 'nothing', report: { what: 'refused', why: answer.why } };
    case 'unreachable':
      return answer.why === 'no-answer'
        ? { got: 'later', again, report: { what: 'unreachable', why: answer.why } }
        : { got: 'nothing', report: { what: 'unreachable', why: answer.why } };
    case 'wait':
      return {
        got: answer.of === 'host' ? 'later' : 'nothing',
        again: answer.again,
        report: { what: 'wait', of: answer.of, again: answer.again },
      };
    case 'answered':
      break;
  }
  if (answer.status === 304) return { got: 'not-modified' };
  if (answer.status !== 200) {
    const report = { what: 'status', status: answer.status } as const;
    return WAKING.has(answer.status) ? { got: 'later', again, report } : { got: 'nothing', report };
  }
  const reading = await documents.read(answer.body, { name: url, contentType: answer.contentType });
  if (reading.outcome === 'accepted')
    return { got: 'contract', reading, body: answer.body, etag: answer.etag };
  const { reason, problems, problemCount } = reading;
  return { got: 'nothing', report: { what: 'unreadable', reason, problems, problemCount } };
}
