import {type EngineReader, errorText} from '../../base/index.js';
import {packageDifference, packageDrift, type ScanEnvironment} from '../../scan/index.js';
import type {PackageDrift} from '../pages/scan-results.js';

const none: PackageDrift = {paths: [], difference: null, problem: null};

export type PackageDrifts = {
	/** See `ScanResults.drift`. */
	of(container: string): PackageDrift | null;
	/** Compares the packages of a container with those of its image, once. */
	lookUp(container: string, image: string): void;
};

/** Which packages of containers differ from their images: checked when a page is first opened, one container after another. */
export function createDrifts(
	environment: ScanEnvironment & {readonly engine: EngineReader},
	notify: (container: string) => void,
): PackageDrifts {
	const known = new Map<string, PackageDrift | null>();
	const {signal} = new AbortController();
	let looking = Promise.resolve();

	const look = async (container: string, image: string): Promise<void> => {
		const put = (drift: PackageDrift) => {
			known.set(container, drift);
			notify(container);
		};
		const drift = await packageDrift(environment.engine, container, signal);
		// Without an answer nothing is shown: the page is about the image.
		if (drift === null || drift.paths.length === 0) return put(none);
		put({...none, paths: drift.paths});
		try {
			const about = {environment, signal, onPhase: () => undefined};
			const ids = {containerId: container, imageId: image};
			put({...none, paths: drift.paths, difference: await packageDifference(environment.engine, ids, drift, about)});
		} catch (error) {
			put({...none, paths: drift.paths, problem: errorText(error)});
		}
	};
	return {
		of: container => known.get(container) ?? null,
		lookUp(container, image) {
			if (known.has(container)) return;
			known.set(container, null);
			const failed = (error: unknown) => {
				known.set(container, {...none, problem: errorText(error)});
				notify(container);
			};
			looking = looking.then(() => look(container, image)).catch(failed);
		},
	};
}
