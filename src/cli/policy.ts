import {counted, nearest, quoted, sanitise, UsageError} from '../base/index.js';
import {isExpired, isProfile, profileNames, profileText, rules} from '../judge/index.js';
import {exitStatus} from './exit-status.js';
import {expiredExceptions} from './record/expected.js';
import type {Run} from './run.js';
import {policyOf} from './source/load-fleet.js';

/** `dockscope policy check [FILE]`, `dockscope policy show PROFILE` */
export async function policy(run: Run): Promise<number> {
	const [action, name, ...more] = run.line.targets;
	if (more.length === 0 && action === 'check') return check(run, name);
	if (more.length === 0 && action === 'show') return show(run, name);
	throw new UsageError('the policy commands are dockscope policy check [FILE] and dockscope policy show PROFILE.');
}

/** Reports whether the policy file is valid, with the place of each problem if it is not. */
async function check(run: Run, file: string | undefined): Promise<number> {
	const line =
		file === undefined
			? run.line
			: {...run.line, value: (name: Parameters<typeof run.line.value>[0]) => (name === 'policy' ? file : run.line.value(name))};
	const policy = await policyOf({...run, line});
	const {path, profile} = policy;
	const content = [
		counted(policy.rules.length, 'own rule'),
		counted(policy.waivers.length, 'waiver'),
		counted(policy.exceptions.length, 'exception'),
		counted(policy.notify.length, 'notify target'),
		counted(policy.disabled.size, 'disabled rule'),
		`${counted(Object.keys(policy.severities).length, 'rule')} with a changed severity`,
	].join(', ');
	if (path !== null) {
		const extending = profile === null ? '' : ` Extends the profile ${profile}.`;
		run.stdout.write(`${sanitise(path)}: valid.${extending} ${content}\n`);
	} else if (profile !== null) run.stdout.write(`the profile ${profile}: ${content}\n`);
	else run.stdout.write('no policy file: the built-in policy applies\n');
	const now = new Date().toISOString();
	for (const waiver of policy.waivers)
		if (isExpired(waiver, now))
			run.stdout.write(
				`${sanitise(path ?? '')}:${waiver.line}: the waiver of ${sanitise(waiver.rule)} expired after ${waiver.expires}: its findings count again\n`,
			);
	for (const line of expiredExceptions(policy, now)) run.stdout.write(`${line}\n`);
	return exitStatus.done;
}

function show({stdout}: Run, name: string | undefined): number {
	if (name === undefined || !isProfile(name)) {
		const given = name === undefined ? '' : ` ${quoted(name)} is not a profile${nearest(name, profileNames)}.`;
		throw new UsageError(`dockscope policy show takes the name of a profile: ${profileNames.join(', ')}.${given}`);
	}
	stdout.write(profileText(name, rules));
	return exitStatus.done;
}
