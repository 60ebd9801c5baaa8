/** Which addresses of the network a member may have the bot ask. */
import ipaddr from 'ipaddr.js';

/** Why an address is not asked at all. Nothing was sent. */
export type Refusal = 'address' | 'scheme' | 'credentials' | 'port' | 'private';

/** Ports an address may name: https's own, and the usual second one. */
const PORTS = new Set(['', '443', '8443']);
/**
 * Sites with pages of very many people, where thirty an hour would be a few of a cohort's evening. They answer anonymous
 * readers by far more than this (GitHub limits its API to 60 an hour, not its pages); one request at a time still holds.
 */
const SITES_OF_MANY = new Set([
  'github.com',
  'raw.githubusercontent.com',
  'gitlab.com',
  'bitbucket.org',
  'docs.google.com',
  'drive.google.com',
  'www.figma.com',
  'www.youtube.com',
  'youtu.be',
  'www.loom.com',
]);

/** How often a host is asked in any hour at most. */
export function hostLimit(host: string): number {
  return SITES_OF_MANY.has(host) ? 600 : 30;
}

/** Names that mean this machine or its own network (RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`). */
const OWN_NAMES = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa|onion)$/;
/** A cloud's service for its own machines that lies among the public addresses (Azure's WireServer). */
const OWN_SERVICES = new Set(['168.63.129.16']);
/** Global unicast, the only part of IPv6 that is public (RFC 4291, section 2.4). */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * The address as it is asked, or why it is not. `allow`: origins that are exempt from every rule. An IPv4 address in
 * decimal, octal or hexadecimal comes out of URL as a dotted one, so that it is judged as what it is.
 */
export function readAddress(text: string, allow: readonly string[]): URL | Refusal {
  const url = URL.parse(text.trim());
  if (url === null || url.hostname === '') return 'address';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'scheme';
  if (url.username !== '' || url.password !== '') return 'credentials';
  url.hash = '';
  if (allow.includes(url.origin)) return url;
  if (url.protocol !== 'https:') return 'scheme';
  if (!PORTS.has(url.port)) return 'port';
  const name = url.hostname.replace(/\.$/, '');
  const literal = literalOf(name);
  if (literal !== undefined) return isPublic(literal) ? url : 'private';
  return !name.includes('.') || OWN_NAMES.test(name) ? 'private' : url;
}

/** The host of an address as an IP address where it is one: `[::1]` is `::1`. */
export function literalOf(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isLiteral(bare) ? bare : undefined;
}

/** As the network writes them: no short forms, and no zone of an interface of this machine. */
function isLiteral(address: string): boolean {
  return (
    ipaddr.IPv4.isValidFourPartDecimal(address) || (ipaddr.IPv6.isValid(address) && !address.includes('%'))
  );
}

/** Whether an IP address is one of the public internet; whatever is not known to be is not. */
export function isPublic(address: string): boolean {
  if (!isLiteral(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv6 ? parsed.match(GLOBAL_IPV6) : !OWN_SERVICES.has(parsed.toString());
}
