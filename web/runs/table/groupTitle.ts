import { cellText } from '../cellText.ts';
import { type ColumnFacts, columnOf } from '../columns.ts';
import type { GroupItem } from '../runItems.ts';

/** `lr: 0.1, opt.name: adam`, what tells most groups apart first, as long names are cut; or the folder's name. */
export function groupTitle({ folder, shared }: Pick<GroupItem, 'folder' | 'shared'>, facts: ColumnFacts): string {
  if (folder !== null) return `${folder}/`;
  const distinct = ({ column }: GroupItem['shared'][number]): number => {
    const [kind = '', ...key] = column.split('.');
    const keys = kind === 'config' || kind === 'summary' ? facts[kind] : null;
    return keys?.get(key.join('.'))?.distinct ?? 0;
  };
  return [...shared]
    .sort((a, b) => distinct(b) - distinct(a))
    .map(({ column, cell }) => {
      const { title, kind } = columnOf(column, facts, []);
      const text = typeof cell === 'number' ? cellText(cell, kind, 0).text : (cell ?? '');
      return `${title}: ${text === '' ? 'none' : text}`;
    })
    .join(', ');
}
