import {
	type ContainerInspect,
	EngineError,
	type EngineEvent,
	type EngineReader,
	isHealthcheck,
	pairs,
	safe,
	sanitise,
	string,
} from '../../base/index.js';
import {type EventLine, readEvent} from '../../record/index.js';

/** Containers of which it is known, and health checks that have not ended. */
const MAX_CONTAINERS = 2_000;

/**
 * Reads the events of an engine, without those of health checks, which come every few seconds and are no activity: of these only one that fails,
 * and a state that is another one than before.
 *
 * @source moby daemon/health.go: `exec_create`, `exec_start`, `exec_die`; Podman libpod/healthcheck.go: `health_status` each time
 */
export function withoutHealthChecks({inspect}: Pick<EngineReader, 'inspect'>, signal: AbortSignal) {
	const inspected = new Map<string, Pick<ContainerInspect, 'Config'>>();
	const checks = new Map<string, true>();
	const states = new Map<string, string>();
	const bound = (map: Map<string, unknown>): void => {
		const [oldest] = map.keys();
		if (map.size > MAX_CONTAINERS && oldest !== undefined) map.delete(oldest);
	};
	const find = async (id: string): Promise<Pick<ContainerInspect, 'Config'>> => {
		const found = inspected.get(id);
		if (found !== undefined) return found;
		const now = await inspect(id, signal).catch((error: unknown) => {
			// It is gone: what it was is not known.
			if (error instanceof EngineError) return {Config: {}};
			throw error;
		});
		inspected.set(id, {Config: now.Config ?? {}});
		bound(inspected);
		return now;
	};

	/** What is shown of one event; `null` for nothing. */
	return async (event: EngineEvent): Promise<EventLine | null> => {
		const line = readEvent(event);
		if (line.type !== 'container') return line;
		const attributes = Object.fromEntries(pairs(event.Actor?.Attributes));
		if (line.action === 'health_status') {
			const state = line.detail ?? sanitise(string(attributes['health_status']));
			const isSame = states.get(line.id) === state;
			states.set(line.id, state);
			bound(states);
			return isSame ? null : {...line, detail: state};
		}
		if (!/^exec(_|$)/.test(line.action)) return line;
		const exec = string(attributes['execID']);
		if (line.action === 'exec_die') {
			if (!checks.delete(exec)) return line;
			const exitCode = string(attributes['exitCode']);
			return exitCode === '0' ? null : {...line, detail: safe`health check failed, exit status ${sanitise(exitCode)}`};
		}
		if (!isHealthcheck(string(event.Action), await find(line.id))) return line;
		if (exec !== '') checks.set(exec, true);
		bound(checks);
		return null;
	};
}
