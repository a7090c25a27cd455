import {statSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {percentDecoded, quoted, UsageError} from '../../base/index.js';
import type {Run} from '../run.js';

/** Where recorded alerts and events also go, as the user has named it. */
export type ExportOptions = {
	/** Address that batches are sent to, and headers that may be secret. */
	readonly otlp: {readonly url: URL; readonly headers: Readonly<Record<string, string>>} | null;
	readonly json: boolean;
	/** Absolute path. */
	readonly metrics: string | null;
};

/** Headers with credentials, as every OpenTelemetry exporter takes them. @source opentelemetry.io/docs/specs/otel/protocol/exporter */
const headerVariables = ['OTEL_EXPORTER_OTLP_LOGS_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'] as const;

/** @throws UsageError for a target that does not exist, and for credentials that would be sent unencrypted */
export function exportOptions({line, env}: Pick<Run, 'line' | 'env'>): ExportOptions {
	const given = line.list('export');
	const addresses = given.filter(one => one.startsWith('otlp:'));
	const wrong = given.find(one => one !== 'json' && !one.startsWith('otlp:'));
	if (wrong !== undefined) throw new UsageError(`--export takes json or otlp:URL, not ${quoted(wrong)}.`);
	const [address, another] = addresses;
	if (another !== undefined) throw new UsageError('--export takes one otlp: address; a collector can send it to several places.');
	return {
		otlp: address === undefined ? null : otlpTarget(address.slice('otlp:'.length), env),
		json: given.includes('json'),
		metrics: metricsFile(line.value('metrics')),
	};
}

function otlpTarget(address: string, env: Run['env']): ExportOptions['otlp'] {
	const isAddress = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
	if (!isAddress) throw new UsageError('--export otlp: needs an address: otlp:https://HOST:4318.');
	const url = new URL(address);
	if (url.username !== '' || url.password !== '')
		throw new UsageError(`--export otlp: takes no password in the address: set ${headerVariables[1]}.`);
	// The path of logs, for an address that is only the server's.
	if (url.pathname === '/') url.pathname = '/v1/logs';
	const headers = headersOf(env);
	const isPlain = url.protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
	if (isPlain && Object.keys(headers).length > 0)
		throw new UsageError(`the headers of ${headerVariables[1]} would be sent unencrypted: use https, or unset it.`);
	return {url, headers};
}

/** `name=value,name=value`, values percent-encoded. @throws UsageError that shows no value */
function headersOf(env: Run['env']): Record<string, string> {
	const name = headerVariables.find(one => (env[one] ?? '') !== '');
	if (name === undefined) return {};
	const wrong = new UsageError(`${name} must be like "authorization=Bearer%20TOKEN,name=value".`);
	return Object.fromEntries(
		(env[name] ?? '').split(',').map(part => {
			const [, header = '', value = ''] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*(.*?)\s*$/.exec(part) ?? [];
			const decoded = percentDecoded(value);
			if (header === '' || decoded === null || !/^[\x20-\x7e]*$/.test(decoded)) throw wrong;
			return [header.toLowerCase(), decoded];
		}),
	);
}

/** @throws UsageError for a place where no file can be replaced */
function metricsFile(given: string | null): string | null {
	if (given === null) return null;
	const path = resolve(given);
	if (!path.endsWith('.prom'))
		throw new UsageError(`--metrics ${quoted(given)} must end with .prom: node_exporter reads no other files.`);
	if (statSync(dirname(path), {throwIfNoEntry: false})?.isDirectory() !== true)
		throw new UsageError(`--metrics ${quoted(given)}: there is no such directory.`);
	const there = statSync(path, {throwIfNoEntry: false});
	if (there !== undefined && !there.isFile()) throw new UsageError(`--metrics ${quoted(given)} is not a regular file.`);
	return path;
}
