import {BlockList, isIP} from 'node:net';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a URL, from the same variables as for curl and Go programs; `null` for none. As in Go, never for
 * loopback. @source golang.org/x/net/http/httpproxy; curl(1), ENVIRONMENT
 * @throws TypeError for an invalid proxy URL
 */
export function proxyFor(url: URL, variables: Variables): URL | null {
	const get = (name: string) => variables[name] || variables[name.toUpperCase()] || undefined;
	const written = get(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? get('all_proxy');
	if (written === undefined || isExempt(url, get('no_proxy') ?? '')) return null;
	const whole = written.includes('://') ? written : `http://${written}`;
	if (!URL.canParse(whole) || !/^https?:/.test(whole))
		throw new TypeError('the proxy in the environment is not an http or https address');
	return new URL(whole);
}

function isExempt(url: URL, list: string): boolean {
	const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
	if (host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))) return true;
	const port = url.port || (url.protocol === 'https:' ? '443' : '80');
	return list
		.split(/[\s,]+/)
		.filter(Boolean)
		.some(entry => matches(entry.toLowerCase(), host, port));
}

/** `*`, a name (including subdomains), `.name`, `*.name`, an address, a network in CIDR notation; each with an optional port. */
function matches(entry: string, host: string, port: string): boolean {
	if (entry === '*') return true;
	if (entry.includes('/')) return inNetwork(entry, host);
	const [, name = entry, of] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
	if (of !== undefined && of !== port) return false;
	const wanted = name.replace(/^\[|\]$/g, '').replace(/^\*(?=\.)/, '');
	if (isIP(wanted) > 0) return wanted === host;
	return wanted.startsWith('.') ? host.endsWith(wanted) : host === wanted || host.endsWith(`.${wanted}`);
}

function inNetwork(entry: string, host: string): boolean {
	// Digits only: for the number -0, Node 20 aborts the process.
	const [, network = '', bits] = /^([^/]+)\/(\d{1,3})$/.exec(entry) ?? [];
	const family = isIP(network);
	const prefix = Number(bits);
	if (family === 0 || isIP(host) !== family || prefix > (family === 4 ? 32 : 128)) return false;
	const list = new BlockList();
	const type = family === 4 ? 'ipv4' : 'ipv6';
	list.addSubnet(network, prefix, type);
	return list.check(host, type);
}
