import {
	answerOrNull,
	type ContainerChanges,
	type ContainerInspect,
	type EngineReader,
	type SafeText,
	sanitise,
} from '../../base/index.js';
import {isWanted} from './wanted.js';

/** Where a container no longer has its image's packages. */
export type Drift = {
	/** Package databases and folders that were changed or removed, and mounts over places that may hold packages; empty for none. */
	readonly paths: readonly SafeText[];
	/** Whether the container may differ from the image at a path. Paths without a leading slash. */
	readonly covers: (path: string) => boolean;
};

/** Where each package has its own folder: removing one leaves no trace in a database. */
const packageFolder = /\/(node_modules|site-packages|dist-packages)\/[^/]+$/;
/** @source docs.docker.com/reference/api, GET /containers/{id}/changes */
const [modified, removed] = [0, 2];

/** Mounts with configuration, state and data, but no packages: by path, by name, and single files. */
const dataOnly =
	/^\/(etc|run|dev|proc|sys|tmp|mnt|media|data|var\/(run|log|lib|cache|tmp|spool))(\/|$)|\/(data|db|logs?|conf(ig)?|cache|storage|uploads|backups?|certs|secrets)\/?$|\.[a-z\d]{1,5}$/;

/** `null` when the engine does not report it. @throws EngineError when cancelled */
export async function packageDrift(engine: EngineReader, containerId: string, signal?: AbortSignal): Promise<Drift | null> {
	const questions = Promise.all([engine.changes(containerId, signal), engine.inspect(containerId, signal)]);
	const answers = await answerOrNull(questions);
	return answers && driftOf(answers[0] ?? [], answers[1].Mounts ?? []);
}

function driftOf(changes: NonNullable<ContainerChanges>, mounts: NonNullable<ContainerInspect['Mounts']>): Drift {
	const bare = (path: string) => path.replace(/^\/+/, '');
	const mounted = mounts.flatMap(({Destination = ''}) => (Destination === '' || dataOnly.test(Destination) ? [] : [Destination]));
	const packages = changes.filter(({Path, Kind}) => isWanted(bare(Path)) || (Kind === removed && packageFolder.test(Path)));
	// A modified folder is still there; an added or removed one affects everything in it.
	const whole = new Set([...changes.filter(({Kind}) => Kind !== modified).map(({Path}) => bare(Path)), ...mounted.map(bare)]);
	const files = new Set(changes.map(({Path}) => bare(Path)));
	return {
		paths: [...packages.map(({Path}) => sanitise(Path)), ...mounted.map(path => sanitise(`${path} (mounted)`))],
		covers: path => files.has(path) || ancestors(path).some(folder => whole.has(folder)),
	};
}

function ancestors(path: string): string[] {
	const parts = path.split('/');
	return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** The first of the containers whose packages are known to be those of the image, so that its files represent the image. */
export async function pristineContainer(
	engine: EngineReader,
	ids: readonly string[],
	signal?: AbortSignal,
): Promise<string | null> {
	for (const id of ids.slice(0, 3)) if ((await packageDrift(engine, id, signal))?.paths.length === 0) return id;
	return null;
}
