import { html, nothing, type TemplateResult } from 'lit';
import { Failure, post } from '../api.ts';
import { currentDraft } from '../compose/draft.ts';
import { avatarOf, me } from '../names.ts';
import { toggleRequests } from '../session.ts';
import { changed, state } from '../store.ts';
import { clockTime } from '../time.ts';
import { icon } from './icons.ts';

const HOUR = 60 * 60_000;

/** What the simulator adds to Discord: who acts, the clock, things to try, and the log of requests. */
export function strip(): TemplateResult {
  const self = me();
  const calls = (state.people?.featured ?? []).some(({ id, pings }) => pings > 0 && id !== state.me);
  return html`<header class="strip" aria-label="Simulator">
    <button
      class="strip-button person"
      aria-haspopup="dialog"
      aria-label=${`Act as ${self?.name ?? ''}${calls ? ', somebody else was mentioned' : ''}`}
      @click=${openDialog('people')}>
      ${self ? html`<img src=${avatarOf(self.id)} alt="" width="22" height="22" />` : nothing}
      <span><small>Act as</small> <b>${self?.name ?? '…'}</b></span>${icon('down')}
      ${calls ? html`<span class="news"></span>` : nothing}
    </button>
    ${
      state.world?.tour.length
        ? html`<button class="strip-button" aria-haspopup="dialog" @click=${openDialog('tour')}>
          ${icon('compass')}<span class="wide">Try this</span>
        </button>`
        : nothing
    }
    <span class="grow"></span>
    ${state.connected ? nothing : html`<span class="lost" role="status">Connecting …</span>`}
    ${clock()}
    <button class="strip-button" aria-pressed=${state.panel === 'requests'} @click=${toggleRequests}>
      ${icon('code')}<span class="wide">Requests</span>
    </button>
  </header>`;
}

function openDialog(dialog: 'people' | 'tour') {
  return (): void => {
    state.dialog = dialog;
    state.query = '';
    changed();
  };
}

function clock(): TemplateResult {
  const isMoving = state.moving || state.clock?.moving === true;
  const jumps = state.world?.jumps ?? [];
  return html`<div class="clock" role="group" aria-label="Clock">
    <span class=${isMoving ? 'time moving' : 'time'} role="timer">${icon('clock')}<time>${state.clock ? clockTime() : ''}</time></span>
    <button class="strip-button" ?disabled=${isMoving} @click=${() => void move({ ms: HOUR })}>+1 h</button>
    <button class="strip-button" ?disabled=${isMoving} @click=${() => void move({ ms: 24 * HOUR })}>+1 day</button>
    ${jumps.map(
      (label, jump) => html`<button
        class="strip-button"
        title=${label}
        ?disabled=${isMoving}
        @click=${() => void move({ jump })}
      >${icon('forward')}<span class="wide">${label}</span></button>`,
    )}
    ${isMoving ? html`<span class="unseen" role="status">The bot catches up</span>` : nothing}
  </div>`;
}

async function move(body: { ms: number } | { jump: number }): Promise<void> {
  state.moving = true;
  changed();
  try {
    await post('/simulator/page/clock', body);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    currentDraft().error = error.message;
  } finally {
    state.moving = false;
    changed();
  }
}
