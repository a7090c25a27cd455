import {chmod, mkdtemp, rm} from 'node:fs/promises';
import {createServer, type IncomingMessage, request, type ServerResponse} from 'node:http';
import {connect, type Socket} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';

export type RecordedRequest = {readonly method: string; readonly path: string};

export type Misbehaviour =
	/** An answer of the proxy's own, as socket proxies give one. */
	| {answer: {status: number; body?: string; contentType?: string}}
	/** The real answer, cut off after so many bytes, and the connection with it. */
	| {truncateAfter: number}
	/** So many bytes of the real answer, and then silence. */
	| {stallAfter: number}
	/** The real answer, later. */
	| {delayMs: number}
	/** No answer at all. */
	| {hang: true}
	/** The connection ends before a byte of the answer. */
	| {reset: true};

export type RecordingProxy = {
	/** `unix:///…` */
	readonly host: string;
	readonly socketPath: string;
	/** All requests that arrived, oldest first. */
	readonly requests: readonly RecordedRequest[];
	/** How many connections were made to it. */
	readonly connections: number;
	/** Misbehaves from now on where `METHOD /path?query` matches; returns the way to behave again. */
	misbehave(match: RegExp, how: Misbehaviour): () => void;
	forget(): void;
	stop(): Promise<void>;
};

/** A proxy in front of an engine's unix socket which writes down what passes, and refuses, cuts, delays or swallows requests as instructed. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
	const dir = await mkdtemp(join(tmpdir(), 'dockscope-proxy-'));
	await chmod(dir, 0o755);
	const socketPath = join(dir, 'proxy.sock');
	const requests: RecordedRequest[] = [];
	let rules: {match: RegExp; how: Misbehaviour}[] = [];
	let connections = 0;
	const open = new Set<Socket>();

	const server = createServer((incoming, outgoing) => {
		const line = record(incoming);
		const how = rules.find(rule => rule.match.test(line))?.how;
		void pass(target, incoming, outgoing, how);
	});
	server.on('upgrade', (incoming: IncomingMessage, client: Socket, head: Buffer) => {
		record(incoming);
		upgrade(target, incoming, client, head);
	});
	server.on('connection', socket => {
		connections += 1;
		open.add(socket);
		socket.once('close', () => open.delete(socket));
	});
	server.keepAliveTimeout = 60_000;
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(socketPath, resolve);
	});

	function record(incoming: IncomingMessage): string {
		const method = incoming.method ?? '';
		const path = incoming.url ?? '';
		requests.push({method, path});
		return `${method} ${path}`;
	}

	return {
		host: `unix://${socketPath}`,
		socketPath,
		requests,
		get connections() {
			return connections;
		},
		misbehave(match, how) {
			const rule = {match, how};
			rules.push(rule);
			return () => {
				rules = rules.filter(one => one !== rule);
			};
		},
		forget() {
			requests.length = 0;
		},
		async stop() {
			for (const socket of open) socket.destroy();
			await new Promise(resolve => server.close(resolve));
			await rm(dir, {recursive: true, force: true});
		},
	};
}

async function pass(
	target: string,
	incoming: IncomingMessage,
	outgoing: ServerResponse,
	how: Misbehaviour | undefined,
): Promise<void> {
	if (how !== undefined && 'hang' in how) return;
	if (how !== undefined && 'reset' in how) {
		incoming.socket.destroy();
		return;
	}
	if (how !== undefined && 'answer' in how) {
		const {status, body = '', contentType = 'application/json'} = how.answer;
		outgoing.writeHead(status, {'content-type': contentType});
		outgoing.end(body);
		return;
	}
	if (how !== undefined && 'delayMs' in how) await sleep(how.delayMs);
	const upstream = request(
		{socketPath: target, method: incoming.method, path: incoming.url, headers: incoming.headers, agent: false},
		answer => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			if (how !== undefined && 'truncateAfter' in how) cutAfter(answer, outgoing, how.truncateAfter);
			else if (how !== undefined && 'stallAfter' in how) stallAfter(answer, outgoing, how.stallAfter);
			else answer.pipe(outgoing);
			answer.once('error', () => outgoing.destroy());
			answer.once('close', () => {
				if (!answer.complete) outgoing.destroy();
			});
			outgoing.flushHeaders();
		},
	);
	upstream.once('error', () => outgoing.destroy());
	outgoing.once('close', () => upstream.destroy());
	incoming.pipe(upstream);
}

function cutAfter(answer: IncomingMessage, outgoing: ServerResponse, bytes: number): void {
	let left = bytes;
	answer.on('data', (chunk: Buffer) => {
		const part = chunk.subarray(0, left);
		left -= part.length;
		outgoing.write(part, () => {
			if (left === 0) outgoing.destroy();
		});
	});
	answer.once('end', () => outgoing.destroy());
}

function stallAfter(answer: IncomingMessage, outgoing: ServerResponse, bytes: number): void {
	let left = bytes;
	answer.on('data', (chunk: Buffer) => {
		outgoing.write(chunk.subarray(0, left));
		left -= Math.min(left, chunk.length);
	});
}

/** Attach and exec of the docker CLI take the connection over; it is passed on as it is. */
function upgrade(target: string, incoming: IncomingMessage, client: Socket, head: Buffer): void {
	const upstream = connect(target, () => {
		const headers = incoming.rawHeaders.flatMap((name, index, all) =>
			index % 2 === 0 ? [`${name}: ${all[index + 1] ?? ''}`] : [],
		);
		upstream.write(`${incoming.method ?? ''} ${incoming.url ?? ''} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
		upstream.write(head);
		upstream.pipe(client);
		client.pipe(upstream);
	});
	upstream.once('error', () => client.destroy());
	client.once('error', () => upstream.destroy());
	client.once('close', () => upstream.destroy());
}
