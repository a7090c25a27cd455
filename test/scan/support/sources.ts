import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {gzipSync} from 'node:zlib';
import {afterEach} from 'vitest';
import {zipOf} from './advisories.js';

type Document = {readonly id: string; readonly modified: string};

/** OSV's archives, EPSS and KEV on loopback, with the layout of the public ones. */
export type Sources = {
	readonly url: string;
	/** The environment that leads to them. */
	readonly variables: Record<string, string>;
	/** Publishes what is known of an ecosystem: its zip, its list and each advisory. */
	publish(ecosystem: string, documents: readonly unknown[]): void;
	/** Any file, by its path; `null` takes it away. */
	put(path: string, content: Buffer | string | null): void;
	/** `GET /npm/all.zip`, in order. */
	readonly asked: string[];
	/** Everything that was received: methods, paths, headers, bodies. */
	readonly received: string[];
	close(): void;
};

export async function startSources(): Promise<Sources> {
	const files = new Map<string, Buffer>();
	const [asked, received]: [string[], string[]] = [[], []];
	const server = createServer((request, response) => {
		asked.push(`${request.method} ${request.url}`);
		received.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
		request.on('data', chunk => received.push(String(chunk)));
		const content = files.get(decodeURIComponent(request.url ?? ''));
		response.writeHead(content === undefined ? 404 : 200, content === undefined ? {} : {'content-length': content.length});
		response.end(request.method === 'HEAD' ? undefined : content);
	});
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const put: Sources['put'] = (path, content) => {
		if (content === null) files.delete(path);
		else files.set(path, Buffer.from(content));
	};
	put('/epss.csv.gz', gzipSync('cve,epss,percentile\nCVE-2021-44906,0.9,0.99\n'));
	put('/kev.json', JSON.stringify({vulnerabilities: [{cveID: 'CVE-2019-10744'}]}));
	return {
		url,
		variables: {
			DOCKSCOPE_OSV_ARCHIVES: url,
			DOCKSCOPE_EPSS_URL: `${url}/epss.csv.gz`,
			DOCKSCOPE_KEV_URL: `${url}/kev.json`,
		},
		publish(ecosystem, documents) {
			for (const path of files.keys()) if (path.startsWith(`/${ecosystem}/`)) files.delete(path);
			const all = documents as readonly Document[];
			put(`/${ecosystem}/all.zip`, zipOf(Object.fromEntries(all.map(one => [`${one.id}.json`, JSON.stringify(one)]))));
			const newestFirst = all.toSorted((a, b) => (a.modified < b.modified ? 1 : -1));
			put(`/${ecosystem}/modified_id.csv`, newestFirst.map(({id, modified}) => `${modified},${id}\n`).join(''));
			for (const one of all) put(`/${ecosystem}/${one.id}.json`, JSON.stringify(one));
		},
		put,
		asked,
		received,
		close() {
			server.closeAllConnections();
			server.close();
		},
	};
}

/** For the tests of a file: each gets its own, closed after it. */
export function useSources(): () => Promise<Sources> {
	const started: Sources[] = [];
	afterEach(() => {
		for (const one of started.splice(0)) one.close();
	});
	return async () => {
		const sources = await startSources();
		started.push(sources);
		return sources;
	};
}
