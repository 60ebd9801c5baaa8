/** A table as RFC 4180 text: CRLF, a header, quotes where needed. */
export function csv(header: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
  return [header, ...lines].map((line) => `${line.map(csvField).join(',')}\r\n`).join('');
}

/**
 * One field. Text that a spreadsheet would run as a formula is led by an apostrophe (OWASP, "CSV Injection"): members
 * choose their names and titles.
 */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[\s\p{Cf}]*[=+\-@|%\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
