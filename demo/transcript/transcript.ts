import type { Message } from '@nexus/simulator';
import { moment, type Reader } from './markdown.ts';
import { isBlank, messageLines } from './message.ts';
import { columns, paint, printable, type Span, WIDTH, wrap } from './terminal.ts';

/** Writes what people do and see, narrow enough for any terminal. */
export class Transcript {
  readonly #reader: Reader;
  readonly #write: (line: string) => void;

  constructor(reader: Reader, write: (line: string) => void) {
    this.#reader = reader;
    this.#write = write;
  }

  title(text: string): void {
    this.#lines([{ text, style: 'bold' }]);
  }

  /** Begins a new part of the story. */
  heading(text: string): void {
    this.#write('');
    const rule = '─'.repeat(Math.max(4, WIDTH - columns(text) - 4));
    this.#lines([{ text: `── ${text} `, style: 'bold' }, { text: rule.slice(0, WIDTH - columns(text) - 4) }]);
  }

  /** The narrator's words. */
  note(text: string): void {
    this.#write('');
    this.#lines([{ text: printable(text), style: 'dim' }]);
  }

  /** What a member does; `at` in ms UTC. */
  action(at: number, who: string, what: string): void {
    this.#write('');
    this.#lines([
      { text: `${this.#time(at)}  `, style: 'dim' },
      { text: printable(who), style: 'cyan' },
      { text: ` ${printable(what)}` },
    ]);
  }

  /** An answer that only one member sees. */
  whisper(who: string, message: Message): void {
    this.#framed('┆', [
      [{ text: `Only ${printable(who)} sees this`, style: 'dim' }],
      ...messageLines(message, this.#reader),
    ]);
  }

  /** A message that everybody in a place sees. `at` in ms UTC; `place` reads like "#general". */
  post(at: number, place: string, message: Message): void {
    this.#write('');
    this.#lines([
      { text: `${this.#time(at)}  `, style: 'dim' },
      { text: printable(place), style: 'bold' },
    ]);
    this.#framed('│', messageLines(message, this.#reader));
  }

  /** Plain lines, for lists and counts. */
  plain(...lines: string[]): void {
    for (const line of lines) this.#lines([{ text: printable(line) }]);
  }

  #time(at: number): string {
    return moment(Math.floor(at / 1000), 't', this.#reader);
  }

  #framed(bar: string, lines: readonly Span[][]): void {
    let wasBlank = true;
    for (const line of lines) {
      if (isBlank(line) && wasBlank) continue;
      wasBlank = isBlank(line);
      for (const part of wrap(line, WIDTH - 4))
        this.#write(flat([{ text: `  ${bar} `, style: 'dim' }, ...part]));
    }
  }

  /** Lines that were broken go on below the beginning of their words. */
  #lines(spans: readonly Span[]): void {
    const [first = { text: '' }, ...rest] = spans;
    const words = first.text.trimStart();
    const indent = first.text.slice(0, first.text.length - words.length);
    for (const line of wrap([{ ...first, text: words }, ...rest], WIDTH - indent.length)) {
      this.#write(flat([{ text: indent }, ...line]));
    }
  }
}

/** Spaces that must not break a line are ordinary ones from here on. */
function flat(line: readonly Span[]): string {
  return paint(line).replaceAll('\u00A0', ' ').trimEnd();
}
