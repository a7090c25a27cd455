import {createReader} from '../../src/base/engine/reader.js';
import {localHost} from '../../src/base/host/local-host.js';
import {type HardeningCase, openCase} from '../../src/fix/hardening-case.js';
import {openFleet} from '../../src/judge/fleet/fleet.js';
import type {PrivateEngine} from './private-engine.js';

export type CaseTools = {
	readonly reader: ReturnType<typeof createReader>;
	readonly fleet: ReturnType<typeof openFleet>;
};

/** Gathers the evidence of a container of a private engine, with what this host shows of it, as `harden` does. */
export async function withOpenCase<T>(
	engine: Pick<PrivateEngine, 'socketPath'>,
	name: string,
	act: (opened: HardeningCase, tools: CaseTools) => Promise<T>,
): Promise<T> {
	const reader = createReader({kind: 'unix', socketPath: engine.socketPath});
	const host = localHost();
	const fleet = openFleet(reader, {unwatched: true, host});
	try {
		await fleet.start();
		const assessed = fleet.model().entries.find(entry => String(entry.name) === name)?.assessed;
		if (!assessed) throw new Error(`${name} was not assessed`);
		return await act(await openCase({reader, fleet, host}, assessed), {reader, fleet});
	} finally {
		fleet.close();
		reader.close();
	}
}
