/** Without the brackets of a URL. */
const bare = (address: string): string => address.replace(/^\[|\]$/g, '');

/**
 * Every address of the host, IPv4's or IPv6's, however it was typed (`::0`, `[::]`); an empty one asks for both. A container that does not run
 * repeats what was asked for. @source RFC 4291 2.2 (text forms), 2.5.2 (unspecified)
 */
export const isWildcard = (address: string): boolean =>
	/^(|\*|0\.0\.0\.0|(?=0*:)[0:]+|::(ffff:)?0\.0\.0\.0)$/i.test(bare(address));

/**
 * This machine alone can connect to it; `::ffff:127.…` is how a socket of both families shows it in /proc/net/tcp6.
 * @source ipv6(7), RFC 4291 2.5.3
 */
export const isLoopback = (address: string): boolean => /^(127\.|[0:]*:0*1$|localhost$|::ffff:127\.)/i.test(bare(address));
