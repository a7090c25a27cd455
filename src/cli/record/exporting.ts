import {hostname} from 'node:os';
import {
	type ContainerFacts,
	counted,
	fileTrouble,
	parseImageReference,
	readStream,
	replaceFile,
	safe,
	sanitise,
	trusted,
} from '../../base/index.js';
import {
	type Content,
	createMetrics,
	createOtlpExporter,
	type Entry,
	type ExportedContainer,
	type ExportedEntry,
	eventLineOf,
	noSubject,
	type OtlpExporter,
	otlpLogs,
	type Store,
	type Subject,
} from '../../record/index.js';
import {fetchAnywhere} from '../../scan/index.js';
import {lineJson} from '../events/event-line.js';
import type {Run} from '../run.js';
import {version} from '../version.js';
import {writeLines} from './export-lines.js';
import type {ExportOptions} from './export-options.js';

/** Milliseconds between two files of metrics. */
const metricsEvery = 15_000;
/** Bytes of a collector's answer that are read. */
const MAX_ANSWER_LENGTH = 64 * 1024;

/**
 * The store, whose alerts and events also go where the user has said: what the policy excepts does not. Nothing waits for an export; what it has
 * dropped is recorded as lost.
 *
 * @param find  a container by its id
 * @param farewell  milliseconds in which the last entries must be sent when the recorder ends
 */
export function exporting(
	store: Store,
	options: ExportOptions,
	find: (id: string) => ContainerFacts | null,
	run: Run,
	farewell = 5_000,
): Store {
	const {otlp, json, metrics: metricsPath} = options;
	if (otlp === null && !json && metricsPath === null) return store;
	const report = (text: string): void => void run.stderr.write(`${text}\n`);
	const collector = otlp === null ? null : exporterTo(otlp, report, run);
	const lines = json ? writeLines(run.stdout, report) : null;
	const metrics = createMetrics();
	let notExported = 0;
	let isRefused = false;
	let writing = Promise.resolve();

	async function replaceMetrics(up: boolean): Promise<void> {
		if (metricsPath === null) return;
		const state = {up, version, now: Date.now(), workloads: store.workloads().values(), notExported};
		try {
			await replaceFile(metricsPath, metrics.text(state), 0o644, null);
			isRefused = false;
		} catch (error) {
			if (!isRefused) report(`no metrics in ${sanitise(metricsPath)}: ${fileTrouble(error)}`);
			isRefused = true;
		}
	}

	/** One after the other: of two at once, the older could be the last. */
	function writeMetrics(up: boolean): Promise<void> {
		writing = writing.then(() => replaceMetrics(up));
		return writing;
	}

	function noteDropped(): void {
		for (const [source, count] of [
			[trusted('the export to the collector'), collector?.takeDropped() ?? 0],
			[trusted('the export to stdout'), lines?.takeDropped() ?? 0],
		] as const) {
			if (count === 0) continue;
			notExported += count;
			report(`lost: ${counted(count, 'entry', 'entries')} of ${source}`);
			const content = {kind: 'lost', source, count} as const;
			metrics.take(noSubject, content);
			store.add(noSubject, content);
		}
	}

	const timer = metricsPath === null ? undefined : setInterval(() => void writeMetrics(true), metricsEvery);
	void writeMetrics(true);
	return {
		...store,
		add(subject: Subject, content: Content) {
			const entry = store.add(subject, content);
			metrics.take(subject, content);
			if (!isExported(entry)) return entry;
			collector?.add({entry, container: containerOf(find(entry.container))});
			const line = lines === null ? null : eventLineOf(entry);
			if (line !== null) lines?.add(lineJson(line));
			return entry;
		},
		async save() {
			noteDropped();
			await store.save();
		},
		async close() {
			clearInterval(timer);
			await Promise.all([collector?.close(farewell), lines?.close(farewell)]);
			try {
				noteDropped();
			} finally {
				await writeMetrics(false);
				await store.close();
			}
		},
	};
}

const isExported = (entry: Entry): entry is ExportedEntry =>
	entry.kind === 'alert' || entry.kind === 'event' || (entry.kind === 'detection' && entry.excepted === '');

function exporterTo(
	{url, headers}: NonNullable<ExportOptions['otlp']>,
	report: (text: string) => void,
	{env}: Run,
): OtlpExporter {
	const about = {host: hostname(), version};
	return createOtlpExporter({
		report: text => report(safe`export to ${sanitise(url.host)}: ${text}`),
		async post(batch, signal) {
			const {status, retryAfter, body} = await fetchAnywhere(url.href, {
				method: 'POST',
				body: JSON.stringify(otlpLogs(batch, about)),
				headers: {...headers, 'content-type': 'application/json'},
				signal,
				variables: env,
			});
			return {status, retryAfter, body: (await readStream(body, MAX_ANSWER_LENGTH)).toString('utf8')};
		},
	});
}

function containerOf(facts: ContainerFacts | null): ExportedContainer | null {
	if (facts === null) return null;
	const {name, image, imageId, compose} = facts;
	const reference = parseImageReference(image);
	return {
		name,
		imageName: reference === null ? null : `${reference.registry}/${reference.repository}`,
		imageTag: reference?.tag ?? null,
		imageId,
		project: compose?.project ?? null,
		service: compose?.service ?? null,
	};
}
