/** Every address of the host, IPv4's or IPv6's; an empty one asks for both. */
export const isWildcard = (address: string): boolean =>
	address === '' || address === '0.0.0.0' || address === '::' || address === '*';

/** This machine alone can connect to it; `::ffff:127.…` is how a socket of both families shows it in /proc/net/tcp6. @source ipv6(7) */
export const isLoopback = (address: string): boolean => /^(127\.|::1$|localhost$|\[?::ffff:127\.)/.test(address);
