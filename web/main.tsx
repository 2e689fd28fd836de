import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import { followNews } from './api/followNews.ts';
import { keepContact } from './api/keepContact.ts';
import { openLive } from './api/live.ts';
import { pageUrl } from './api/pageBase.ts';
import { healthQuery } from './api/queries.ts';
import { pageTimers } from './api/throttle.ts';
import { whenSeen } from './api/whenSeen.ts';
import { App } from './shell/App.tsx';
import { applyTheme } from './shell/theme.ts';

applyTheme();
const queries = new QueryClient({
  defaultOptions: {
    // The server may be on this machine: that there is no network says nothing about it.
    queries: { staleTime: 30_000, retry: 1, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});
const socketUrl = pageUrl('api/live');
socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:';
const live = openLive(() => new WebSocket(socketUrl), pageTimers, Date.now);
followNews(queries, live, pageTimers, whenSeen);
keepContact(queries, live);
window.addEventListener('online', lookAgain);
document.addEventListener('visibilitychange', () => document.hidden || lookAgain());

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element #page');
createRoot(page).render(
  <QueryClientProvider client={queries}>
    <App live={live} />
  </QueryClientProvider>,
);

/** Somebody sees the page again, or the network is there again: whether the server is, is asked now. */
function lookAgain(): void {
  live.hurry();
  void queries.invalidateQueries({ queryKey: healthQuery.queryKey });
}
