import type { RunRow } from '../../../shared/run.ts';
import { hrefOf } from '../../router/useRoute.ts';
import { useActions } from './useTableActions.ts';

interface RunLinkProps {
  row: RunRow;
  name: string;
  search: string;
}

/** The run's name, which opens it. */
export function RunLink({ row, name, search }: RunLinkProps) {
  const actions = useActions();
  return (
    <a
      className="rail-link"
      href={hrefOf({ page: 'run', run: row.ref, tab: 'charts' }) + search}
      title={`${name}\n${row.display_id} · ${row.path}/${row.id}\n${row.status}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.button !== 0) return;
        event.preventDefault();
        actions.open(row.ref);
      }}
    >
      <bdi>{name}</bdi>
    </a>
  );
}
