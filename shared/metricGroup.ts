/** What stands before the last "/" of a metric's name, or nothing. */
export function metricGroup(name: string): string {
  const slash = name.lastIndexOf('/');
  return slash < 0 ? '' : name.slice(0, slash);
}
