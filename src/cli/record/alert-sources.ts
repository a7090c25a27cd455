import {resolve} from 'node:path';
import {errorText, quoted, sanitise, UsageError} from '../../base/index.js';
import {
	type AlertPositions,
	type AlertSink,
	alertToken,
	cutLines,
	followFile,
	isToken,
	listenForAlerts,
} from '../../record/index.js';
import type {Run} from '../run.js';

/** Where alerts of Falco and Tetragon come from, as `--alerts` names it. */
export type AlertInput =
	| {readonly kind: 'file'; readonly path: string}
	| {readonly kind: 'stdin'}
	/** `token`: of the environment, `null` where the file in the store has it. */
	| {readonly kind: 'listen'; readonly port: number; readonly token: string | null}
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
		if (token !== '' && !isToken(token))
			throw new UsageError('DOCKSCOPE_ALERTS_TOKEN must have 16 to 128 letters, digits, - or _.');
		return {kind: 'listen', port, token: token === '' ? null : token};
	});
}

/** What outlives the recorder: the folder of its store, and how far files were read. */
export type AlertMemory = {readonly folder: string; readonly positions: Pick<AlertPositions, 'of' | 'note'> | null};

/** Reads the sources until the signal is aborted; those that are containers are followed by the recorder. */
export async function readAlertSources(
	sources: readonly AlertInput[],
	{stdin, stderr}: Pick<Run, 'stdin' | 'stderr'>,
	{onLine, onLost, onRefused, onGone}: AlertSink,
	signal: AbortSignal,
	{folder, positions}: AlertMemory,
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
	const listen = async (port: number, token: string, place: string): Promise<void> => {
		let isRefusing = false;
		const taker = {
			onLine,
			onLost,
			onRefused(count: number) {
				onRefused(count);
				if (isRefusing) return;
				isRefusing = true;
				say('too many connections to the alert listener without its token: the oldest are closed, and counted as lost');
			},
		};
		const listener = await listenForAlerts({port, token}, taker).catch((error: unknown) => {
			throw new UsageError(`alerts cannot be taken at 127.0.0.1:${port}: ${errorText(error)}.`, {cause: error});
		});
		say(`alerts are taken at ${listener.url}TOKEN; the token is ${place}`);
		if (!signal.aborted) await new Promise(done => signal.addEventListener('abort', done, {once: true}));
		await listener.close();
	};
	// Once: two listeners must not make two tokens for one file.
	const needsFile = sources.some(source => source.kind === 'listen' && source.token === null);
	const kept = needsFile ? await alertToken(folder) : null;
	const read = async (source: AlertInput): Promise<void> => {
		if (source.kind === 'file') await readFile(source.path);
		else if (source.kind === 'listen') {
			if (source.token !== null) await listen(source.port, source.token, 'the value of DOCKSCOPE_ALERTS_TOKEN');
			else if (kept !== null) await listen(source.port, kept.token, `in ${sanitise(kept.path)}`);
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
