import { BlockList, isIP } from 'node:net';

/** Ranges that a webhook has no business in: they lead into our own network or to a cloud's metadata service. */
const refusedRanges = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['2001:db8::', 32],
] as const;

/** IPv6 forms that carry an IPv4 address inside; what counts is the address inside. */
const embeddingRanges = [
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['64:ff9b:1::', 48],
] as const;

const refused = new BlockList();
for (const [network, prefix] of [...refusedRanges, ...embeddingRanges]) {
  refused.addSubnet(network, prefix, isIP(network) === 4 ? 'ipv4' : 'ipv6');
}

/** True for loopback, private, link-local, metadata, multicast and reserved addresses, and what embeds one. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  // An IPv4-mapped IPv6 address is checked by BlockList against the IPv4 ranges.
  return refused.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
