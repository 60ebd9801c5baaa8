/** A typed text as words, figures and signs. */
import { canonicalZone } from '../zones/rules.ts';

export interface Token {
  /** Lower case, without accents. */
  readonly text: string;
  /** Where it stands in the typed text, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** Nothing stands between it and the token before. */
  readonly tight: boolean;
}

/** More than anybody types into one phrase; what is longer is not read at all. */
export const MAX_LENGTH = 160;
export const MAX_TOKENS = 32;

const TOKEN = /[ap]\.\s?m\b|[a-z]+(?:\/[a-z]+(?:_[a-z]+)*)+|\d+|[\p{L}\p{M}]+|[^\s\p{L}\p{M}\d]/giu;
/** Signs that say nothing: quotes, brackets, what ends a sentence, marks of direction, pictures. */
const MUTE =
  /^(?:['’‘`"«»()[\]*_…!?\p{Cf}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]|)$/u;
/** The faces of clocks show a time. */
const CLOCK_FACE = /[\u{1F550}-\u{1F567}]/u;

/** The tokens of a text, at most MAX_TOKENS + 1 of them: who gets more knows that it is too long. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let end = -1;
  for (const match of ascii(text).matchAll(TOKEN)) {
    const found = match[0];
    const at = match.index;
    for (const { text: part, from } of split(found)) {
      const to = at + from + part.length;
      const plain = fold(part);
      if (isMute(plain, text, at + from)) continue;
      tokens.push({ text: plain, from: at + from, to, tight: at + from === end });
      end = to;
      if (tokens.length > MAX_TOKENS) return tokens;
    }
  }
  return tokens;
}

/** 'africa/lagos' is one token, 'mon/wed' are three. */
function split(found: string): { text: string; from: number }[] {
  if (!found.includes('/') || canonicalZone(found) !== undefined) return [{ text: found, from: 0 }];
  return [...found.matchAll(/[a-z]+|[/_]/gi)].map((part) => ({ text: part[0], from: part.index }));
}

/** Figures and signs as every telephone has them: Arabic figures, signs of full width. Of the same length. */
function ascii(text: string): string {
  return text.replaceAll(/[٠-٩۰-۹！-～]/g, (sign) => {
    const code = sign.charCodeAt(0);
    if (code >= 0xff01) return String.fromCharCode(code - 0xfee0);
    return String((code - 0x660) & 0xf);
  });
}

/** Commas and full stops count only between figures ('1,5', '9.30'). */
function isMute(sign: string, text: string, at: number): boolean {
  if (MUTE.test(sign)) return !CLOCK_FACE.test(sign);
  if (sign !== ',' && sign !== '.') return false;
  return !/\d/.test(text[at - 1] ?? '') || !/\d/.test(text[at + 1] ?? '');
}

function fold(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return /^[ap]\.\s?m$/.test(plain) ? `${plain[0]}m` : plain;
}
