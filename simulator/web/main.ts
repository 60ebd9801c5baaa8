import './look.ts';
import { render } from 'lit';
import { fillWaiting } from './compose/message.ts';
import { allChannels, currentChannel, titleOf } from './names.ts';
import { begin } from './session.ts';
import { changed, onChange, state } from './store.ts';
import { app } from './views/app.ts';

const root = document.getElementById('app');
if (!root) throw new Error('The page has no place for the app.');
root.replaceChildren();

onChange(() => {
  render(app(), root);
  document.title = pageTitle();
  fillWaiting();
});

/** "(2) #general - ALX": what is asked of the member stands in front, as in Discord's own tab. */
function pageTitle(): string {
  const pings = allChannels().reduce((sum, channel) => sum + channel.pings, 0);
  const channel = currentChannel();
  const name = state.world?.application.name ?? 'Simulated Discord';
  return `${pings > 0 ? `(${pings}) ` : ''}${channel ? `${titleOf(channel)} - ` : ''}${name}`;
}

// Relative times grow old by themselves.
setInterval(changed, 20_000);
changed();
await begin();
