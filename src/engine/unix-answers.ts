import {connect, type Socket} from 'node:net';
import type {EngineAddress} from './address.js';
import type {WholeAnswer, WholeQuestion} from './kept-connection.js';
import {keptConnections} from './kept-connections.js';
import {type Pipeline, pipeline} from './pipeline.js';
import {type StreamedAnswer, type StreamedQuestion, streamedAnswer} from './streamed-answer.js';

/** Connections for questions that are put together: as many as an engine well answers at once. */
const MOST_PIPELINES = 8;
/** Milliseconds for which connections that were opened ahead are kept for whoever would use them. */
const MOST_IDLE = 1_000;

/** Answers to GETs of a unix socket, without Node's HTTP client. @param most  connections at once for whole answers */
export function unixAnswers(address: EngineAddress & {kind: 'unix'}, most: number) {
	const open = () => connect(address.socketPath);
	const kept = keptConnections(open, address, most);
	/** Connections whose answer is still coming. */
	const streaming = new Set<Socket>();
	const opened: Socket[] = [];
	const pipelines = new Set<Pipeline>();
	let closed = false;

	function openedBefore(): Socket | undefined {
		for (let socket = opened.pop(); socket !== undefined; socket = opened.pop()) if (!socket.destroyed) return socket;
		return undefined;
	}

	function discard(): void {
		for (const socket of opened.splice(0)) socket.destroy();
	}

	return {
		/** Opens connections for `getTogether`, and for as many questions besides. Nothing is sent. */
		openAhead() {
			if (closed) return;
			kept.openAhead(MOST_PIPELINES);
			while (opened.length < MOST_PIPELINES)
				opened.push(
					open()
						.unref()
						.on('error', () => undefined),
				);
			setTimeout(discard, MOST_IDLE).unref();
		},
		/** Sends GETs of which each may be left unanswered, as `pipeline` tells. In the order of the paths. */
		getTogether(paths: readonly string[]): Promise<WholeAnswer | null>[] {
			const lanes = Math.min(MOST_PIPELINES, paths.length);
			const answers: Promise<WholeAnswer | null>[] = [];
			for (let lane = 0; lane < lanes; lane += 1) {
				const own = paths.filter((_, index) => index % lanes === lane);
				const sent = pipeline(openedBefore() ?? open(), own);
				pipelines.add(sent);
				Promise.all(sent.answers).then(() => pipelines.delete(sent));
				for (const [turn, answer] of sent.answers.entries()) answers[turn * lanes + lane] = answer;
			}
			discard();
			return answers;
		},
		get: (question: WholeQuestion): Promise<WholeAnswer> => kept.get(question),
		open(question: StreamedQuestion): Promise<StreamedAnswer> {
			const socket = open();
			streaming.add(socket);
			socket.once('close', () => streaming.delete(socket));
			return streamedAnswer(socket, address, question);
		},
		close() {
			closed = true;
			kept.close();
			for (const sent of pipelines) sent.close();
			discard();
			for (const socket of streaming) socket.destroy();
		},
	};
}
