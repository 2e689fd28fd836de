import { pageValue } from '../ui/pageValue.ts';

/** What is being typed in the filter of metrics and not in the address yet; null when nobody types. */
const typed = pageValue<string | null>(null);

/**
 * Between two keys the charts follow what is typed, and nothing else does: to change the address, and with it
 * everything that depends on it, takes longer than to put other charts there.
 */
export const setTypedFilter = typed.set;
export const useTypedFilter = typed.use;
