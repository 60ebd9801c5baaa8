/** A meeting as calendars take it (RFC 5545). */

export interface CalendarEvent {
  /** The same for the same meeting, whoever saves it and however often. */
  readonly uid: string;
  readonly title: string;
  readonly link: string | undefined;
  /** ms UTC. */
  readonly start: number;
  readonly minutes: number;
  /** When it is written, ms UTC. */
  readonly now: number;
}

const MINUTE = 60_000;
/** Bytes of a line; what is longer goes on in the next one, after a space. */
const LINE = 75;

export function calendarFile({ uid, title, link, start, minutes, now }: CalendarEvent): Buffer {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Nexus//Meetings//EN',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${instant(now)}`,
    `DTSTART:${instant(start)}`,
    `DTEND:${instant(start + minutes * MINUTE)}`,
    `SUMMARY:${escaped(title)}`,
    ...(link === undefined ? [] : [`URL:${link}`]),
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return Buffer.from(lines.map((line) => `${folded(line)}\r\n`).join(''));
}

/** 20261110T170000Z */
function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, '\\$&').replace(/\s+/g, ' ');
}

/** Between letters, never within one of several bytes. */
function folded(line: string): string {
  let result = '';
  let length = 0;
  for (const letter of line) {
    const bytes = Buffer.byteLength(letter);
    if (length + bytes > LINE) {
      result += '\r\n ';
      length = 1;
    }
    result += letter;
    length += bytes;
  }
  return result;
}
