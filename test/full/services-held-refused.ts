import {openTree} from '../../src/host/host-tree.js';
import {createJournal} from '../../src/ownership/journal.js';
import {traceCapabilities} from '../../src/trace/capability-tracer.js';
import {containerStarters} from '../../src/trace/container-starters.js';
import type {HeldEngine} from './services-held-engine.js';
import type {HeldService} from './services-held-kinds.js';

/**
 * The capabilities for which a service asks, and which it is refused, while it starts, works and ends with only those that its work needs: it
 * uses them where it has them, and copes without. An entry of the audit log is not written, a signal not sent, a group not given up.
 *
 * To be called while nothing else runs on this engine.
 */
export async function refusedTo(held: HeldEngine, service: HeldService): Promise<ReadonlySet<string>> {
	const name = `${service.name}-refused`;
	const journal = createJournal({XDG_STATE_HOME: held.folder});
	journal.open();
	const socketPath = held.engine.host.replace('unix://', '');
	const opened = await traceCapabilities('refused', containerStarters(openTree('/'), socketPath), journal);
	if (!opened.known) throw new Error(opened.reason.reason);
	const tracer = opened.value;
	try {
		await held.start(name, service, service.truth);
		const family = new Set([Number(await held.engine.docker('inspect', '--format', '{{.State.Pid}}', name))]);
		await held.works(name, service, 120);
		await held.stops(name);
		if (tracer.lost() > 0) throw new Error(`${tracer.lost()} events of the trace were lost`);
		const refused = new Set<string>();
		for (const event of tracer.events())
			if (event.kind === 'fork' && family.has(event.parent)) family.add(event.child);
			else if (event.kind === 'check' && !event.granted && family.has(event.pid)) refused.add(event.capability);
		return refused;
	} finally {
		tracer.close();
		journal.close();
		await held.remove(name);
	}
}
