import type {ContainerInspect, VolumeInspect} from '../answers/index.js';
import type {EngineFacts, NetworkFacts} from './engine-facts.js';
import type {ImageFacts} from './image-facts.js';

/** What a container's facts need to know of its surroundings; what is missing makes facts less certain, never wrong. */
export type FactsContext = {
	readonly engine: EngineFacts;
	/** By id. */
	readonly images?: ReadonlyMap<string, ImageFacts> | undefined;
	/** By id: namespaces of `container:<id>` and the ports of a shared network are read from there. */
	readonly containers?: ReadonlyMap<string, ContainerInspect> | undefined;
	readonly volumes?: readonly VolumeInspect[] | undefined;
	/** The engine's own where none are given. */
	readonly networks?: readonly NetworkFacts[] | undefined;
	/** Path of the unix socket through which the engine was reached, when it is on its host. */
	readonly engineSocket?: string | null | undefined;
	/**
	 * Where symlinked sources of binds really lead, as the engine's host sees it: `null` for one that may not be followed there, and
	 * `undefined` where the host cannot be seen.
	 */
	readonly realPaths?: ReadonlyMap<string, string | null> | undefined;
};
