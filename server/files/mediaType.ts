/** What a file is by its first bytes. Names and extensions are never asked: they are anybody's to choose. */
export interface MediaType {
  type: string;
  /** Whether a browser may show it in a page; everything else is offered as a download. */
  inline: boolean;
}

/** How many bytes of a file `mediaType` wants to see. */
export const MEDIA_HEAD_BYTES = 4096;

const UNKNOWN: MediaType = { type: 'application/octet-stream', inline: false };

interface Signature {
  type: string;
  matches: (head: Buffer) => boolean;
}

const SIGNATURES: readonly Signature[] = [
  { type: 'image/png', matches: (head) => startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]) },
  { type: 'image/jpeg', matches: (head) => startsWith(head, [0xff, 0xd8, 0xff]) },
  { type: 'image/gif', matches: (head) => ['GIF87a', 'GIF89a'].includes(text(head, 0, 6)) },
  { type: 'image/webp', matches: (head) => text(head, 0, 4) === 'RIFF' && text(head, 8, 12) === 'WEBP' },
  {
    type: 'image/bmp',
    matches: (head) => text(head, 0, 2) === 'BM' && head.length >= 26 && head.readUInt32LE(6) === 0,
  },
  { type: 'image/avif', matches: (head) => /^avi[fs]$/.test(brand(head)) },
  { type: 'video/mp4', matches: (head) => /^(isom|iso[2-9]|mp4[12]|M4V |M4VP|avc1|dash|msdh|f4v )$/.test(brand(head)) },
  { type: 'audio/mp4', matches: (head) => /^M4A $/.test(brand(head)) },
  { type: 'video/webm', matches: isWebm },
  { type: 'audio/wav', matches: (head) => text(head, 0, 4) === 'RIFF' && text(head, 8, 12) === 'WAVE' },
  { type: 'audio/mpeg', matches: isMp3 },
  { type: 'audio/ogg', matches: (head) => text(head, 0, 4) === 'OggS' },
  { type: 'image/svg+xml', matches: isSvg },
];

/** The type to send for a file that begins with these bytes (up to MEDIA_HEAD_BYTES of them). */
export function mediaType(head: Buffer): MediaType {
  const found = SIGNATURES.find((signature) => signature.matches(head));
  return found === undefined ? UNKNOWN : { type: found.type, inline: true };
}

function startsWith(head: Buffer, bytes: number[]): boolean {
  return bytes.every((byte, index) => head[index] === byte);
}

function text(head: Buffer, from: number, to: number): string {
  return head.toString('latin1', from, to);
}

/** The major brand of an ISO base media file, or ''. */
function brand(head: Buffer): string {
  return text(head, 4, 8) === 'ftyp' ? text(head, 8, 12) : '';
}

function isWebm(head: Buffer): boolean {
  return startsWith(head, [0x1a, 0x45, 0xdf, 0xa3]) && head.subarray(0, 64).includes('webm');
}

function isMp3(head: Buffer): boolean {
  if (text(head, 0, 3) === 'ID3') return true;
  const second = head[1] ?? 0;
  // A bare frame: sync bits, MPEG 1, 2 or 2.5 (not reserved), layer III.
  return head[0] === 0xff && (second & 0xe6) === 0xe2 && (second & 0x18) !== 0x08;
}

/** An XML text whose first element is `svg`. HTML that merely holds an svg is none. */
function isSvg(head: Buffer): boolean {
  let rest = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  for (;;) {
    const end = endOfProlog(rest);
    if (end === null) return /^<svg[\s>/]/.test(rest);
    if (end === -1) return false;
    rest = rest.slice(end).trimStart();
  }
}

/** Where a leading declaration, comment or doctype ends; null when there is none, -1 when it does not end in the head. */
function endOfProlog(rest: string): number | null {
  for (const [open, close] of [
    ['<?', '?>'],
    ['<!--', '-->'],
    ['<!DOCTYPE svg', '>'],
  ] as const) {
    if (!rest.startsWith(open)) continue;
    const at = rest.indexOf(close, open.length);
    return at === -1 ? -1 : at + close.length;
  }
  return null;
}
