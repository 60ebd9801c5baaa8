/** An instant as Discord shows it in each reader's own zone and language. `style`: F full, D date, R "in 3 days" ... */
export function timestamp(instant: number, style: 'F' | 'f' | 'D' | 'd' | 'R' | 't' = 'F'): string {
  return `<t:${Math.floor(instant / 1000)}:${style}>`;
}
