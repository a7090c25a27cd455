import {policyInForce, rules} from '../../judge/index.js';
import {exitStatus} from '../exit-status.js';
import type {Run} from '../run.js';
import {containerName, findContainer, withFleet} from '../source/load-fleet.js';
import {writeResult} from '../write-result.js';
import {freezeBundle} from './freeze-bundle.js';

/** `dockscope freeze CONTAINER`: writes the bundle of a container. */
export async function freeze(run: Run): Promise<number> {
	const {line, stderr, signal} = run;
	const name = containerName(run);
	return withFleet(run, async ({fleet, reader, policy}) => {
		const {id} = findContainer(fleet, name).facts;
		const bundle = await freezeBundle(id, {fleet, reader, env: run.env, signal, policy: policyInForce(policy, rules)});
		const path = line.value('output') ?? `${bundle.name}.tar`;
		// Everything in it is text, so that it is UTF-8 as a whole.
		await writeResult(
			{...run, line: {...line, value: option => (option === 'output' ? path : line.value(option))}},
			bundle.tar.toString('utf8'),
		);
		for (const {what, why} of bundle.missing) stderr.write(`dockscope: not collected: ${what}: ${why}\n`);
		if (path !== '-') run.stdout.write(`${path}\n`);
		return exitStatus.done;
	});
}
