import {type Known, unknown} from '../answers/index.js';
import type {SafeText} from '../terminal/safe-text.js';
import type {ContainerRecord} from './container-record.js';
import type {FleetState} from './fleet-state.js';
import type {HostAccess} from './local-host.js';

type OnHost = {readonly host: HostAccess | null; readonly state: FleetState};

/** What /proc of the engine's own machine shows of a running container, without a trace on the engine; `null` where it shows nothing. */
export function seenOnHost<T>(
	{host, state}: OnHost,
	{id, inspect}: ContainerRecord,
	look: (host: HostAccess, pid: number, id: string) => Known<T>,
): Known<T> | null {
	const pid = inspect?.State?.Pid ?? 0;
	const seen = host !== null && state.local === true && pid > 0 ? look(host, pid, id) : null;
	return seen?.known === true ? seen : null;
}

/** Setuid files, for which there is no other source: then the reason why they were not seen. */
export async function lookForSetuidFiles(
	{host, state}: OnHost,
	{id, inspect}: ContainerRecord,
): Promise<Known<readonly SafeText[]>> {
	const pid = inspect?.State?.Pid ?? 0;
	if (host === null || state.local !== true) return unknown('host:/proc', 'the engine is not proven to run on this machine');
	if (pid <= 0) return unknown('host:/proc', 'only the files of a running container can be seen');
	return host.setuidFiles(pid, id);
}
