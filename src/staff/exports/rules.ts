/** One table of an export: lines under a header, some at a time. */
export interface Table {
  readonly name: string;
  readonly header: readonly string[];
  readonly slices: AsyncIterable<readonly (readonly (string | number)[])[]>;
}

/** An instant (ms UTC) in a file; empty for none. */
export function instantText(at: number | null): string {
  return at === null ? '' : new Date(at).toISOString();
}

export function yesNo(value: boolean): 'yes' | 'no' {
  return value ? 'yes' : 'no';
}
