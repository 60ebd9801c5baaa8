import { html, svg, type TemplateResult } from 'lit';

const LINES = {
  text: svg`<path d="M9 4 7 20M17 4l-2 16M4 9h16M3 15h16"/>`,
  announcement: svg`<path d="M4 10v4h4l8 5V5l-8 5zM19 9a4 4 0 0 1 0 6"/>`,
  forum: svg`<path d="M4 5h16v10H9l-5 4z"/><path d="M8 9h8M8 12h5"/>`,
  thread: svg`<path d="M8.500 3 7 14M15 3l-1.500 11M4.500 6.500h14M3.500 10.500h14M12 18h5l3.500 3v-7"/>`,
  'private-thread': svg`<rect x="6" y="11" width="12" height="9" rx="2"/><path d="M8.500 11V8a3.500 3.500 0 0 1 7 0v3"/>`,
  person: svg`<circle cx="12" cy="8" r="4"/><path d="M4 21a8 8 0 0 1 16 0"/>`,
  people: svg`<circle cx="9" cy="8" r="3.500"/><path d="M2.500 20a6.500 6.500 0 0 1 13 0M16 5a3.500 3.500 0 0 1 0 6.500M18 14.500a6.500 6.500 0 0 1 3.500 5.500"/>`,
  menu: svg`<path d="M4 6h16M4 12h16M4 18h16"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  code: svg`<path d="m8 7-5 5 5 5M16 7l5 5-5 5M13.500 5l-3 14"/>`,
  clock: svg`<circle cx="12" cy="12" r="8.500"/><path d="M12 7v5l3.500 2"/>`,
  forward: svg`<path d="m5 6 7 6-7 6zM13 6l7 6-7 6z"/>`,
  reply: svg`<path d="M10 6 4 12l6 6M4 12h9a7 7 0 0 1 7 7"/>`,
  more: svg`<circle cx="5" cy="12" r="1.200"/><circle cx="12" cy="12" r="1.200"/><circle cx="19" cy="12" r="1.200"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  send: svg`<path d="m4 4 17 8-17 8 3-8z"/><path d="M7 12h7"/>`,
  eye: svg`<path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z"/><circle cx="12" cy="12" r="3"/>`,
  down: svg`<path d="m6 9 6 6 6-6"/>`,
  check: svg`<path d="m5 12 5 5 9-10"/>`,
  file: svg`<path d="M6 3h8l4 4v14H6zM14 3v4h4"/>`,
  compass: svg`<circle cx="12" cy="12" r="8.500"/><path d="m15.500 8.500-2 5-5 2 2-5z"/>`,
  link: svg`<path d="M14 5h5v5M19 5l-8 8M17 14v5H5V7h5"/>`,
};

export type IconName = keyof typeof LINES;

/** A small line drawing; it says nothing that the text beside it does not. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${LINES[name]}</svg>`;
}
