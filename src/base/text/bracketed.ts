/** An address as written before a port: IPv6 in brackets. @source RFC 3986, 3.2.2 */
export const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);
