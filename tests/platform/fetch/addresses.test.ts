import { expect, it } from 'vitest';
import { isPublic, readAddress } from '../../../src/platform/fetch/rules.ts';

/** What is typed, and why it is refused; none of them is looked up or asked. */
const REFUSED: readonly (readonly [string, ReturnType<typeof readAddress>])[] = [
  // This machine, in every notation an address has.
  ['https://127.0.0.1/', 'private'],
  ['https://127.1/', 'private'],
  ['https://127.255.255.254/', 'private'],
  ['https://2130706433/', 'private'],
  ['https://0x7f000001/', 'private'],
  ['https://0x7f.1/', 'private'],
  ['https://017700000001/', 'private'],
  ['https://0177.0.0.01/', 'private'],
  ['https://0/', 'private'],
  ['https://0.0.0.0/', 'private'],
  ['https://127.0.0.1./', 'private'],
  ['https://１２７.０.０.１/', 'private'],
  ['https://127。0。0。1/', 'private'],
  ['https://localhost/', 'private'],
  ['https://LOCALHOST./', 'private'],
  ['https://api.localhost/', 'private'],
  ['https://[::1]/', 'private'],
  ['https://[0:0:0:0:0:0:0:1]/', 'private'],
  ['https://[::]/', 'private'],
  ['https://[::ffff:127.0.0.1]/', 'private'],
  ['https://[::ffff:7f00:1]/', 'private'],
  ['https://[::127.0.0.1]/', 'private'],
  ['https://[::ffff:0:127.0.0.1]/', 'private'],
  // Its own network.
  ['https://10.0.0.1/', 'private'],
  ['https://10.255.255.255/', 'private'],
  ['https://172.16.0.1/', 'private'],
  ['https://172.31.255.255/', 'private'],
  ['https://192.168.1.1/', 'private'],
  ['https://0300.0250.1.1/', 'private'],
  ['https://3232235777/', 'private'],
  ['https://[::ffff:192.168.1.1]/', 'private'],
  ['https://[fc00::1]/', 'private'],
  ['https://[fd12:3456:789a::1]/', 'private'],
  ['https://[fe80::1]/', 'private'],
  ['https://[fec0::1]/', 'private'],
  ['https://router.lan/', 'private'],
  ['https://printer.local/', 'private'],
  ['https://db.internal/', 'private'],
  ['https://nas.home.arpa/', 'private'],
  ['https://intranet/', 'private'],
  // What clouds serve to their own machines.
  ['https://169.254.169.254/latest/meta-data/', 'private'],
  ['https://0xa9fea9fe/', 'private'],
  ['https://2852039166/', 'private'],
  ['https://[::ffff:169.254.169.254]/', 'private'],
  ['https://[fd00:ec2::254]/', 'private'],
  ['https://metadata.google.internal/', 'private'],
  ['https://100.100.100.200/', 'private'],
  ['https://168.63.129.16/', 'private'],
  ['https://192.0.0.192/', 'private'],
  // Carriers, tests, relays, many at once, nobody.
  ['https://100.64.0.1/', 'private'],
  ['https://100.127.255.254/', 'private'],
  ['https://169.254.0.1/', 'private'],
  ['https://192.0.2.1/', 'private'],
  ['https://198.51.100.7/', 'private'],
  ['https://203.0.113.7/', 'private'],
  ['https://198.18.0.1/', 'private'],
  ['https://192.88.99.1/', 'private'],
  ['https://224.0.0.1/', 'private'],
  ['https://239.255.255.250/', 'private'],
  ['https://240.0.0.1/', 'private'],
  ['https://255.255.255.255/', 'private'],
  ['https://[2001:db8::1]/', 'private'],
  ['https://[2002:7f00:1::]/', 'private'],
  ['https://[2002:a00:1::1]/', 'private'],
  ['https://[64:ff9b::7f00:1]/', 'private'],
  ['https://[64:ff9b::a9fe:a9fe]/', 'private'],
  ['https://[64:ff9b:1::1]/', 'private'],
  ['https://[2001::1]/', 'private'],
  ['https://[ff02::1]/', 'private'],
  ['https://[100::1]/', 'private'],
  ['https://[4000::1]/', 'private'],
  // Not https.
  ['http://example.com/openapi.json', 'scheme'],
  ['ftp://example.com/', 'scheme'],
  ['file://example.com/etc/passwd', 'scheme'],
  ['gopher://example.com:70/_', 'scheme'],
  ['ws://example.com/', 'scheme'],
  // A name and a password.
  ['https://user@example.com/', 'credentials'],
  ['https://user:secret@example.com/', 'credentials'],
  ['https://example.com:443@127.0.0.1/', 'credentials'],
  // Ports where something else listens.
  ['https://example.com:22/', 'port'],
  ['https://example.com:80/', 'port'],
  ['https://example.com:6379/', 'port'],
  ['https://example.com:5432/', 'port'],
  ['https://example.com:2375/', 'port'],
  // No address of the network.
  ['', 'address'],
  ['openapi.json', 'address'],
  ['https://', 'address'],
  ['https://256.1.1.1/', 'address'],
  ['https://[::1', 'address'],
  ['https://[fe80::1%25eth0]/', 'address'],
  ['file:///etc/passwd', 'address'],
  ['data:application/json,{}', 'address'],
  ['javascript:alert(1)', 'address'],
];

it.each(REFUSED)('refuses %s: %s', (typed, why) => {
  expect(readAddress(typed, [])).toBe(why);
});

it('tries more addresses than sixty', () => {
  expect(new Set(REFUSED.map(([typed]) => typed)).size).toBeGreaterThanOrEqual(80);
});

it.each([
  'https://shop.onrender.com/openapi.json',
  'https://ada.pythonanywhere.com/api/schema/?format=json#paths',
  'https://example.com:8443/graphql',
  'https://93.184.215.14/openapi.json',
  'https://1572395042/',
  'https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/',
  'https://bücher.example.org/openapi.yaml',
])('takes %s', (typed) => {
  const read = readAddress(typed, []);
  expect(read).toBeInstanceOf(URL);
  expect(String(read)).not.toContain('#');
});

it('exempts the origins of CONTRACT_ALLOW, and no other port or name beside them', () => {
  const allow = ['http://127.0.0.1:4000'];
  expect(readAddress('http://127.0.0.1:4000/schema', allow)).toBeInstanceOf(URL);
  expect(readAddress('http://127.0.0.1:4001/schema', allow)).toBe('scheme');
  expect(readAddress('https://127.0.0.1:4000/schema', allow)).toBe('port');
  expect(readAddress('http://u:p@127.0.0.1:4000/schema', allow)).toBe('credentials');
});

it('takes what it does not know for private', () => {
  expect(['', 'example.com', '1.2.3', '::1%lo', '999.1.1.1'].map(isPublic)).toEqual(
    Array.from({ length: 5 }, () => false),
  );
});
