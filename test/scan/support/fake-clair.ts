import {createHash} from 'node:crypto';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {clairReport} from '../formats/fixtures/index.js';

type Fetched = {hash: string; matches: boolean; mediaType: string | null};
export type FakeClair = {
	server: Server;
	url: string;
	fetched: Fetched[];
	requests: string[];
	authorisation: (string | undefined)[];
	uris: string[];
};

export type ClairBehaviour = {
	/** Times that the matcher is still loading. */
	readonly waits?: number;
	readonly indexError?: string;
	readonly answer?: unknown;
	readonly refuses?: boolean;
};

/** Clair's HTTP API, small: it fetches each layer that the manifest names, checks its digest, and only then answers. */
export async function fakeClair(behaviour: ClairBehaviour = {}): Promise<FakeClair> {
	const fake: Omit<FakeClair, 'server' | 'url'> = {fetched: [], requests: [], authorisation: [], uris: []};
	let waits = behaviour.waits ?? 0;
	const answer = (response: ServerResponse, status: number, body: unknown) =>
		response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body));
	const server = createServer(async (request, response) => {
		fake.requests.push(`${request.method} ${request.url}`);
		fake.authorisation.push(request.headers.authorization);
		if (behaviour.refuses) return answer(response, 401, {code: 'unauthorized', message: 'invalid token'});
		if (request.url === '/indexer/api/v1/index_report') {
			const manifest = JSON.parse(await bodyOf(request)) as {hash: string; layers: {hash: string; uri: string}[]};
			for (const {hash, uri} of manifest.layers) {
				fake.uris.push(uri);
				const layer = await fetch(uri);
				const found = createHash('sha256')
					.update(Buffer.from(await layer.arrayBuffer()))
					.digest('hex');
				fake.fetched.push({hash, matches: hash === `sha256:${found}`, mediaType: layer.headers.get('content-type')});
			}
			if (behaviour.indexError)
				return answer(response, 201, {
					manifest_hash: manifest.hash,
					state: 'IndexError',
					success: false,
					err: behaviour.indexError,
				});
			return answer(response, 201, {manifest_hash: manifest.hash, state: 'IndexFinished', success: true});
		}
		if (waits-- > 0) return answer(response, 202, {});
		return answer(response, 200, behaviour.answer ?? clairReport);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return {...fake, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`};
}

async function bodyOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}
