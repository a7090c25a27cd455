import {mkdtemp, rm} from 'node:fs/promises';
import {createServer, type ServerResponse} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** An answer: JSON with status 200, `{status, message}` of a refusal, `hang` for none at all, or a stream of what `send` is given. */
export type ReplayedAnswer = {readonly json: unknown} | {readonly status: number; readonly message: string} | 'hang' | 'stream';

/** Answers of an engine by path, which is asked without its version: `/images/web/json`. The version that was asked for, or `null`, comes along. */
export type Replay = (path: string, version: string | null) => ReplayedAnswer;

export type ReplayingEngine = {
	readonly socketPath: string;
	/** Paths that were asked for, with their versions. */
	readonly asked: readonly string[];
	/** Writes a line to the open streams. */
	send(line: unknown): void;
	stop(): Promise<void>;
};

/** A server on a unix socket that answers as an engine of any version of the API would: newer ones than can be installed. */
export async function startReplayingEngine(api: string, replay: Replay): Promise<ReplayingEngine> {
	const folder = await mkdtemp(join(tmpdir(), 'dockscope-replay-'));
	const socketPath = join(folder, 'engine');
	const asked: string[] = [];
	const streams = new Set<ServerResponse>();
	const server = createServer((request, response) => {
		const url = request.url ?? '';
		asked.push(url);
		const [, version = null, path = ''] = /^(?:\/v([\d.]+))?(\/[^?]*)/.exec(url) ?? [];
		const answer: ReplayedAnswer = path === '/_ping' ? {json: 'OK'} : replay(path, version);
		if (answer === 'hang') return;
		if (answer === 'stream') {
			response.writeHead(200, {'Api-Version': api, 'Content-Type': 'application/json'}).flushHeaders();
			streams.add(response);
			return;
		}
		const [status, body] = 'json' in answer ? [200, answer.json] : [answer.status, {message: answer.message}];
		response.writeHead(status, {'Api-Version': api, 'Content-Type': 'application/json'}).end(JSON.stringify(body));
	});
	await new Promise<void>(done => server.listen(socketPath, done));
	return {
		socketPath,
		asked,
		send(line) {
			for (const stream of streams) stream.write(`${JSON.stringify(line)}\n`);
		},
		async stop() {
			server.closeAllConnections();
			await new Promise(done => server.close(done));
			await rm(folder, {recursive: true});
		},
	};
}
