import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import './styles/tokens.css';
import './styles/base.css';
import { followNews } from './api/followNews.ts';
import { openLive } from './api/live.ts';
import { pageUrl } from './api/pageBase.ts';
import { pageTimers } from './api/throttle.ts';
import { whenSeen } from './api/whenSeen.ts';
import { App } from './shell/App.tsx';
import { applyTheme } from './shell/theme.ts';

applyTheme();
const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 30_000, retry: 1, refetchOnWindowFocus: false } },
});
const socketUrl = pageUrl('api/live');
socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:';
const live = openLive(() => new WebSocket(socketUrl), pageTimers, Date.now);
followNews(queries, live, pageTimers, whenSeen);

const page = document.getElementById('page');
if (page === null) throw new Error('index.html has no element #page');
createRoot(page).render(
  <QueryClientProvider client={queries}>
    <App live={live} />
  </QueryClientProvider>,
);
