import {randomBytes} from 'node:crypto';
import {resolve} from 'node:path';
import type {AlertPositions} from '../../recorder/alerts/alert-positions.js';
import {cutLines} from '../../recorder/alerts/cut-lines.js';
import {followFile} from '../../recorder/alerts/follow-file.js';
import {listenForAlerts} from '../../recorder/alerts/listen.js';
import type {AlertSink} from '../../recorder/sources/foreign-alerts.js';
import {errorText} from '../../terminal/error-text.js';
import {quoted} from '../../terminal/quoted.js';
import {sanitise} from '../../terminal/safe-text.js';
import {UsageError} from '../../terminal/usage-error.js';
import type {Run} from '../run.js';

/** Where alerts of Falco and Tetragon come from, as `--alerts` names it. */
export type AlertInput =
	| {readonly kind: 'file'; readonly path: string}
	| {readonly kind: 'stdin'}
	| {readonly kind: 'listen'; readonly port: number; readonly token: string}
	| {readonly kind: 'container'; readonly name: string};

/** @throws UsageError for a source that is not one */
export function alertSources({line, env}: Pick<Run, 'line' | 'env'>): readonly AlertInput[] {
	return line.list('alerts').map(given => {
		if (given === '-') return {kind: 'stdin'};
		const [, kind, rest = ''] = /^(listen|container):(.*)$/s.exec(given) ?? [];
		if (kind === 'container' && rest !== '') return {kind, name: rest};
		if (kind === undefined) return {kind: 'file', path: given};
		const port = /^\d{1,5}$/.test(rest) ? Number(rest) : 65_536;
		if (kind === 'container' || port > 65_535)
			throw new UsageError(`--alerts takes a file, -, listen:PORT or container:NAME, not ${quoted(given)}.`);
		const token = env['DOCKSCOPE_ALERTS_TOKEN'] ?? '';
		if (token !== '' && !/^[\w-]{16,}$/.test(token))
			throw new UsageError('DOCKSCOPE_ALERTS_TOKEN must have at least 16 letters, digits, - or _.');
		return {kind: 'listen', port, token: token === '' ? randomBytes(16).toString('hex') : token};
	});
}

/** Reads the sources until the signal is aborted; those that are containers are followed by the recorder. */
export async function readAlertSources(
	sources: readonly AlertInput[],
	{stdin, stderr}: Pick<Run, 'stdin' | 'stderr'>,
	{onLine, onLost, onGone}: AlertSink,
	signal: AbortSignal,
	positions: Pick<AlertPositions, 'of' | 'note'> | null = null,
): Promise<void> {
	const say = (text: string): void => void stderr.write(`${text}\n`);
	const readFile = async (path: string): Promise<void> => {
		const shown = sanitise(path);
		const name = sanitise(resolve(path));
		await followFile(path, signal, {
			onLine: line => onLine(line, name),
			onLost,
			onState: error => say(error === null ? `reading alerts from ${shown}` : `no alerts from ${shown}: ${errorText(error)}`),
			from: positions?.of(name) ?? null,
			onPosition: position => positions?.note(name, position),
			onGone() {
				say(`a rotated file of ${shown} is gone or cannot be read: alerts at its end may be missing`);
				onGone();
			},
		});
	};
	const read = async (source: AlertInput): Promise<void> => {
		if (source.kind === 'file') await readFile(source.path);
		else if (source.kind === 'listen') {
			const listener = await listenForAlerts(source, onLine, onLost).catch((error: unknown) => {
				throw new UsageError(`alerts cannot be taken at 127.0.0.1:${source.port}: ${errorText(error)}.`, {cause: error});
			});
			say(`alerts are taken at ${listener.url}`);
			if (!signal.aborted) await new Promise(done => signal.addEventListener('abort', done, {once: true}));
			await listener.close();
		} else if (source.kind === 'stdin') {
			const lines = cutLines(onLine, onLost);
			const stop = (): void => void stdin.destroy();
			signal.addEventListener('abort', stop, {once: true});
			try {
				for await (const chunk of stdin) lines.take(Buffer.from(chunk as Uint8Array));
			} catch (error) {
				if (!signal.aborted) throw error;
			}
			lines.end();
			if (!signal.aborted) say('no more alerts from stdin: it has ended');
		}
	};
	await Promise.all(sources.map(read));
}
