import {readdirSync, readFileSync} from 'node:fs';
import {type AddressInfo, createServer, type Server, type Socket} from 'node:net';
import {join, resolve} from 'node:path';
import {setFlagsFromString} from 'node:v8';
import {runInNewContext} from 'node:vm';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {limitedSignal, withTimeLimit} from '../../../src/base/lib/time-limit.js';
import {askJson} from '../../../src/scan/run/http.js';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

describe('a time limit', () => {
	let server: Server;
	const open = new Set<Socket>();
	/** Accepts connections and never answers. */
	let url: string;

	beforeAll(async () => {
		server = createServer(socket => {
			open.add(socket);
			socket.on('error', () => undefined).once('close', () => open.delete(socket));
		});
		await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
		url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	});
	afterAll(() => {
		for (const socket of open) socket.destroy();
		server.close();
	});

	/** While unreferenced objects are collected. */
	async function collecting<T>(work: Promise<T>): Promise<T> {
		const clock = setInterval(collect, 20);
		try {
			return await work;
		} finally {
			clearInterval(clock);
		}
	}

	it('ends a request to a silent server, even after a garbage collection', async () => {
		const caller = new AbortController();
		const asking = withTimeLimit(400, caller.signal, signal => fetch(url, {signal}));
		await expect(collecting(asking)).rejects.toMatchObject({name: 'TimeoutError'});
	});

	it('ends a question of a scanner', async () => {
		const context = {signal: new AbortController().signal, timeLimitMs: 400, sizeLimit: 1000};
		await expect(collecting(askJson(url, {good: [200]}, {scanner: 'clair', context}))).rejects.toMatchObject({
			failure: {kind: 'timed-out'},
		});
	});

	it('ends with any of its parents, also one that has ended before', () => {
		const [one, other] = [new AbortController(), new AbortController()];
		const both = limitedSignal(0, one.signal, undefined, other.signal);
		other.abort('enough');
		expect([both.signal.aborted, both.signal.reason]).toEqual([true, 'enough']);
		expect(limitedSignal(0, other.signal).signal.reason).toBe('enough');
	});

	it('is given up with its work', async () => {
		const caller = new AbortController();
		let kept: AbortSignal | undefined;
		expect(
			await withTimeLimit(10, caller.signal, async signal => {
				kept = signal;
				return 'done';
			}),
		).toBe('done');
		await new Promise(done => setTimeout(done, 40));
		caller.abort();
		expect(kept?.aborted).toBe(false);
	});

	it('is made nowhere in a way that Node may collect', () => {
		const root = resolve(import.meta.dirname, '../../../src');
		const files = readdirSync(root, {recursive: true, encoding: 'utf8'}).filter(name => /\.tsx?$/.test(name));
		const using = files.filter(name => {
			const code = readFileSync(join(root, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
			return /AbortSignal\.(any|timeout)\(/.test(code);
		});
		expect(using).toEqual([]);
	});
});
