import { html, type TemplateResult } from 'lit';
import type { Attachment, UnfurledMedia } from '../../wire.ts';
import { state } from '../store.ts';
import { icon } from './icons.ts';

// Pictures and files. Only the simulator's own are loaded; what lies elsewhere is named instead.

/** The address of one of the simulator's own files on this page; undefined for any other. */
export function ownAddress(address: string): string | undefined {
  const origin = state.world?.origin;
  if (origin === undefined || !address.startsWith(`${origin}/cdn/`)) return undefined;
  const url = new URL(address);
  // Links to files expire after a day; Discord's own client asks for fresh ones.
  url.searchParams.set('ex', '7fffffffff');
  return `${url.pathname}${url.search}`;
}

export function picture(media: UnfurledMedia, alt: string, extra = ''): TemplateResult {
  const address = ownAddress(media.url);
  if (address === undefined) {
    const host = URL.canParse(media.url) ? new URL(media.url).host : 'elsewhere';
    return html`<span class="foreign-picture" role="img" aria-label=${alt || 'Picture'}>
      ${alt || 'Picture'} <small>(at ${host}, not loaded here)</small>
    </span>`;
  }
  return html`<a class=${`picture ${extra}`} href=${address} target="_blank" rel="noopener">
    <img src=${address} alt=${alt} width=${media.width ?? 400} height=${media.height ?? 300} loading="lazy" />
  </a>`;
}

export function attachment(file: Attachment): TemplateResult {
  if (file.content_type?.startsWith('image/') && file.content_type !== 'image/svg+xml') {
    return picture(file, file.description ?? '');
  }
  return fileCard(file.filename, file.size, file.url);
}

export function fileCard(name: string, size: number | undefined, address: string): TemplateResult {
  const own = ownAddress(address);
  return html`<a class="file" href=${own ?? '#'} download=${name}>
    ${icon('file')}
    <span><span class="file-name">${name}</span><small>${size === undefined ? '' : sizeText(size)}</small></span>
  </a>`;
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
