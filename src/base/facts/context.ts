import type {ContainerInspect, VolumeInspect} from '../answers/index.js';
import type {EngineFacts, NetworkFacts} from './engine-facts.js';
import type {ImageFacts} from './image-facts.js';
import type {MountedSource} from './mount-facts.js';

/** What a container's facts need from its context. Missing context makes facts less certain, never wrong. */
export type FactsContext = {
	readonly engine: EngineFacts;
	/** By id. */
	readonly images?: ReadonlyMap<string, ImageFacts> | undefined;
	/** By id: used to resolve `container:<id>` namespaces and the ports of a shared network. */
	readonly containers?: ReadonlyMap<string, ContainerInspect> | undefined;
	readonly volumes?: readonly VolumeInspect[] | undefined;
	/** Defaults to the engine's networks. */
	readonly networks?: readonly NetworkFacts[] | undefined;
	/** Path of the unix socket that dockscope uses, when the engine is on this host. */
	readonly engineSocket?: string | null | undefined;
	/**
	 * Targets of bind sources that are symlinks, as seen by the engine's host: `null` for one that may not be followed there,
	 * `undefined` where the host is not visible.
	 */
	readonly realPaths?: ReadonlyMap<string, string | null> | undefined;
	/** What lies at mounted paths of the engine's host, by the path as it is written; a path that could not be looked at is missing. */
	readonly sources?: ReadonlyMap<string, MountedSource> | undefined;
};
