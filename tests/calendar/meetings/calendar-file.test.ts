import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { calendarFile } from '../../../src/calendar/meetings/calendar-file.ts';

const EVENT = { uid: 'meeting-1@nexus', title: 'Shop', link: undefined, start: 0, minutes: 30, now: 0 };

function linesOf(title: string): string[] {
  const file = String(calendarFile({ ...EVENT, title }));
  expect(file.endsWith('\r\n')).toBe(true);
  return file.slice(0, -2).split('\r\n');
}

it('says when, in UTC', () => {
  const start = Date.UTC(2026, 10, 10, 17, 30);
  const file = String(calendarFile({ ...EVENT, start, now: start - 60_000 }));
  for (const line of ['DTSTAMP:20261110T172900Z', 'DTSTART:20261110T173000Z', 'DTEND:20261110T180000Z'])
    expect(file).toContain(`\r\n${line}\r\n`);
});

it('keeps any title in one property, in lines of 75 bytes at most that cut no letter', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (title) => {
      const lines = linesOf(title);
      for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      const unfolded = lines.join('\r\n').replaceAll('\r\n ', '').split('\r\n');
      expect(unfolded).toHaveLength(11);
      const read = unfolded[8]?.slice('SUMMARY:'.length).replace(/\\([\\;,])/g, '$1');
      expect(read).toBe(title.replace(/\s+/g, ' '));
    }),
  );
});
