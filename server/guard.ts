/** What the guard needs to know of a request. Header lists hold every value that was sent, in order. */
export interface GuardedRequest {
  method: string;
  /** The request target as it stood on the request line, before any normalisation. */
  target: string;
  hosts: readonly string[];
  origins: readonly string[];
  /** `Sec-Fetch-Site` and `Sec-Fetch-Mode`; undefined when not sent. */
  fetchSite: string | undefined;
  fetchMode: string | undefined;
  upgrade: boolean;
}

export type Verdict = { allowed: true } | { allowed: false; status: 400 | 403; detail: string };

const ALLOWED: Verdict = { allowed: true };
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const MOST_TARGET = 65_536;
const MOST_HOST = 262;

/**
 * Decides whether a request may reach the router. Pure and total: any input gives a verdict, nothing throws.
 *
 * 1. The name in `Host` is one of `names` exactly (lower case; any port, so that SSH tunnels work). This is what stops
 *    DNS rebinding: the attacker's page carries the attacker's name.
 * 2. No segment of the path is `..`, in whatever encoding.
 * 3. What another origin's page sends gets nothing: unsafe methods and sockets need an `Origin` equal to `Host`, or
 *    `Sec-Fetch-Site: same-origin`, or neither header (a script). Reads are refused when the browser says that they come
 *    from another site, unless a person follows a link.
 */
export function guard(request: GuardedRequest, names: ReadonlySet<string>): Verdict {
  const [host] = request.hosts;
  if (host === undefined || request.hosts.length !== 1) return refuse(400, 'The request needs exactly one Host header');
  const name = hostName(host);
  if (name === null || !names.has(name)) return refuse(403, 'This server does not answer to that Host name');
  if (request.target.length > MOST_TARGET) return refuse(400, 'The address is too long');
  if (climbs(request.target)) return refuse(400, 'The path holds a ".." segment');
  return fromOwnPage(request, host) ? ALLOWED : refuse(403, 'Requests from pages of other origins are refused');
}

function refuse(status: 400 | 403, detail: string): Verdict {
  return { allowed: false, status, detail };
}

/** The lower-case name of a Host header (`[::1]` keeps its brackets), or null when it is no plain `name[:port]`. */
export function hostName(host: string): string | null {
  if (host.length > MOST_HOST) return null;
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host);
  return match?.[1]?.toLowerCase() ?? null;
}

function fromOwnPage(request: GuardedRequest, host: string): boolean {
  const { origins, fetchSite } = request;
  if (origins.length > 1) return false;
  const [origin] = origins;
  if (fetchSite === 'same-origin' || (origin !== undefined && isOriginOf(origin, host))) return true;
  if (request.upgrade || !SAFE_METHODS.has(request.method)) return origin === undefined && fetchSite === undefined;
  if (origin !== undefined) return false;
  return fetchSite === undefined || fetchSite === 'none' || request.fetchMode === 'navigate';
}

/** Whether an Origin is http(s) at exactly this Host, port included: another port of localhost is another program. */
function isOriginOf(origin: string, host: string): boolean {
  const match = /^https?:\/\/([^/?#\s@]+)$/i.exec(origin);
  return match?.[1]?.toLowerCase() === host.toLowerCase();
}

/** Whether the path part of a target holds a `..` segment, however often it is encoded and whichever slash is used. */
export function climbs(target: string): boolean {
  let path = target.split(/[?#]/, 1)[0] ?? '';
  for (let round = 0; round < 8; round++) {
    if (/(^|[/\\])\.\.([/\\;]|$)/.test(path)) return true;
    const decoded = path
      .replace(/%(?:25)*(2e|2f|5c)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      .replace(/%25/g, '%');
    if (decoded === path) return false;
    path = decoded;
  }
  return true;
}

/** The names that mean this machine's loopback, plus those a server that listens elsewhere was told or given. */
export function hostNames(extra: Iterable<string> = []): ReadonlySet<string> {
  const names = new Set(['localhost', '127.0.0.1', '[::1]']);
  for (const name of extra) {
    const lower = name.toLowerCase();
    names.add(lower.includes(':') && !lower.startsWith('[') ? `[${lower}]` : lower);
  }
  return names;
}
