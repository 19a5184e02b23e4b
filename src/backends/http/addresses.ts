import { BlockList, isIP } from 'node:net';

/**
 * IPv4 ranges that webhooks may not reach: our own network, a cloud's metadata service, or nowhere. All of IANA's IPv4
 * special-purpose registry, multicast, and what clouds use in addition.
 */
const refused4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Azure's platform services, reachable from each of its virtual machines.
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/**
 * The only range of public IPv6 addresses. Others embed an IPv4 address (mapped, compatible, translated, NAT64), are
 * local to a link or site, or are multicast or reserved.
 */
const global6 = ['2000::', 3] as const;

/** The exceptions within it, from IANA's IPv6 special-purpose registry. */
const refused6 = [
  // Protocol assignments: Teredo, benchmarking, ORCHID, anycast.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4: embeds an IPv4 address.
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const;

const inIPv4 = new BlockList();
for (const [network, prefix] of refused4) inIPv4.addSubnet(network, prefix, 'ipv4');
const publicIPv6 = new BlockList();
publicIPv6.addSubnet(...global6, 'ipv6');
const inIPv6 = new BlockList();
for (const [network, prefix] of refused6) inIPv6.addSubnet(network, prefix, 'ipv6');

/** The end of an ISATAP address, which embeds an IPv4 address under any network. */
const isatap = /:(?:0|200)?:?5efe:[\da-f.:]+$/i;

/**
 * True for loopback, private, link-local, metadata, multicast and reserved addresses, and for those that embed an IPv4
 * address.
 */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return inIPv4.check(address, 'ipv4');
  if (family !== 6 || address.includes('%')) return true;
  return !publicIPv6.check(address, 'ipv6') || inIPv6.check(address, 'ipv6') || isatap.test(address);
}
