import {connect, type Socket} from 'node:net';
import type {EngineAddress} from './address.js';
import type {WholeAnswer, WholeQuestion} from './kept-connection.js';
import {keptConnections} from './kept-connections.js';
import {type StreamedAnswer, type StreamedQuestion, streamedAnswer} from './streamed-answer.js';

/** Answers to GETs of a unix socket, without Node's HTTP client. @param most  connections at once for whole answers */
export function unixAnswers(address: EngineAddress & {kind: 'unix'}, most: number) {
	const open = () => connect(address.socketPath);
	const kept = keptConnections(open, address, most);
	/** Connections whose answer is still coming. */
	const streaming = new Set<Socket>();

	return {
		openAll: kept.openAll,
		get: (question: WholeQuestion): Promise<WholeAnswer> => kept.get(question),
		open(question: StreamedQuestion): Promise<StreamedAnswer> {
			const socket = open();
			streaming.add(socket);
			socket.once('close', () => streaming.delete(socket));
			return streamedAnswer(socket, address, question);
		},
		close() {
			kept.close();
			for (const socket of streaming) socket.destroy();
		},
	};
}
