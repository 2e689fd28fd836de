/**
 * Keeps what was computed from states, up to a number of bytes; what was used longest ago goes first. Of an owner only what its
 * latest state gave is kept: nobody asks for an earlier one, and a run that grows is another one at every line.
 */
export interface StateLru<T> {
  get(owner: string, state: string, key: string): T | undefined;
  set(owner: string, state: string, key: string, value: T, bytes: number): void;
  /** Of all that is kept. */
  readonly bytes: number;
}

interface Entry<T> {
  owner: string;
  value: T;
  bytes: number;
}

export function stateLru<T>(limit: number): StateLru<T> {
  const entries = new Map<string, Entry<T>>();
  const owners = new Map<string, { state: string; names: Set<string> }>();
  let total = 0;
  const nameOf = (owner: string, key: string): string => `${owner}\0${key}`;
  const drop = (name: string): void => {
    const entry = entries.get(name);
    if (entry === undefined) return;
    entries.delete(name);
    total -= entry.bytes;
    const names = owners.get(entry.owner)?.names;
    names?.delete(name);
    if (names?.size === 0) owners.delete(entry.owner);
  };
  return {
    get bytes() {
      return total;
    },
    get: (owner, state, key) => {
      if (owners.get(owner)?.state !== state) return undefined;
      const name = nameOf(owner, key);
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      entries.delete(name);
      entries.set(name, entry);
      return entry.value;
    },
    set: (owner, state, key, value, bytes) => {
      const known = owners.get(owner);
      if (known !== undefined && known.state !== state) for (const name of [...known.names]) drop(name);
      const name = nameOf(owner, key);
      drop(name);
      if (bytes > limit) return;
      const { names } = owners.get(owner) ?? { names: new Set<string>() };
      owners.set(owner, { state, names: names.add(name) });
      entries.set(name, { owner, value, bytes });
      total += bytes;
      for (const oldest of entries.keys()) {
        if (total <= limit) break;
        drop(oldest);
      }
    },
  };
}
