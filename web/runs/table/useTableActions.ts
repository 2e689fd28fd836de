import { useQueryClient } from '@tanstack/react-query';
import { useContext, useMemo, useRef } from 'react';
import { type ActionGround, type TableActions, TableContext, tableActions } from './tableActions.ts';

/** The actions on this ground: one object for as long as the page is open. */
export function useTableActions(ground: ActionGround): TableActions {
  const client = useQueryClient();
  const latest = useRef(ground);
  latest.current = ground;
  return useMemo(() => tableActions(() => latest.current, client), [client]);
}

/** The actions of the table that this stands in. */
export function useActions(): TableActions {
  const actions = useContext(TableContext);
  if (actions === null) throw new Error('no table around this component');
  return actions;
}
