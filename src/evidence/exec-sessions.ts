import type {EngineEvent} from '../answers/index.js';
import {hasHealthcheck, isHealthcheck} from '../facts/execs.js';
import {forEachLimited} from '../terminal/pool.js';
import {collectEvidence} from './collect-evidence.js';
import type {EvidenceSource} from './evidence-source.js';

const width = 4;

/**
 * Asks about the commands that run in containers by exec, of those whose inspect names one: cheap for the engine, and leaves no event.
 *
 * @returns whether there were any, so that containers are to be judged again
 */
export async function learnExecs(source: EvidenceSource, ids: Iterable<string>): Promise<boolean> {
	const {state, reader, signal} = source;
	const asked = [...ids].filter(id => {
		const {execIds = []} = state.facts.get(id) ?? {};
		// What has ended must not stay there as running.
		return execIds.length > 0 || state.records.get(id)?.evidence.execs !== undefined;
	});
	await forEachLimited(asked, Math.min(width, reader.atOnce), async id => {
		const record = state.records.get(id);
		if (record !== undefined && !signal.aborted) await collectEvidence(source, record, 'execs');
	});
	return asked.length > 0;
}

/**
 * The container in which a command was started by exec, or one that was seen running has ended. `null` for other events, and for its health
 * check: that causes three events every half minute, without the command on Podman.
 *
 * @source moby daemon/exec.go: `exec_start: CMD ARGS`, `exec_die` with the attribute `execID`; Podman libpod/events: `exec`, `exec_died`
 */
export function execChanged({state}: Pick<EvidenceSource, 'state'>, event: EngineEvent): string | null {
	const id = event.Actor?.ID ?? event.id ?? '';
	const inspect = state.inspects.get(id);
	if (inspect === undefined) return null;
	const action = event.Action ?? event.status ?? '';
	const [verb = ''] = action.split(': ');
	// Podman does not name the command.
	if (action === 'exec') return hasHealthcheck(inspect) ? null : id;
	if (verb === 'exec_start') return isHealthcheck(action, inspect) ? null : id;
	if (verb !== 'exec_die' && verb !== 'exec_died') return null;
	const exec = event.Actor?.Attributes?.['execID'] ?? '';
	return Array.isArray(inspect.ExecIDs) && inspect.ExecIDs.includes(exec) ? id : null;
}
