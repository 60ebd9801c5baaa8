/** Moments and repetitions as people type them, wherever the bot asks for a time. */

import type { Problem as NoMoment, Reading } from './meaning.ts';
import { phraseOf } from './show.ts';
import { suggestionsFor } from './suggest.ts';
import { MAX_LENGTH, MAX_TOKENS, tokensOf } from './tokens.ts';
import { type Understood, understand } from './understand.ts';

export type { Reading } from './meaning.ts';
export { MAX_AHEAD_DAYS } from './resolve.ts';

export interface WhenContext {
  /** The present instant, ms. */
  readonly now: number;
  /** The member's zone: what they type is their local time. */
  readonly zone: string;
  /** Both languages are read; this one comes first, and in French the day comes before the month. */
  readonly locale: 'en' | 'fr';
}

export type WhenProblem =
  | 'empty'
  | 'not-understood'
  /** Morning or evening, day or month, which midnight: the readings are all there are. */
  | 'ambiguous'
  /** Today, but when? The readings are proposals. */
  | 'vague'
  /** 30 February, 25:00, a Monday that is a Saturday; no such time in the past, or more than MAX_AHEAD_DAYS ahead. */
  | NoMoment;

export interface WhenRefusal {
  readonly problem: WhenProblem;
  /** Phrases that are understood as they stand, the nearest to what was typed first; at least one. */
  readonly suggestions: readonly string[];
  /** For 'ambiguous' and 'vague', each with the suggestion at the same place. */
  readonly readings: readonly Reading[];
}

export type ParsedWhen =
  | (Reading & {
      readonly ok: true;
      /** The phrase names a zone other than the reader's. */
      readonly foreign: boolean;
    })
  | { readonly ok: false; readonly refusal: WhenRefusal };

/**
 * Reads 'tomorrow 9am', 'in 3 days', 'by friday 5pm', '2026-12-01 14:00 UTC+1', 'mon-fri 9am', 'demain à 9h', 'dans
 * deux heures et demie', 'du lundi au vendredi à 9h', in the member's zone with the daylight saving of the target day.
 * Nothing is understood unless every word of it is used. The answer is meant to be shown back.
 */
export function parseWhen(text: string, context: WhenContext): ParsedWhen {
  const understood = readText(text, context);
  if (typeof understood === 'string') return refuse(understood, text, context);
  const [first, ...others] = understood.readings;
  if (first === undefined) return refuse(understood.problem ?? 'not-understood', text, context);
  if (others.length === 0 && understood.vague !== true)
    return { ok: true, ...first, foreign: first.zone !== context.zone };
  const suggestions = understood.readings.map((reading) => phraseOf(reading, context));
  const problem = understood.vague === true ? 'vague' : 'ambiguous';
  return { ok: false, refusal: { problem, suggestions, readings: understood.readings } };
}

function readText(
  text: string,
  context: WhenContext,
  asItStands = false,
): Understood | 'empty' | 'not-understood' {
  const copied = discordTimestamp(text, context);
  if (copied !== undefined) return copied;
  if (text.length > MAX_LENGTH) return text.trim() === '' ? 'empty' : 'not-understood';
  const tokens = tokensOf(text);
  if (tokens.length === 0) return text.trim() === '' ? 'empty' : 'not-understood';
  if (tokens.length > MAX_TOKENS) return 'not-understood';
  return understand(tokens, context, asItStands) ?? 'not-understood';
}

const TIMESTAMP = /^\s*<t:(\d{1,12})(?::[a-z])?>\s*$/i;

/** A timestamp copied out of Discord: an instant, whatever the zone. */
function discordTimestamp(text: string, { now, zone }: WhenContext): Understood | undefined {
  const seconds = TIMESTAMP.exec(text)?.[1];
  if (seconds === undefined) return undefined;
  const instant = Number(seconds) * 1000;
  if (instant <= now) return { readings: [], problem: 'past' };
  if (instant > now + 366 * 86_400_000) return { readings: [], problem: 'too-far' };
  return { readings: [{ instant, recurrence: undefined, zone }] };
}

function refuse(problem: WhenProblem, text: string, context: WhenContext): ParsedWhen {
  const isRead = (phrase: string): boolean => {
    const understood = readText(phrase, context, true);
    return typeof understood !== 'string' && understood.readings.length === 1 && understood.vague !== true;
  };
  return {
    ok: false,
    refusal: { problem, suggestions: suggestionsFor(text, problem, context, isRead), readings: [] },
  };
}
