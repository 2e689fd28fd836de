import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Everything below a folder but Stepwell's own notes: a line for each folder, link and file with a hash of what is in it.
 * What lies at or below one of `without` is left out.
 */
export function treeHash(root: string, without: readonly string[] = []): string[] {
  const lines: string[] = [];
  const visit = (dir: string): void => {
    for (const entry of readdirSync(join(root, dir), { withFileTypes: true })) {
      const name = dir === '' ? entry.name : `${dir}/${entry.name}`;
      if (name === '.stepwell' || without.includes(name)) continue;
      const path = join(root, name);
      if (entry.isDirectory()) {
        lines.push(`${name}/`);
        visit(name);
      } else if (entry.isSymbolicLink()) lines.push(`${name} -> ${readlinkSync(path)}`);
      else lines.push(`${name} ${createHash('sha1').update(readFileSync(path)).digest('hex')}`);
    }
  };
  visit('');
  return lines.sort();
}
