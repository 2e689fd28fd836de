/** Parameters as they stand in an address behind the path: "?…", or "" where there are none. */
export function printSearch(query: URLSearchParams): string {
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}
