/** Without the brackets of a URL. */
const bare = (address: string): string => address.replace(/^\[|\]$/g, '');

/**
 * Any IPv4 or IPv6 address of the host, however it was written (`::0`, `[::]`); an empty string means both families. A stopped container
 * reports what was requested. @source RFC 4291 2.2 (text forms), 2.5.2 (unspecified)
 */
export const isWildcard = (address: string): boolean =>
	/^(|\*|0\.0\.0\.0|(?=0*:)[0:]+|::(ffff:)?0\.0\.0\.0)$/i.test(bare(address));

/**
 * Reachable from this machine only; `::ffff:127.…` is how a dual-stack socket appears in /proc/net/tcp6.
 * @source ipv6(7), RFC 4291 2.5.3
 */
export const isLoopback = (address: string): boolean => /^(127\.|[0:]*:0*1$|localhost$|::ffff:127\.)/i.test(bare(address));
