import type { Operation, Parameter } from './openapiTypes.ts';

/** One command that shows an operation at work: parameters that have an example, and the example body. */
export function curlExample(
  origin: string,
  method: string,
  path: string,
  { parameters, requestBody, responses }: Operation,
): string {
  const address = `${origin}${addressOf(path, parameters)}`;
  if (responses['101'] !== undefined)
    return `new WebSocket("${address.replace(/^http/, 'ws')}").onmessage = ({ data }) => console.log(data)`;
  const words = ['curl', ...(method === 'get' ? [] : [`-X ${method.toUpperCase()}`]), `"${address}"`];
  const body = requestBody?.content['application/json'];
  if (body !== undefined)
    words.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body.example).replaceAll("'", "'\\''")}'`);
  return words.join(' ');
}

/** The path with its examples filled in, and the query of those parameters that have one. */
export function addressOf(path: string, parameters: readonly Parameter[]): string {
  const query: string[] = [];
  let filled = `/api${path}`;
  for (const { name, in: where, example } of parameters) {
    if (example === undefined) continue;
    const text = encodeURIComponent(String(example)).replaceAll('%2C', ',').replaceAll('%3A', ':');
    if (where === 'path') filled = filled.replace(`{${name}}`, name === 'path' ? text.replaceAll('%2F', '/') : text);
    if (where === 'query') query.push(`${name}=${text}`);
  }
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}
