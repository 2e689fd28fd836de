import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import { InvalidMetricError } from './errors.ts';
import { diskReason } from './jsonFile.ts';

/** Pixels as a canvas has them: rows from the top, 1 (grey), 3 (RGB) or 4 (RGBA) bytes each. */
export interface Pixels {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
}

/** The bytes of an image file, a path or file: URL, or pixels (kept as PNG). */
export type ImageSource = Uint8Array | string | URL | Pixels;

export interface ImageBytes {
  bytes: Uint8Array;
  extension: string;
}

const MAGIC: readonly [hex: string, extension: string][] = [
  ['89504e470d0a1a0a', 'png'],
  ['ffd8ff', 'jpg'],
  ['47494638', 'gif'],
  ['424d', 'bmp'],
  [Buffer.from('<svg').toString('hex'), 'svg'],
  [Buffer.from('<?xml').toString('hex'), 'svg'],
];
const COLOUR_TYPES: Readonly<Record<number, number>> = { 1: 0, 3: 2, 4: 6 };

/** Throws InvalidMetricError for what is no image or cannot be read. */
export function imageBytes(image: unknown): ImageBytes {
  if (image instanceof Uint8Array) return { bytes: image, extension: extensionOf(image, '') };
  if (typeof image === 'string' || image instanceof URL) return fileBytes(image);
  if (isPixels(image)) return { bytes: pngOf(image), extension: 'png' };
  throw new InvalidMetricError('it is no image: give bytes, a path, or {data, width, height}');
}

/** A file name that no other image has: time in milliseconds, a random part, and the key as far as a file name may hold it. */
export function imageName(key: string, extension: string, timeNs: bigint): string {
  const safe = key
    .replace(/[^\w.-]+/g, '_')
    .replace(/^[._]+|[._]+$/g, '')
    .slice(0, 80);
  return `${timeNs / 1_000_000n}_${randomBytes(3).toString('hex')}_${safe === '' ? 'image' : safe}.${extension}`;
}

function fileBytes(path: string | URL): ImageBytes {
  const name = path instanceof URL ? fileURLToPath(path) : path;
  try {
    const bytes = readFileSync(name);
    return { bytes, extension: extensionOf(bytes, extname(name).slice(1).toLowerCase()) };
  } catch (error) {
    if (error instanceof InvalidMetricError) throw error;
    throw new InvalidMetricError(`${name} cannot be read: ${diskReason(error)}`);
  }
}

function extensionOf(bytes: Uint8Array, suffix: string): string {
  const head = Buffer.from(bytes.subarray(0, 16));
  if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP') return 'webp';
  const found = MAGIC.find(([magic]) => head.toString('hex').startsWith(magic));
  if (found !== undefined) return found[1];
  if (/^[a-z0-9]+$/.test(suffix)) return suffix;
  throw new InvalidMetricError('these bytes are no PNG, JPEG, GIF, WebP, BMP or SVG');
}

function isPixels(image: unknown): image is Pixels {
  const { data, width, height } = (image ?? {}) as Partial<Pixels>;
  return ArrayBuffer.isView(data) && Number.isInteger(width) && Number.isInteger(height);
}

/** A PNG of 8 bits a channel. */
function pngOf({ data, width, height }: Pixels): Uint8Array {
  const channels = data.length / (width * height);
  const colour = COLOUR_TYPES[channels];
  if (colour === undefined || data.BYTES_PER_ELEMENT !== 1)
    throw new InvalidMetricError(`${data.length} values are no ${width} × ${height} pixels of 1, 3 or 4 bytes`);
  const stride = width * channels;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) rows.set(data.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colour, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(kind: string, body: Buffer): Buffer {
  const made = Buffer.alloc(12 + body.length);
  made.writeUInt32BE(body.length, 0);
  made.write(kind, 4, 'latin1');
  made.set(body, 8);
  made.writeUInt32BE(crc32(made.subarray(4, 8 + body.length)), 8 + body.length);
  return made;
}
