/** Connections of one process to PostgreSQL; what waits for a free one waits as for the server. */
export const CONNECTIONS = 10;

/** Whether an address is one of PostgreSQL, and not the path of a file. */
export function isPostgres(address: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(address);
}

/** An address as it may be shown: without the user and the password. */
export function shownAddress(address: string): string {
  if (!isPostgres(address)) return address;
  const { host, pathname } = URL.parse(address) ?? { host: '', pathname: '' };
  return `postgres://${host}${pathname}`;
}
