import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Context, Hono } from 'hono';
import type { Engine, RunPlace } from '../engine/api.ts';
import { MEDIA_HEAD_BYTES, type MediaType, mediaType } from '../files/mediaType.ts';
import { type OpenedFile, openInside } from '../files/openInside.ts';
import { type ByteRange, byteRange } from './byteRange.ts';
import { matchesEtag } from './etag.ts';
import { RequestProblem, unwrap } from './problem.ts';

/** Up to this many bytes are read at once; more are streamed. */
const READ_WHOLE = 1024 * 1024;

/**
 * Files of a run that events refer to. The path is the one in the event (`media/a.png`, below the run's folder), or the
 * same without `media/` in front.
 */
export function mediaRoutes({ engine }: { engine: Engine }) {
  return new Hono().get('/runs/:id/media/:path{.+}', async (c) => {
    const place = unwrap(await engine.locate(c.req.param('id')));
    const path = c.req.param('path');
    const file = await openMedia(place, path);
    if (file === null) throw new RequestProblem({ status: 404, detail: `File not found in run ${place.id}: ${path}` });
    let streaming = false;
    try {
      const sent = await sendFile(c, file, path);
      streaming = sent.streaming;
      return sent.response;
    } finally {
      if (!streaming) await file.handle.close();
    }
  });
}

/** Everything but a readable regular file below the run is simply not there: reasons would tell what lies outside. */
async function openMedia(place: RunPlace, path: string): Promise<OpenedFile | null> {
  if (place.singleFile) return null;
  for (const candidate of [path, `media/${path}`]) {
    const result = await openInside(place.dir, candidate);
    if (result.ok) return result.file;
    if (result.reason === 'refused') return null;
  }
  return null;
}

interface Sent {
  response: Response;
  /** The handle now belongs to a stream, which closes it. */
  streaming: boolean;
}

async function sendFile(c: Context, file: OpenedFile, path: string): Promise<Sent> {
  const kind = mediaType(await readPart(file.handle, { start: 0, end: Math.min(file.size, MEDIA_HEAD_BYTES) - 1 }));
  const etag = etagOf(file);
  setHeaders(c, kind, etag, path);
  if (matchesEtag(c.req.header('if-none-match'), etag)) return done(c.body(null, 304));
  const range = wantedRange(c, file, etag);
  if (range === 'unsatisfiable') return done(c.body(null, 416, { 'Content-Range': `bytes */${file.size}` }));
  const part = range ?? { start: 0, end: file.size - 1 };
  const length = part.end - part.start + 1;
  c.status(range === null ? 200 : 206);
  if (range !== null) c.header('Content-Range', `bytes ${part.start}-${part.end}/${file.size}`);
  const whole = length <= READ_WHOLE && c.req.method !== 'HEAD' ? await readPart(file.handle, part) : null;
  c.header('Content-Length', String(whole?.length ?? length));
  if (whole !== null || c.req.method === 'HEAD') {
    return done(whole === null ? c.body(null) : c.body(whole));
  }
  const stream = file.handle.createReadStream({ start: part.start, end: part.end });
  return { response: c.body(Readable.toWeb(stream) as ReadableStream), streaming: true };
}

function done(response: Response): Sent {
  return { response, streaming: false };
}

/** A range counts only while the file is still the one that the client has part of. */
function wantedRange(c: Context, file: OpenedFile, etag: string): ByteRange | null | 'unsatisfiable' {
  const condition = c.req.header('if-range');
  if (condition !== undefined && condition !== etag) return null;
  return byteRange(c.req.header('range'), file.size);
}

/** An SVG may style itself and nothing else: in <img> it draws, and opened on its own it runs nothing. */
const SVG_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'";
const MEDIA_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'";

function setHeaders(c: Context, kind: MediaType, etag: string, path: string): void {
  const name = encodeURIComponent(path.split('/').at(-1) ?? '').replace(/['()*]/g, '_');
  c.header('Content-Type', kind.type);
  c.header('Content-Disposition', `${kind.inline ? 'inline' : 'attachment'}; filename*=UTF-8''${name}`);
  c.header('Content-Security-Policy', kind.type === 'image/svg+xml' ? SVG_POLICY : MEDIA_POLICY);
  c.header('X-Content-Type-Options', 'nosniff');
  c.header('Cross-Origin-Resource-Policy', 'same-origin');
  c.header('Cache-Control', 'private, no-cache');
  c.header('Accept-Ranges', 'bytes');
  c.header('ETag', etag);
}

/** A hash, because inode numbers are nobody's business. */
function etagOf({ dev, ino, size, mtimeNs }: OpenedFile): string {
  return `"${createHash('sha256').update(`${dev}:${ino}:${size}:${mtimeNs}`).digest('base64url').slice(0, 22)}"`;
}

/** The bytes of a part; fewer where the file shrank meanwhile. */
async function readPart(handle: FileHandle, part: ByteRange): Promise<Buffer<ArrayBuffer>> {
  const buffer = Buffer.alloc(Math.max(0, part.end - part.start + 1));
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, part.start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
