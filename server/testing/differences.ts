/** A difference between two answers: where it is (indices as [], names of metrics as <metric>), and what. */
export type Difference = `${string}: ${string}`;

const FIXED = new Set(['global_step', 'time', 'stage']);

/** How `ours` differs from `theirs`, each kind of difference once. `zero` is what our times are counted from. */
export function differences(theirs: unknown, ours: unknown, zero: number | null): Set<Difference> {
  const found = new Set<Difference>();
  compare('', theirs, ours);
  return found;

  function compare(path: string, a: unknown, b: unknown): void {
    if (Object.is(a, b)) return;
    if (Array.isArray(a) && Array.isArray(b)) compareLists(path, a, b);
    else if (isObject(a) && isObject(b)) compareObjects(path, a, b);
    else found.add(`${path}: ${valueDifference(path, a, b)}`);
  }

  function valueDifference(path: string, a: unknown, b: unknown): string {
    if (path.endsWith('[].time') && typeof a === 'number' && typeof b === 'number' && zero !== null)
      return Math.abs(a - b - zero) < 1e-6 ? 'from the start' : 'other value';
    if (a === null) return 'null there';
    return b === null ? 'null here' : typeof a === typeof b ? 'other value' : `${typeof a} there, ${typeof b} here`;
  }

  function compareObjects(path: string, a: Record<string, unknown>, b: Record<string, unknown>): void {
    const prefix = path === '' ? '' : `${path}.`;
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const at = `${prefix}${path === 'rows[]' && !FIXED.has(name) ? '<metric>' : name}`;
      if (!(name in b)) found.add(`${at}: ${a[name] === null ? 'null there, absent here' : 'absent here'}`);
      else if (!(name in a)) found.add(`${at}: only here`);
      else compare(at, a[name], b[name]);
    }
  }

  function compareLists(path: string, a: unknown[], b: unknown[]): void {
    if (a.every((one) => typeof one === 'string') && b.every((one) => typeof one === 'string')) {
      for (const one of a) if (!b.includes(one)) found.add(`${path}: lacks ${one}`);
      for (const one of b) if (!a.includes(one)) found.add(`${path}: has ${one}`);
      if (a.length === b.length && a.some((one, i) => one !== b[i])) found.add(`${path}: other order`);
      return;
    }
    if (path === 'rows') compareRows(a as Row[], b as Row[]);
    else if (path === '' && isObject(a[0]) && 'id' in a[0]) compareById(a as Row[], b as Row[]);
    else if (a.length !== b.length) found.add(`${path}: other length`);
    else for (const [i, one] of a.entries()) compare(`${path}[]`, one, b[i]);
  }

  function compareRows(a: Row[], b: Row[]): void {
    const theirs = new Set(a.map((row) => row.global_step));
    const ours = new Map(b.map((row) => [row.global_step, row]));
    if (a.length !== theirs.size) found.add('rows: a step twice there');
    for (const row of a) {
      const own = ours.get(row.global_step);
      if (own === undefined) found.add('rows: a step only there');
      else compare('rows[]', row, own);
    }
    if (b.some((row) => !theirs.has(row.global_step))) found.add('rows: a step only here');
  }

  function compareById(a: Row[], b: Row[]): void {
    for (const row of a) {
      const own = b.find(({ id }) => id === row.id);
      if (own === undefined) found.add('[]: only there');
      else compare('[]', row, own);
    }
    if (b.length > a.length) found.add('[]: more here');
    if (a.length === b.length && a.some(({ id }, i) => id !== b[i]?.id)) found.add('[]: other order');
  }
}

type Row = Record<string, unknown>;

function isObject(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
