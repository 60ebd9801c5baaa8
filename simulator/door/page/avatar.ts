const BOT = '#5865f2';
const COLOURS = ['#4f6d7a', '#3ba55c', '#c05621', '#b83280', '#0e7490', '#7c3aed', '#b45309', '#be123c'];

/** A round picture with the initials of a name, in the name's own colour; everything the page shows comes from here, pictures too. */
export function avatar({ name, bot }: { name: string; bot: boolean }): string {
  const letters = name.match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) ?? [];
  const initials = letters.slice(0, 2).join('').toUpperCase() || '?';
  const sum = Array.from(name, (letter) => letter.codePointAt(0) ?? 0).reduce((a, b) => a + b, 0);
  const colour = bot ? BOT : COLOURS[sum % COLOURS.length];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" fill="${colour}"/><text x="20" y="20" dy=".35em" text-anchor="middle" font-family="sans-serif" font-size="15" font-weight="600" fill="#fff">${initials}</text></svg>`;
}
