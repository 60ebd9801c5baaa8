/**
 * The one reader of numbers that come back from outside: in a custom_id, an option, a chosen value. Only digits count, as
 * we wrote them; what has been forged, or does not fit, is no number.
 */
export function wholeNumber(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !/^-?\d{1,16}$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isSafeInteger(number) && number >= min && number <= max ? number : undefined;
}

/** The id of a row; undefined for what cannot be one. */
export function rowId(text: string | undefined): number | undefined {
  return wholeNumber(text, 1, Number.MAX_SAFE_INTEGER);
}
