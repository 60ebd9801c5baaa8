/** A picture of flat colours as a PNG (https://www.w3.org/TR/png-3/), at a third of the cost of Skia's encoder. */
import { crc32, deflateSync } from 'node:zlib';

/** The pixels of `count` rows from row `first` on: red, green, blue and alpha of each. */
type Rows = (first: number, count: number) => Uint8ClampedArray;

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const CHANNELS = 4;
const RGBA = 6;
/** 6 takes three times as long for four fifths of the size. */
const LEVEL = 3;
/** Rows read at a time, so that no copy of the whole picture is needed. */
const BAND = 40;

/** Makes PNGs of one size; keeps the memory for the next one. */
export function pngEncoder(width: number, height: number): (rows: Rows) => Buffer {
  const length = width * CHANNELS;
  // Each row behind a zero, "not filtered": rows that repeat, as in rectangles, are packed best as they are.
  const data = new Uint8Array((1 + length) * height);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = RGBA;
  return (rows) => {
    for (let first = 0; first < height; first += BAND) {
      const count = Math.min(BAND, height - first);
      const pixels = rows(first, count);
      for (let row = 0; row < count; row++) {
        data.set(pixels.subarray(row * length, (row + 1) * length), (first + row) * (1 + length) + 1);
      }
    }
    const packed = deflateSync(data, { level: LEVEL });
    const end = Buffer.alloc(0);
    return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', packed), chunk('IEND', end)]);
  };
}

function chunk(type: string, data: Buffer): Buffer {
  const result = Buffer.alloc(data.length + 12);
  result.writeUInt32BE(data.length, 0);
  result.write(type, 4, 'latin1');
  data.copy(result, 8);
  result.writeUInt32BE(crc32(result.subarray(4, 8 + data.length)), 8 + data.length);
  return result;
}
