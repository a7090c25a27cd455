import {counted} from '../terminal/counted.js';
import {sanitise} from '../terminal/sanitise.js';
import {UsageError} from '../terminal/usage-error.js';
import {exitStatus} from './exit-status.js';
import type {Run} from './run.js';
import {policyOf} from './source/load-fleet.js';

/** `dockscope policy check [FILE]`: reports whether the policy file is valid, with the place of each problem if it is not. */
export async function policy(run: Run): Promise<number> {
	const [action, file, ...more] = run.line.targets;
	if (action !== 'check' || more.length > 0) throw new UsageError('the only policy command is dockscope policy check [FILE].');
	const line =
		file === undefined
			? run.line
			: {...run.line, value: (name: Parameters<typeof run.line.value>[0]) => (name === 'policy' ? file : run.line.value(name))};
	const {path, rules, waivers, disabled, severities} = await policyOf({...run, line});
	run.stdout.write(
		path === null
			? 'no policy file: the built-in policy applies\n'
			: `${sanitise(path)}: valid. ${counted(rules.length, 'own rule')}, ${counted(waivers.length, 'waiver')}, ${counted(disabled.size, 'disabled rule')}, ${counted(Object.keys(severities).length, 'rule')} with a changed severity\n`,
	);
	const today = new Date().toISOString().slice(0, 10);
	for (const {rule, expires, line: at} of waivers)
		if (expires !== null && expires < today)
			run.stdout.write(
				`${sanitise(path ?? '')}:${at}: the waiver of ${sanitise(rule)} expired after ${expires}: its findings count again\n`,
			);
	return exitStatus.done;
}
