import {sanitise} from '../../../base/index.js';
import type {Endpoint} from '../client/connector.js';
import {type HttpAnswer, httpClient} from '../client/http.js';
import {byStatus, type Reply} from './reply.js';

const MAX_HOPS = 4;

/**
 * What a reply of HTTP really is: redirects within the server are followed, and a page with a password field is a login. The same
 * reply when it has no such page.
 *
 * @param reply  to `GET /`, with a status below 400
 */
export async function judgePage(endpoint: Endpoint, reply: Reply): Promise<Reply> {
	const client = httpClient(endpoint);
	const hops: string[] = [];
	const said = (kind: Reply['kind'], more = ''): Reply => ({
		...reply,
		kind,
		text: sanitise(`${endpoint.secure ? 'TLS ' : ''}${hops.join(', ')}${more}`),
	});
	try {
		let path = '/';
		for (let hop = 0; hop < MAX_HOPS; hop++) {
			const answer = await client.send({method: 'GET', path});
			if (answer === null) return hop === 0 ? reply : said('server-error', `, GET ${shown(path)} → no answer`);
			hops.push(`GET ${shown(path)} → ${answer.status}`);
			const next = nextPath(answer, path, endpoint);
			if (next === 'elsewhere') return said('elsewhere', ' to another address');
			if (next === null) {
				const {kind} = byStatus(String(answer.status));
				return asksForPassword(answer) && kind === 'served' ? said('login', ', a login page') : said(kind);
			}
			path = next;
		}
		return said('elsewhere', ' and so on');
	} finally {
		client.close();
	}
}

/** The path to which it redirects within itself; `null` when it does not redirect. */
function nextPath(
	{status, headers: {location}}: HttpAnswer,
	from: string,
	{port, secure}: Endpoint,
): string | 'elsewhere' | null {
	if (status < 300 || status >= 400 || location === undefined) return null;
	const here = `${secure ? 'https' : 'http'}://localhost`;
	if (!URL.canParse(location, `${here}${from}`)) return 'elsewhere';
	const to = new URL(location, `${here}${from}`);
	const usual = secure ? 443 : 80;
	const isHere = to.protocol === `${secure ? 'https' : 'http'}:` && to.hostname === 'localhost';
	const samePort = to.port === '' || Number(to.port || usual) === port;
	return isHere && samePort ? `${to.pathname}${to.search}` : 'elsewhere';
}

/** A field of the type `password`. @source HTML, 4.10.5.1.6 */
const asksForPassword = ({headers, body}: HttpAnswer): boolean =>
	/html/i.test(headers['content-type'] ?? '') && /<input\b[^<>]{0,500}\btype\s*=\s*["']?password\b/i.test(body);

/** Without its query, which may have a token. */
const shown = (path: string): string => path.replace(/\?.*$/s, '?…').slice(0, 60);
