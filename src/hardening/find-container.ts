import type {EngineReader} from '../engine/engine-reader.js';
import {nearest} from '../terminal/nearest.js';
import {own, type SafeText} from '../terminal/safe-text.js';
import {sanitise} from '../terminal/sanitise.js';

export type FoundContainer = {readonly id: string; readonly why: null} | {readonly id: null; readonly why: SafeText};

/** A container by its name, its id, or an unambiguous beginning of its id, as docker takes it. */
export async function findContainer(reader: EngineReader, wanted: string, signal?: AbortSignal): Promise<FoundContainer> {
	const rows = await reader.containers({all: true}, signal);
	const named = rows.find(row => (row.Names ?? []).some(name => name.replace(/^\//, '') === wanted));
	if (named !== undefined) return {id: named.Id, why: null};
	const byId = /^[0-9a-f]+$/.test(wanted) ? rows.filter(row => row.Id.startsWith(wanted)) : [];
	if (byId.length > 1) return {id: null, why: sanitise(`${wanted} begins the id of ${byId.length} containers`)};
	if (byId[0] !== undefined) return {id: byId[0].Id, why: null};
	const names = rows.flatMap(row => row.Names ?? []).map(name => name.replace(/^\//, ''));
	return {
		id: null,
		why: rows.length === 0 ? own('the engine has no containers') : sanitise(`no container ${wanted}${nearest(wanted, names)}`),
	};
}
