import {containerJson, containerTable, gradeNotice, policyInForce, rules} from '../judge/index.js';
import {exitStatus} from './exit-status.js';
import type {Run} from './run.js';
import {containerName, findContainer, withFleet} from './source/load-fleet.js';
import {tableStyle} from './table-style.js';
import {version} from './version.js';
import {writeResult} from './write-result.js';

/** `dockscope inspect CONTAINER`: one container, with the evidence that is fetched on demand. */
export async function inspect(run: Run): Promise<number> {
	const {line} = run;
	const name = containerName(run);
	return withFleet(run, async ({fleet, policy}) => {
		const before = findContainer(fleet, name);
		const {id} = before.facts;
		// Once, for one container; a snapshot returns what it has.
		for (const what of ['processes', 'execs', 'image', 'history', 'os', 'setuid', 'programs'] as const) await fleet.ask(id, what);
		if (line.flag('deep')) for (const what of ['changes', 'files'] as const) await fleet.ask(id, what);
		const container = findContainer(fleet, id);
		const inForce = policyInForce(policy, rules);
		const text =
			line.value('format') === 'json'
				? containerJson(container, fleet.model(), {version, now: new Date().toISOString(), policy: inForce})
				: containerTable(container, line.flag('all'), tableStyle(run), inForce);
		await writeResult(run, text);
		const notice = gradeNotice(before, container);
		if (notice !== null) run.stderr.write(`dockscope: ${notice}\n`);
		return exitStatus.done;
	});
}
