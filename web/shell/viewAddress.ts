import type { ViewBody } from '../../shared/views.ts';
import { printSearch } from '../router/printSearch.ts';

/** The parameters of an address as a saved view keeps them: `name=value`, decoded, in order. */
export function viewOf(search: string): ViewBody['view'] {
  return [...new URLSearchParams(search)].map(([name, value]) => `${name}=${value}`);
}

/** The part of an address behind the path that a saved view stands for: "?…", or "". */
export function searchOf(view: ViewBody['view']): string {
  const query = new URLSearchParams();
  for (const part of view) {
    const [, name = part, value = ''] = /^([^=]*)=(.*)$/s.exec(part) ?? [];
    query.append(name, value);
  }
  return printSearch(query);
}
