import {createServer, type IncomingHttpHeaders} from 'node:http';
import type {AddressInfo} from 'node:net';

/** What a collector accepts of a request for logs, by the fields of opentelemetry-proto in its JSON encoding (lowerCamelCase). */
type Shape =
	| 'text'
	| 'nanoseconds'
	| 'integer'
	| {readonly [field: string]: Shape | readonly [Shape] | 'value'}
	| readonly [Shape];

const attribute: Shape = {key: 'text', value: 'value'};
const request: Shape = {
	resourceLogs: [
		{
			resource: {attributes: [attribute]},
			scopeLogs: [
				{
					scope: {name: 'text', version: 'text'},
					logRecords: [
						{
							timeUnixNano: 'nanoseconds',
							observedTimeUnixNano: 'nanoseconds',
							severityNumber: 'integer',
							severityText: 'text',
							eventName: 'text',
							body: 'value',
							attributes: [attribute],
						},
					],
				},
			],
		},
	],
};

/** Every field that the protocol does not have, or that has another type. */
export function wrongFields(value: unknown, shape: Shape | 'value' = request, at = ''): string[] {
	if (shape === 'text') return typeof value === 'string' ? [] : [`${at} is no text`];
	if (shape === 'nanoseconds') return typeof value === 'string' && /^\d{19}$/.test(value) ? [] : [`${at} is no 64-bit time`];
	if (shape === 'integer') return Number.isInteger(value) ? [] : [`${at} is no integer`];
	if (shape === 'value') return wrongValue(value, at);
	if (Array.isArray(shape)) {
		if (!Array.isArray(value)) return [`${at} is no list`];
		return value.flatMap((one, index) => wrongFields(one, shape[0], `${at}[${index}]`));
	}
	if (typeof value !== 'object' || value === null) return [`${at} is no object`];
	return Object.entries(value).flatMap(([name, one]) => {
		const inner = (shape as Record<string, Shape>)[name];
		return inner === undefined ? [`${at}.${name} is not a field`] : wrongFields(one, inner, `${at}.${name}`);
	});
}

/** AnyValue: one of its fields. */
function wrongValue(value: unknown, at: string): string[] {
	const entries = Object.entries(value as object);
	const [name, inner] = entries[0] ?? [];
	if (entries.length !== 1) return [`${at} has not one value`];
	if (name === 'stringValue') return typeof inner === 'string' ? [] : [`${at}.stringValue is no text`];
	// 64-bit numbers are decimal strings in the JSON encoding of protobuf.
	if (name === 'intValue')
		return typeof inner === 'string' && /^-?\d+$/.test(inner) ? [] : [`${at}.intValue is no 64-bit number`];
	if (name === 'arrayValue') return (inner as {values: unknown[]}).values.flatMap(one => wrongValue(one, `${at}.arrayValue`));
	return [`${at}.${name} is not a kind of value`];
}

export type Answer = {readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string};
type Received = {readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: unknown};
type LogRecord = {
	readonly severityNumber: number;
	readonly severityText: string;
	readonly eventName: string;
	readonly body: {readonly stringValue: string};
	readonly attributes: readonly {readonly key: string; readonly value: Record<string, unknown>}[];
};

/** A collector that takes logs by OTLP over HTTP, in JSON. @param answer  to the request of this number, from 0 @param at  its port; 0: any */
export async function startCollector(answer: (number: number) => Answer | 'nothing' = () => ({}), at = 0) {
	const received: Received[] = [];
	const server = createServer((incoming, response) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const number = received.length;
			received.push({path: incoming.url ?? '', headers: incoming.headers, body: JSON.parse(Buffer.concat(chunks).toString())});
			const given = answer(number);
			if (given === 'nothing') return;
			const {status = 200, headers = {}, body = '{}'} = given;
			response.writeHead(status, {'content-type': 'application/json', ...headers}).end(body);
		});
	});
	await new Promise<void>(done => server.listen(at, '127.0.0.1', done));
	const {port} = server.address() as AddressInfo;
	return {
		port,
		url: `http://127.0.0.1:${port}`,
		received,
		/** Of the requests that were answered with success. */
		records: (): LogRecord[] =>
			received.flatMap(({body}, number) => {
				const given = answer(number);
				if (given === 'nothing' || (given.status ?? 200) >= 300) return [];
				const {resourceLogs} = body as {resourceLogs: {scopeLogs: {logRecords: LogRecord[]}[]}[]};
				return resourceLogs.flatMap(({scopeLogs}) => scopeLogs.flatMap(({logRecords}) => logRecords));
			}),
		async stop(): Promise<void> {
			server.closeAllConnections();
			await new Promise(done => server.close(done));
		},
	};
}
