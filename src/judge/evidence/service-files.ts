import {
	answerOrReason,
	type ConfigFile,
	errorText,
	fileOf,
	forEachLimited,
	type ImageFacts,
	type Known,
	known,
	limitedSignal,
	noteUnforeseen,
	parseConfig,
	parseRecordedConfig,
	readServiceFiles,
	sanitise,
	textsOf,
	unknown,
	type WantedFile,
} from '../../base/index.js';
import {isRestarted} from '../inventory/container-record.js';
import type {EvidenceSource} from './evidence-source.js';
import {hostEvidence} from './host-evidence.js';

/** Requests at once, and milliseconds for all containers together; a file that is not read in time stays unknown. */
const width = 4;
const longestTime = 20_000;

/**
 * Reads the configuration files that decide whether services authenticate: only of containers whose service has one on which it depends,
 * and that others reach. From this host where the engine runs here, which leaves no trace; else one archive request a file.
 *
 * @returns whether anything was learned, so that containers are to be judged again
 */
export async function learnServiceFiles(
	source: EvidenceSource,
	images: ReadonlyMap<string, ImageFacts>,
	ids: Iterable<string>,
): Promise<boolean> {
	const {state, reader} = source;
	const limit = limitedSignal(longestTime, source.signal);
	const limited = {...source, signal: limit.signal};
	let learned = false;
	try {
		await forEachLimited([...ids], Math.min(width, reader.atOnce), async id => {
			const [record, container] = [state.records.get(id), state.facts.get(id)];
			if (record === undefined || container === undefined || limit.signal.aborted) return;
			const {inspect} = record;
			const image = images.get(container.imageId) ?? null;
			try {
				const files = await readServiceFiles(container, image, state.facts, wanted => readFile(limited, id, wanted));
				// An answer about an earlier start says nothing about this one.
				if (files === container.configFiles || record.inspect === null || isRestarted(inspect, record.inspect)) return;
				record.evidence = {...record.evidence, configFiles: files};
				learned = true;
			} catch (error) {
				noteUnforeseen(`reading the configuration of ${container.name}`, error);
			}
		});
	} finally {
		limit.release();
	}
	return learned;
}

async function readFile(source: EvidenceSource, id: string, wanted: WantedFile): Promise<Known<ConfigFile | null>> {
	const {reader, state, signal} = source;
	const {path} = wanted;
	const record = state.records.get(id);
	if (record === undefined) return unknown(`file:${path}`, 'the container is gone');
	if (reader.replayed) {
		const recorded = await answerOrReason('engine:/archive', fileOf(reader, id, path, signal));
		return recorded.known
			? parsed(path, async () => (recorded.value === null ? null : parseRecordedConfig(recorded.value)))
			: recorded;
	}
	const texts =
		(await hostEvidence(source, record, (host, pid) => host.readTexts(pid, id, path))) ??
		(await answerOrReason('engine:/archive', textsOf(reader, id, path, signal)));
	if (!texts.known) return texts;
	return parsed(path, async () => (texts.value === null ? null : parseConfig(wanted, texts.value)));
}

/** A container controls what is in its files: one that cannot be parsed is unknown, with the reason. */
async function parsed(path: string, parse: () => Promise<ConfigFile | null>): Promise<Known<ConfigFile | null>> {
	try {
		return known(await parse());
	} catch (error) {
		return unknown(`file:${path}`, sanitise(`it cannot be parsed: ${errorText(error)}`));
	}
}
