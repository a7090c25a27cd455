import type {ContainerInspect, EngineVersion} from '../answers/index.js';
import {type SafeText, trusted} from '../terminal/safe-text.js';
import {EngineError} from './engine-error.js';

/**
 * Why a path of a container is not requested from the engine, or `null` where that has no effect.
 *
 * For `/containers/{id}/archive` the engine first mounts all volumes of the container, and creates the folders on which they are mounted,
 * running or not, without an event; the very same call is what a hostile container races on engines before 29.5.1.
 *
 * @source moby daemon/archive_unix.go, daemon/containerfs_linux.go (CreateIfNotExists); CVE-2026-41568, CVE-2026-42306
 */
export function archiveEffect(inspect: ContainerInspect, version: EngineVersion | null, podman: boolean): SafeText | null {
	if (mountsAnything(inspect))
		return trusted('not requested: to read its files, the engine would mount its volumes into it and create their folders');
	const isRunning = (inspect.State?.Pid ?? 0) > 0 || inspect.State?.Running === true;
	if (isRunning && !podman && !isSafeAgainstRaces(version?.Version))
		return trusted('not requested: before Docker 29.5.1, a hostile container can use the request to write to the host');
	return null;
}

function mountsAnything({Mounts: mounts, HostConfig: host, Config: config}: ContainerInspect): boolean {
	const lists: readonly unknown[] = [mounts, host?.Binds, host?.Mounts, host?.VolumesFrom];
	const tables: readonly unknown[] = [host?.Tmpfs, config?.Volumes];
	return (
		lists.some(list => Array.isArray(list) && list.length > 0) ||
		tables.some(table => typeof table === 'object' && table !== null && Object.keys(table).length > 0) ||
		// What a service brings, secrets for example, is in no inspect of its tasks.
		Object.keys(config?.Labels ?? {}).some(label => label.startsWith('com.docker.swarm.'))
	);
}

/** An engine that does not say its version may be older. */
function isSafeAgainstRaces(version: string | undefined): boolean {
	const [major = 0, minor = 0, patch = 0] = (/^(\d+)\.(\d+)\.(\d+)/.exec(version ?? '')?.slice(1) ?? []).map(Number);
	return major > 29 || (major === 29 && (minor > 5 || (minor === 5 && patch >= 1)));
}

export const hasEffect = (why: SafeText): EngineError => new EngineError('has-effect', why);
