import {BlockList} from 'node:net';

/** Addresses that do not leave the site. @source RFC 1918, 4193, 4291, 6598, 3927 */
const inside = new BlockList();
for (const [network, length] of [
	['10.0.0.0', 8],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['100.64.0.0', 10],
] as const)
	inside.addSubnet(network, length, 'ipv4');
for (const [network, length] of [
	['fc00::', 7],
	['fe80::', 10],
] as const)
	inside.addSubnet(network, length, 'ipv6');
inside.addAddress('::1', 'ipv6');

const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/;

/** The same address as IPv4 where it is one in the notation of IPv6. */
export const plainAddress = (address: string): string => mapped.exec(address)?.[1] ?? address;

/** Whether an address is one of the internet. */
export function isPublic(address: string): boolean {
	const plain = plainAddress(address);
	return !inside.check(plain, plain.includes(':') ? 'ipv6' : 'ipv4');
}

export const isLoopbackConnection = (address: string): boolean => /^127\.|^::1$/.test(plainAddress(address));
