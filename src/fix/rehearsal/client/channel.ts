import {type Endpoint, openConnection} from './connector.js';

/** A connection for a dialogue. Bytes are Latin-1 characters. */
export type Channel = {
	/** Forgets what was heard, then sends. */
	send(text: string): void;
	/** Waits for a reply; `null` when it does not come, or the connection ends before. */
	expect(pattern: RegExp, wait?: number): Promise<RegExpExecArray | null>;
	/** Sends, and waits for a reply. */
	ask(text: string, pattern: RegExp): Promise<RegExpExecArray | null>;
	close(): void;
};

const patience = 5000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Calls `act` with an open channel; `null` when there is no connection, or `act` gives up. */
export async function withChannel<T>(endpoint: Endpoint, act: (channel: Channel) => Promise<T | null>): Promise<T | null> {
	const channel = await openChannel(endpoint);
	if (channel === null) return null;
	try {
		return await act(channel);
	} finally {
		channel.close();
	}
}

/** `null` without a connection. */
export async function openChannel(endpoint: Endpoint): Promise<Channel | null> {
	const socket = await openConnection(endpoint).catch(() => null);
	if (socket === null) return null;
	let heard = '';
	let over = false;
	let changed = (): void => undefined;
	socket.on('data', (data: Buffer) => {
		heard = (heard + data.toString('latin1')).slice(-MAX_ANSWER_BYTES);
		changed();
	});
	for (const event of ['end', 'close'] as const)
		socket.on(event, () => {
			over = true;
			changed();
		});
	const expect: Channel['expect'] = (pattern, wait = patience) =>
		new Promise(resolve => {
			const finish = (match: RegExpExecArray | null): void => {
				clearTimeout(late);
				changed = () => undefined;
				resolve(match);
			};
			const late = setTimeout(() => finish(pattern.exec(heard)), wait);
			changed = () => {
				const match = pattern.exec(heard);
				if (match !== null || over) finish(match);
			};
			changed();
		});
	const send: Channel['send'] = text => {
		heard = '';
		if (!over) socket.write(Buffer.from(text, 'latin1'));
	};
	return {
		send,
		expect,
		ask(text, pattern) {
			send(text);
			return expect(pattern);
		},
		close: () => socket.destroy(),
	};
}
