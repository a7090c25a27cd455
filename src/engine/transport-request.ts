import type {Readable} from 'node:stream';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';

export type TransportRequest<Allowed extends Method> = {
	readonly method: Allowed;
	/** With the query, without the host: `/containers/json?all=1`. */
	readonly path: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Buffer | Readable;
	/** Milliseconds until the first byte of the answer, and between bytes; 0: unlimited. */
	readonly timeoutMs: number;
	/** For the stream that follows: 0 if it may be silent for hours. Absent: `timeoutMs`. */
	readonly silenceMs?: number;
	/** Until the last byte. 0: unlimited. Absent: four times `timeoutMs`, and unlimited for streams that may be silent for ever. */
	readonly totalMs?: number;
	readonly signal?: AbortSignal | undefined;
};
