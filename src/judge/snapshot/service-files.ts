import {
	containerFacts,
	EngineError,
	type EngineReader,
	engineFacts,
	errorText,
	type FactsContext,
	forEachLimited,
	imageFacts,
	known,
	parseConfig,
	readServiceFiles,
	renderConfig,
	textsOf,
	unknown,
} from '../../base/index.js';
import type {Snapshot} from './snapshot.js';

const width = 4;

/**
 * The containers with what the configuration files of their services say about authentication, as far as a replay will ask for it. One
 * that cannot be read, or parsed, is omitted.
 */
export async function withServiceFiles(
	snapshot: Snapshot,
	reader: EngineReader,
	signal?: AbortSignal,
): Promise<Snapshot['containers']> {
	const {containers} = snapshot;
	const context = contextOf(snapshot);
	const facts = new Map(containers.map(({inspect}) => [inspect.Id, containerFacts(inspect, context)]));
	const configs = new Map<string, Record<string, string | null>>();
	await forEachLimited([...facts.values()], width, async container => {
		const image = context.images?.get(container.imageId) ?? null;
		const read = await readServiceFiles(container, image, facts, async wanted => {
			try {
				const texts = await textsOf(reader, container.id, wanted.path, signal);
				return known(texts === null ? null : await parseConfig(wanted, texts));
			} catch (error) {
				if (error instanceof EngineError && error.kind === 'cancelled') throw error;
				return unknown(`file:${wanted.path}`, errorText(error));
			}
		});
		const seen = [...read].flatMap(([path, file]) =>
			file.known ? [[path, file.value === null ? null : renderConfig(file.value)] as const] : [],
		);
		if (seen.length > 0) configs.set(container.id, Object.fromEntries(seen));
	});
	return containers.map(one => {
		const found = configs.get(one.inspect.Id);
		return found === undefined ? one : {...one, configs: found};
	});
}

function contextOf({containers, images, version, info, networks, volumes}: Snapshot): FactsContext {
	const inspects = new Map(containers.map(({inspect}) => [inspect.Id, inspect]));
	return {
		engine: engineFacts({
			version: version ?? {},
			info,
			containers: inspects.values(),
			...(networks === null ? {} : {networks: known(networks)}),
		}),
		images: new Map(images.map(({inspect}) => [inspect.Id, imageFacts(inspect)])),
		containers: inspects,
		...(volumes === null ? {} : {volumes}),
	};
}
